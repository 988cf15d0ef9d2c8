import { rootRandom } from '../random/seed.js';
import { Sampler } from './sampler.js';

/** Indices of samples: a sampler of this project, or any list of indices. */
export type Indices = Sampler | Iterable<number>;

/** What decides which samples make which batch. */
export interface PlanOptions {
  /** Samples in the data set. */
  readonly count: number;
  /** Null for one sample at a time, not collated. */
  readonly batchSize: number | null;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  /** Chooses and orders the samples, instead of `shuffle`. */
  readonly sampler: Indices | null;
  /** Gives whole batches, instead of all the others. */
  readonly batchSampler: Iterable<readonly number[]> | null;
}

/**
 * The samples of each batch of an epoch. A shuffled order follows from the run's seed and the epoch alone. Ranks have equally many batches; those of a rank
 * that runs out of samples are empty.
 */
export function planBatches(options: PlanOptions, epoch: number): number[][] {
  const { batchSize, dropLast, batchSampler } = options;
  if (batchSampler) return Array.from(batchSampler, (batch) => [...batch]);
  const order = [...orderOf(options, epoch)];
  const size = batchSize ?? 1;
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += size) batches.push(order.slice(at, at + size));
  const last = batches.at(-1);
  if (dropLast && last && last.length < size) batches.pop();
  while (batches.length < countBatches(options)) batches.push([]);
  return batches;
}

/** How many batches {@link planBatches} gives: as many as the rank with most samples has. */
export function countBatches(options: PlanOptions): number {
  const { batchSize, dropLast, batchSampler, sampler, count } = options;
  if (batchSampler) return lengthOf(batchSampler);
  const samples = sampler instanceof Sampler ? sampler.largest() : sampler ? lengthOf(sampler) : count;
  const batches = samples / (batchSize ?? 1);
  return dropLast ? Math.floor(batches) : Math.ceil(batches);
}

function orderOf({ count, shuffle, sampler }: PlanOptions, epoch: number): Iterable<number> {
  if (sampler instanceof Sampler) return sampler.indices(epoch);
  if (sampler) return sampler;
  if (shuffle) return rootRandom().fork('shuffle').fork(epoch).permutation(count);
  return Array.from({ length: count }, (_, index) => index);
}

function lengthOf(items: Iterable<unknown>): number {
  if ('length' in items && typeof items.length === 'number') return items.length;
  let count = 0;
  for (const _ of items) count++;
  return count;
}
