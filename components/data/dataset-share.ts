import type { Recipe } from '../../engine/registry/recipe.js';
import type { SharedSamples } from './cache/sample-store.js';

/** What makes a data set again in a worker thread: data that survives a structured clone, and shared memory. */
export type DatasetShare =
  | ListShare
  | CacheShare
  | { readonly kind: 'subset'; readonly of: DatasetShare; readonly indices: readonly number[] }
  /** This data set stays in the thread that made it. */
  | { readonly kind: 'alone'; readonly why: string };

export interface ListShare {
  readonly kind: 'list';
  /** The data list, as `encode` (message.ts) writes it. */
  readonly data: unknown;
  readonly pipeline: Recipe;
}

export interface CacheShare {
  readonly kind: 'cache';
  readonly list: ListShare;
  readonly samples: SharedSamples;
  /** For each item its place among the samples, −1 for one that is not cached. */
  readonly slots: Int32Array;
  /** How many steps of the pipeline the cached samples have behind them. */
  readonly fixedSteps: number;
}
