import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Instance, Nullable } from '../../engine/registry/schema.js';
import { Philox } from '../random/philox.js';
import { Dataset } from './dataset.js';
import { Sampler } from './sampler.js';

export interface DistributedOptions {
  /** Whether every rank gets as many samples: the first ones are repeated, or the last ones dropped. Default true. */
  readonly evenDivisible?: boolean;
  /** How many ranks there are. Default 1. */
  readonly numReplicas?: number | null;
  /** Which of them this is, from 0. Default 0. */
  readonly rank?: number | null;
  readonly shuffle?: boolean;
  readonly seed?: number;
  /** With `evenDivisible`: drop the tail instead of repeating the first samples. */
  readonly dropLast?: boolean;
}

/**
 * Every `numReplicas`-th sample, beginning with the `rank`-th, of an order that all ranks share (torch's and MONAI's
 * `DistributedSampler`). The order follows from `seed` and the epoch alone.
 */
export class DistributedSampler extends Sampler {
  readonly #count: number;
  readonly #replicas: number;
  readonly #rank: number;
  readonly #options: DistributedOptions;
  /** Length of the common order after repeating or dropping. */
  readonly #total: number;

  constructor(dataset: { size(): number }, options: DistributedOptions = {}) {
    super();
    const { evenDivisible = true, dropLast = false } = options;
    this.#options = options;
    this.#count = dataset.size();
    this.#replicas = options.numReplicas ?? 1;
    this.#rank = options.rank ?? 0;
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
    if (!evenDivisible && this.#count < this.#replicas) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'DistributedSampler',
        problem: `${this.#count} samples are too few for ${this.#replicas} ranks`,
        fix: 'use fewer ranks, or set even_divisible to true',
      });
    }
    const rounds = dropLast ? Math.floor(this.#count / this.#replicas) : Math.ceil(this.#count / this.#replicas);
    this.#total = evenDivisible ? rounds * this.#replicas : this.#count;
  }

  size(): number {
    return Math.ceil((this.#total - this.#rank) / this.#replicas);
  }

  indices(epoch: number): number[] {
    const { shuffle = true, seed = 0 } = this.#options;
    const order = shuffle
      ? new Philox(seed).fork('distributed').fork(epoch).permutation(this.#count)
      : Int32Array.from({ length: this.#count }, (_, index) => index);
    const mine: number[] = [];
    for (let at = this.#rank; at < this.#total; at += this.#replicas) mine.push(order[at % this.#count] ?? 0);
    return mine;
  }
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
    description: 'Whether the last samples are dropped, instead of the first repeated, to make ranks even.',
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
    evenDivisible: Type.Boolean({ default: true, description: 'Whether every rank gets equally many samples.' }),
    ...settings,
  }),
  create: ({ dataset, ...options }) => new DistributedSampler(dataset, options),
});

export const torchDistributedSampler = component({
  name: 'DistributedSampler',
  modules: ['torch.utils.data', 'torch.utils.data.distributed'],
  kind: 'dataset',
  description: 'Gives each rank its share of a data set, evenly.',
  arguments: Type.Object({ dataset: DatasetArgument, ...settings }),
  create: ({ dataset, ...options }) => new DistributedSampler(dataset, options),
});
