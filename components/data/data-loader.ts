import { fail } from '../../engine/errors.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { availableCores } from '../../engine/types/cores.js';
import { getLogger } from '../../engine/types/log.js';
import { type Batch, type BatchSource, emptyBatch } from './batch.js';
import { type BatchMaker, type Collate, LocalBatchMaker } from './batch-maker.js';
import { countBatches, type Indices, type PlanOptions, planBatches } from './batch-plan.js';
import type { Dataset } from './dataset.js';
import { listDataCollate } from './list-data-collate.js';
import { ThreadBatchMaker } from './thread-batch-maker.js';

export interface DataLoaderOptions {
  /** Null gives samples one by one, not collated. Default 1. */
  readonly batchSize?: number | null;
  /** Whether each epoch has its own random order. Default false. */
  readonly shuffle?: boolean | null;
  /** Chooses and orders the samples. Excludes `shuffle`. */
  readonly sampler?: Indices | null;
  /** Gives the indices of whole batches. Excludes `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  readonly batchSampler?: Iterable<readonly number[]> | null;
  /** Worker threads at most; never more than there are cores beside this thread's. Default 0: none. */
  readonly numWorkers?: number;
  /** Makes a batch of samples; by default {@link listDataCollate}. */
  readonly collateFn?: Collate | null;
  /** Whether a last batch that is too small is left out. Default false. */
  readonly dropLast?: boolean;
  /** Batches that each worker has under way. Default 2. */
  readonly prefetchFactor?: number | null;
}

/**
 * Draws samples from a data set and collates them to batches (torch's `DataLoader` with MONAI's collation).
 *
 * A batch depends on the run's seed, the epoch and the indices of its samples, and not on who makes it: any number of workers
 * gives the same batches, bit for bit. Worker threads make the transforms again from the config and read cached samples in
 * shared memory. They are used when `numWorkers` asks for them, a core is left for them, an epoch has more than one batch, and
 * the transforms can be made again; otherwise batches are made here, and the log says why. {@link close} ends them.
 *
 * Workers pay by working while this thread trains. Where nothing else happens, one worker is about as fast as none (cached
 * 128×128 samples with the NuClick bundle's transforms: 1.1 ms of CPU a sample here, 1.4 ms there).
 */
export class DataLoader implements BatchSource {
  static readonly [exposed]: Exposed = {
    __len__: method().as('size'),
    dataset: property(),
    batch_size: property(),
    num_workers: property(),
    sampler: property(),
  };

  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly numWorkers: number;
  readonly sampler: Indices | null;
  readonly #plan: PlanOptions;
  /** Undefined for the usual collation. */
  readonly #collate: Collate | null | undefined;
  readonly #prefetch: number;
  #maker: BatchMaker | undefined;
  #explained = false;

