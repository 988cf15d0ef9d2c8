import { rootRandom } from '../random/seed.js';
import type { Sample } from '../transforms/transform.js';
import type { ItemMaker } from './revive.js';

/** Thrown when a sample cannot be made; `index` says which. */
export class ItemError extends Error {
  constructor(
    readonly index: number,
    override readonly cause: unknown,
  ) {
    super(`sample ${index}`);
  }
}

/**
 * The samples at `indices`, each with its own stream of draws, keyed by epoch and index, so that it does not matter who
 * makes them, or when.
 *
 * @throws ItemError for the first that fails
 */
export async function fetchSamples(item: ItemMaker, indices: readonly number[], epoch: number): Promise<Sample[]> {
  const stream = rootRandom().fork('sample').fork(epoch);
  const failed = (index: number, error: unknown): Promise<never> => Promise.reject(new ItemError(index, error));
  const samples = indices.map((index): Sample | Promise<Sample> => {
    try {
      const made = item(index, stream.fork(index));
      return made instanceof Promise ? made.catch((error: unknown) => failed(index, error)) : made;
    } catch (error) {
      return failed(index, error);
    }
  });
  return Promise.all(samples);
}
