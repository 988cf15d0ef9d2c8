import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { processGroup } from '../../engine/parallel/process-group.js';
import { component } from '../../engine/registry/component.js';
import { Instance, Nullable } from '../../engine/registry/schema.js';
import { getLogger } from '../../engine/types/log.js';
import { Philox } from '../random/philox.js';
import { Dataset } from './dataset.js';
import { Sampler } from './sampler.js';

export interface DistributedOptions {
  /** Accepted for MONAI's sake, which repeats samples until every rank has as many; here none is repeated. Default true. */
  readonly evenDivisible?: boolean;
  /** How many ranks there are; those of the run by default. */
  readonly numReplicas?: number | null;
  /** Which of them this is, from 0; this process's by default. */
  readonly rank?: number | null;
  readonly shuffle?: boolean;
  readonly seed?: number;
  /** With `evenDivisible`: whether the last samples are left out, so that every rank has as many. */
  readonly dropLast?: boolean;
}

/**
 * Every `numReplicas`-th sample, beginning with the `rank`-th, of an order that all ranks share (torch's and MONAI's
 * `DistributedSampler`). The order follows from `seed` and the epoch alone. No sample is repeated to make ranks even: the last rounds of some ranks are
 * empty, and gradients and metrics are weighted by what each has, so that a run sees the same samples with any number of ranks.
 */
export class DistributedSampler extends Sampler {
  readonly #count: number;
  readonly #replicas: number;
  readonly #rank: number;
  readonly #options: DistributedOptions;
  /** Length of the common order after dropping. */
  readonly #total: number;

  constructor(dataset: { size(): number }, options: DistributedOptions = {}) {
    super();
    const { evenDivisible = true, dropLast = false } = options;
    const group = processGroup();
    this.#options = options;
    this.#count = dataset.size();
    this.#replicas = options.numReplicas ?? group.worldSize;
    this.#rank = options.rank ?? group.rank;
    if (this.#rank >= this.#replicas) {
      fail({
        family: 'component',
        code: 'invalid_argument',
        component: 'DistributedSampler',
        argument: 'rank',
        expected: `a whole number from 0 to ${this.#replicas - 1}`,
        got: String(this.#rank),
      });
    }
    const left = dropLast && evenDivisible ? this.#count % this.#replicas : 0;
    this.#total = this.#count - left;
    if (evenDivisible && this.#total % this.#replicas !== 0 && this.#rank === 0)
      noticeUneven(this.#total, this.#replicas);
  }

  size(): number {
    return Math.max(0, Math.ceil((this.#total - this.#rank) / this.#replicas));
  }

  override largest(): number {
    return Math.ceil(this.#total / this.#replicas);
  }

  indices(epoch: number): number[] {
    const { shuffle = true, seed = 0 } = this.#options;
    const order = shuffle
      ? new Philox(seed).fork('distributed').fork(epoch).permutation(this.#count)
      : Int32Array.from({ length: this.#count }, (_, index) => index);
    const mine: number[] = [];
    for (let at = this.#rank; at < this.#total; at += this.#replicas) mine.push(order[at] ?? 0);
    return mine;
  }
}

let noticed = false;

function noticeUneven(samples: number, ranks: number): void {
  if (noticed) return;
  noticed = true;
  getLogger('monai.data.DistributedSampler').info(
    `${samples} samples on ${ranks} ranks: none is repeated to make them even, as MONAI would; gradients and metrics are weighted instead`,
  );
}

const settings = {
  numReplicas: Nullable(
    Type.Integer({ minimum: 1, description: 'How many ranks there are; by default those of the run.' }),
  ),
  rank: Nullable(Type.Integer({ minimum: 0, description: 'Which of the ranks this is, from 0; by default this one.' })),
  shuffle: Type.Boolean({ default: true, description: 'Whether samples come in random order.' }),
  seed: Type.Integer({ default: 0, description: 'Seed of the order; the same on all ranks.' }),
  dropLast: Type.Boolean({
    default: false,
    description: 'Whether the last samples are left out, so that every rank has as many.',
  }),
};
const DatasetArgument = Instance<Dataset>('a data set', (value) => value instanceof Dataset, {
  description: 'The data set to draw from.',
});

export const distributedSampler = component({
  name: 'DistributedSampler',
  modules: ['monai.data', 'monai.data.samplers'],
  kind: 'dataset',
  description: 'Gives each rank its share of a data set.',
  arguments: Type.Object({
    dataset: DatasetArgument,
    evenDivisible: Type.Boolean({
      default: true,
      description: 'Accepted for MONAI’s sake: no sample is repeated to make ranks even; weights do that.',
    }),
    ...settings,
  }),
  create: ({ dataset, ...options }) => new DistributedSampler(dataset, options),
});

export const torchDistributedSampler = component({
  name: 'DistributedSampler',
  modules: ['torch.utils.data', 'torch.utils.data.distributed'],
  kind: 'dataset',
  description: 'Gives each rank its share of a data set.',
  arguments: Type.Object({ dataset: DatasetArgument, ...settings }),
  create: ({ dataset, ...options }) => new DistributedSampler(dataset, options),
});
