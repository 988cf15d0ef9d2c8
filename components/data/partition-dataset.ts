import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Nullable } from '../../engine/registry/schema.js';
import { numpyShuffled } from './numpy-shuffle.js';

export interface PartitionOptions {
  /** Relative sizes of the parts. */
  readonly ratios?: readonly number[] | null;
  /** How many parts, when there are no ratios. */
  readonly numPartitions?: number | null;
  readonly shuffle?: boolean;
  readonly seed?: number;
  /** With `evenDivisible`: whether the tail is dropped instead of the first entries repeated. */
  readonly dropLast?: boolean;
  /** Whether all parts are equally long. */
  readonly evenDivisible?: boolean;
}

/**
 * Splits a data list (MONAI's `partition_dataset`): by ratios into consecutive parts, or into `numPartitions` parts that
 * take turns. The same seed shuffles as under Python.
 *
 * @throws BundleError bad_input when neither ratios nor a number of parts is given, there are fewer entries than parts, or
 * `dropLast` comes without `evenDivisible`
 */
export function partitionDataset<T>(data: readonly T[], options: PartitionOptions): T[][] {
  const { ratios, numPartitions, shuffle = false, seed = 0, dropLast = false, evenDivisible = false } = options;
  const order = shuffle ? numpyShuffled(data.length, seed) : Array.from(data.keys());
  const pick = (indices: readonly number[]): T[] => indices.flatMap((index) => data.slice(index, index + 1));
  if (ratios && ratios.length > 0) {
    const sum = ratios.reduce((total, ratio) => total + ratio, 0);
    let start = 0;
    return ratios.map((ratio) => {
      const end = Math.min(start + Math.trunc((ratio / sum) * data.length + 0.5), data.length);
      const part = pick(order.slice(start, end));
      start = end;
      return part;
    });
  }
  if (!numPartitions) refuse('it needs ratios or num_partitions', 'give one of the two');
  if (dropLast && !evenDivisible)
    refuse('drop_last means nothing without even_divisible', 'set even_divisible to true');
  if (data.length < numPartitions) {
    refuse(`there are ${data.length} entries for ${numPartitions} partitions`, 'ask for fewer partitions');
  }
  if (evenDivisible) {
    if (dropLast) order.length = Math.floor(data.length / numPartitions) * numPartitions;
    else order.push(...order.slice(0, Math.ceil(data.length / numPartitions) * numPartitions - data.length));
  }
  return Array.from({ length: numPartitions }, (_, part) =>
    pick(order.filter((_, place) => place % numPartitions === part)),
  );
}

function refuse(problem: string, fix: string): never {
  fail({ family: 'component', code: 'bad_input', component: 'partition_dataset', problem, fix });
}

export const partitionDatasetFunction = component({
  name: 'partition_dataset',
  modules: ['monai.data', 'monai.data.utils'],
  kind: 'function',
  description: 'Splits a data list into parts, by ratios or into equal ones.',
  arguments: Type.Object({
    data: Type.Array(Type.Unknown(), { description: 'The data list.' }),
    ratios: Nullable(Type.Array(Type.Number({ minimum: 0 }), { description: 'Relative sizes of the parts.' })),
    numPartitions: Nullable(Type.Integer({ minimum: 1, description: 'How many parts, when there are no ratios.' })),
    shuffle: Type.Boolean({ default: false, description: 'Whether the list is shuffled first.' }),
    seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, default: 0, description: 'Seed of the shuffling.' }),
    dropLast: Type.Boolean({
      default: false,
      description: 'With even_divisible: whether the tail is dropped instead of the first entries repeated.',
    }),
    evenDivisible: Type.Boolean({ default: false, description: 'Whether all parts are equally long.' }),
  }),
  create: ({ data, ...options }) => partitionDataset(data, options),
});