  /** @throws BundleError invalid_argument for arguments that exclude each other */
  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    checkOptions(options);
    const { batchSize = 1, shuffle, sampler = null, batchSampler = null, dropLast = false } = options;
    const count = dataset.size();
    this.dataset = dataset;
    this.numWorkers = options.numWorkers ?? 0;
    this.sampler = sampler;
    this.#plan = { count, batchSize, shuffle: shuffle ?? false, dropLast, sampler, batchSampler };
    this.#collate = options.collateFn ?? (batchSize === null && !batchSampler ? null : undefined);
    this.#prefetch = options.prefetchFactor ?? 2;
    this.batchSize = batchSize ?? 1;
  }

  /** Batches in one epoch. */
  size(): number {
    return countBatches(this.#currentPlan());
  }

  async *batches(epoch: number, first = 0): AsyncGenerator<Batch, void, void> {
    await this.dataset.prepare();
    const maker = await this.#readyMaker();
    const plan = planBatches(this.#currentPlan(), epoch).slice(first);
    const ahead: Upcoming[] = [];
    let next = 0;
    const fill = (): void => {
      while (next < plan.length && ahead.length < maker.depth) {
        const indices = plan[next++] ?? [];
        const make = indices.length > 0 ? () => maker.make(indices, epoch) : async () => emptyBatch;
        ahead.push(upcoming(make, maker instanceof LocalBatchMaker));
      }
    };
    try {
      for (fill(); ahead.length > 0; ) {
        const batch = await ahead.shift()?.result();
        fill();
        if (batch !== undefined) yield batch;
      }
    } finally {
      for (const left of ahead) left.cancel();
    }
  }

  async close(): Promise<void> {
    const maker = this.#maker;
    this.#maker = undefined;
    await maker?.close();
  }

  /** The data set's length may have changed with its data. */
  #currentPlan(): PlanOptions {
    return { ...this.#plan, count: this.dataset.size() };
  }

  async #readyMaker(): Promise<BatchMaker> {
    const threads = Math.min(this.numWorkers, availableCores() - 1, this.size());
    const share = threads > 0 && this.size() > 1 ? this.dataset.share() : undefined;
    const current = this.#maker;
    if (current instanceof ThreadBatchMaker && current.share === share) return current;
    if (current instanceof LocalBatchMaker && (share === undefined || share.kind === 'alone')) return current;
    await current?.close();
    this.#maker = this.#makeMaker(share, threads);
    return this.#maker;
  }

  #makeMaker(share: ReturnType<Dataset['share']> | undefined, threads: number): BatchMaker {
    const local = new LocalBatchMaker(this.dataset, this.#collate === undefined ? listDataCollate : this.#collate);
    if (share === undefined) return local;
    if (share.kind === 'alone') {
      this.#explain(share.why);
      return local;
    }
    try {
      return new ThreadBatchMaker(this.dataset, share, threads, this.#collate, this.#prefetch);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#explain(`its data list cannot be sent to a thread (${error.message})`);
      return local;
    }
  }

  #explain(why: string): void {
    if (this.#explained) return;
    this.#explained = true;
    getLogger('monai.data.DataLoader').warning(`samples are made in the main thread, without workers: ${why}`);
  }
}

/** A batch that was ordered. */
interface Upcoming {
  result(): Promise<Batch>;
  /** Nobody will ask for it. */
  cancel(): void;
}

/**
 * @param whenIdle begin only when this thread has nothing else to do, or the batch is asked for: so the batch before it is
 * handed out without delay, and its user's pauses are filled
 */
function upcoming(make: () => Promise<Batch>, whenIdle: boolean): Upcoming {
  let started: Promise<Batch> | undefined;
  const start = (): Promise<Batch> => {
    started ??= make();
    // Whoever asks gets the error; nobody has to.
    started.catch(() => undefined);
    return started;
  };
  if (!whenIdle) {
    start();
    return { result: start, cancel: () => undefined };
  }
  const timer = setImmediate(start);
  return {
    result: () => {
      clearImmediate(timer);
      return start();
    },
    cancel: () => clearImmediate(timer),
  };
}

function checkOptions(options: DataLoaderOptions): void {
  const { batchSize, shuffle, sampler, batchSampler, dropLast, numWorkers = 0, prefetchFactor } = options;
  const refuse = (argument: string, expected: string, got: string): never =>
    fail({ family: 'component', code: 'invalid_argument', component: 'DataLoader', argument, expected, got });
  if (sampler && shuffle) refuse('shuffle', 'false beside a sampler', 'true');
  if (batchSampler) {
    if ((batchSize ?? 1) !== 1 || shuffle || sampler || dropLast) {
      refuse('batch_sampler', 'given alone', 'a sampler of batches beside batch_size, shuffle, sampler or drop_last');
    }
  } else if (batchSize === null && dropLast) {
    refuse('batch_size', 'a whole number ≥ 1 when drop_last is set', 'null');
  }
  if (numWorkers === 0 && prefetchFactor !== undefined && prefetchFactor !== null) {
    refuse('prefetch_factor', 'left out when num_workers is 0', String(prefetchFactor));
  }
}
