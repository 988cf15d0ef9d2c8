import { Piscina } from 'piscina';
import { BundleError } from '../../engine/errors.js';
import { workerFile } from '../../engine/types/worker-file.js';
import { getSeed, rootRandom } from '../random/seed.js';
import type { Batch } from './batch.js';
import { type BatchMaker, type Collate, finish } from './batch-maker.js';
import type { BatchAnswer, BatchTask } from './batch-worker.js';
import type { Dataset } from './dataset.js';
import type { DatasetShare } from './dataset-share.js';
import { decode } from './message.js';
import { faultError } from './sample-failed.js';

/** Makes batches in worker threads. */
export class ThreadBatchMaker implements BatchMaker {
  readonly depth: number;
  readonly #pool: Piscina<BatchTask, BatchAnswer>;

  /**
   * Starts the threads.
   *
   * @param share what `dataset` shares with them
   * @param collate null leaves samples as they are; undefined collates as MONAI does, in the threads. Any other function
   * runs in this thread.
   * @param prefetch batches under way for each thread
   */
  constructor(
    readonly dataset: Dataset,
    readonly share: DatasetShare,
    threads: number,
    readonly collate: Collate | null | undefined,
    prefetch: number,
  ) {
    this.depth = threads * prefetch;
    this.#pool = new Piscina<BatchTask, BatchAnswer>({
      filename: workerFile('components/data/batch-worker'),
      workerData: share,
      minThreads: threads,
      maxThreads: threads,
      // A thread must not inherit flags that are this process's own (a loader, a test runner's conditions).
      execArgv: [],
      // Each sample leaves a few megabytes of short-lived arrays; a larger nursery saves a fifth of the time.
      resourceLimits: { maxYoungGenerationSizeMb: 96 },
    });
  }

  async make(indices: readonly number[], epoch: number): Promise<Batch> {
    rootRandom();
    const collateThere = this.collate === undefined;
    const answer = await this.#pool.run({ indices, epoch, seed: getSeed() ?? 0, collate: collateThere });
    switch (answer.kind) {
      case 'done': {
        const value = decode(answer.value);
        return collateThere ? (value as Batch) : finish(value as unknown[], this.collate ?? null);
      }
      case 'sample':
        throw faultError(answer.fault, this.dataset.source(answer.fault.index));
      case 'failure':
        throw new BundleError(answer.failure);
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
