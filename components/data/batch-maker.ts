import type { Batch } from './batch.js';
import type { Dataset } from './dataset.js';
import { fetchSamples, ItemError } from './fetch.js';
import { listDataCollate } from './list-data-collate.js';
import { sampleFailed } from './sample-failed.js';

/** Turns samples into a batch. */
export type Collate = (samples: readonly unknown[]) => Batch;

/** Makes batches somewhere. */
export interface BatchMaker {
  /** How many batches are worth having under way at once. */
  readonly depth: number;
  /**
   * The batch of these samples.
   * @throws BundleError sample_failed, and bad_input when they cannot be collated
   */
  make(indices: readonly number[], epoch: number): Promise<Batch>;
  close(): Promise<void>;
}

/** Makes batches in this thread. While one is used, the next one's files are read. */
export class LocalBatchMaker implements BatchMaker {
  readonly depth = 1;

  /** @param collate null leaves samples as they are */
  constructor(
    readonly dataset: Dataset,
    readonly collate: Collate | null = listDataCollate,
  ) {}

  async make(indices: readonly number[], epoch: number): Promise<Batch> {
    try {
      const samples = await fetchSamples((index, random) => this.dataset.item(index, random), indices, epoch);
      return finish(samples, this.collate);
    } catch (error) {
      if (error instanceof ItemError) throw sampleFailed(error.cause, error.index, this.dataset.source(error.index));
      throw error;
    }
  }

  async close(): Promise<void> {}
}

/** The batch of `samples`; without collation a batch is its one sample. */
export function finish(samples: readonly unknown[], collate: Collate | null): Batch {
  return collate ? collate(samples) : (samples[0] as Batch);
}
