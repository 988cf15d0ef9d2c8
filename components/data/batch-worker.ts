import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { BundleError, type Failure } from '../../engine/errors.js';
import { setSeed } from '../random/seed.js';
import type { DatasetShare } from './dataset-share.js';
import { fetchSamples, ItemError } from './fetch.js';
import { listDataCollate } from './list-data-collate.js';
import { encode, transferables } from './message.js';
import { type ItemMaker, revive } from './revive.js';
import { type Fault, faultOf } from './sample-failed.js';

/** What a data worker is asked for. */
export interface BatchTask {
  readonly indices: readonly number[];
  readonly epoch: number;
  /** The run's seed: streams of draws follow from it. */
  readonly seed: number;
  /** Whether to collate; otherwise the samples come as they are. */
  readonly collate: boolean;
}

/** What a data worker answers; errors' classes would not survive the way. */
export type BatchAnswer =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'sample'; readonly fault: Fault }
  | { readonly kind: 'failure'; readonly failure: Failure };

let item: ItemMaker | undefined;

/**
 * Runs in a worker thread: one batch. The data set comes once, as the thread's data; cached samples are read where they
 * lie, and the arrays of the answer are handed over, not copied.
 */
export default async function makeBatch({ indices, epoch, seed, collate }: BatchTask): Promise<unknown> {
  setSeed(seed);
  try {
    item ??= revive(workerData as DatasetShare);
    const samples = await fetchSamples(item, indices, epoch);
    if (!collate) return { kind: 'done', value: encode(samples) } satisfies BatchAnswer;
    const batch = listDataCollate(samples);
    const answer: BatchAnswer = { kind: 'done', value: encode(batch) };
    return move({
      [transferableSymbol]: [...transferables(batch)],
      [valueSymbol]: answer,
    });
  } catch (error) {
    return answerTo(error);
  }
}

function answerTo(error: unknown): BatchAnswer {
  if (error instanceof ItemError) return { kind: 'sample', fault: faultOf(error.cause, error.index) };
  if (error instanceof BundleError) return { kind: 'failure', failure: error.failure };
  throw error;
}
