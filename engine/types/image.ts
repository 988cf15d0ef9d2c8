import type { DTypeName, TypedArrayOf } from './dtype.js';
import { NdArray } from './nd-array.js';

/** What is known of an image beside its pixels: MONAI's MetaTensor keys, with their snake_case names kept as data. */
export interface ImageMeta {
  /** Where it was read from (`filename_or_obj` in MONAI). */
  filenameOrObj?: string;
  /** 4×4 (or 3×3) row-major matrix from voxel to world. */
  affine?: readonly number[];
  originalAffine?: readonly number[];
  /** Spatial shape before any transform. */
  spatialShape?: readonly number[];
  /** Axis of the channel in the file, or 'no_channel'. */
  originalChannelDim?: number | 'no_channel';
  [key: string]: unknown;
}

/** One applied, invertible operation: its transform's name and what undoing it needs. */
export interface AppliedOperation {
  readonly name: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An array with its metadata beside it (MONAI's `MetaTensor`). Channel-first once EnsureChannelFirst has run. */
export class ImageArray<D extends DTypeName = DTypeName> extends NdArray<D> {
  constructor(
    data: TypedArrayOf<D>,
    shape: readonly number[],
    dtype: D,
    readonly meta: ImageMeta = {},
    readonly appliedOperations: readonly AppliedOperation[] = [],
  ) {
    super(data, shape, dtype);
  }
}
