import type { AppliedOperation, DTypeName, ImageMeta, TypedArrayOf } from '../../engine/types/index.js';
import { NdArray } from '../../engine/types/index.js';

/** Samples collated by key, as {@link listDataCollate} (list-data-collate.ts) describes. */
export type Batch = Record<string, unknown>;

/** The batch of a rank that has no samples left while others have: it takes part in what ranks do together, and that is all. */
export const emptyBatch: Batch = Object.freeze({});

/** Stacked images, [N, C, …], with the metadata of each. */
export class ImageBatch<D extends DTypeName = DTypeName> extends NdArray<D> {
  constructor(
    data: TypedArrayOf<D>,
    shape: readonly number[],
    dtype: D,
    readonly metas: readonly ImageMeta[],
    readonly appliedOperations: readonly (readonly AppliedOperation[])[],
  ) {
    super(data, shape, dtype);
  }
}

/** What a trainer needs of a data loader. */
export interface BatchSource {
  /** Batches in one epoch. */
  size(): number;
  readonly batchSize: number;
  /**
   * The batches of `epoch` (from 0), in order. The same seed and epoch give the same batches.
   * @param first how many batches to leave out at the start (a run that resumes inside an epoch); they cost nothing
   */
  batches(epoch: number, first?: number): AsyncIterable<Batch>;
  /** Ends workers. */
  close(): Promise<void>;
}
