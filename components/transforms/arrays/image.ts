import { fail } from '../../../engine/errors.js';
import {
  type AppliedOperation,
  type DTypeName,
  ImageArray,
  type ImageMeta,
  NdArray,
  type TypedArrayOf,
} from '../../../engine/types/index.js';

/**
 * `value` as an image with metadata: an array without any gets an empty one.
 * @throws BundleError bad_input when it is no array
 */
export function asImage(value: unknown, component: string): ImageArray {
  if (value instanceof ImageArray) return value;
  if (value instanceof NdArray) return new ImageArray(value.data, value.shape, value.dtype);
  const got = value === null || value === undefined ? String(value) : Array.isArray(value) ? 'a list' : typeof value;
  fail({
    family: 'component',
    code: 'bad_input',
    component,
    problem: `expected an array, got ${got}`,
    fix: 'load the image first (LoadImaged), or convert the value with EnsureTyped',
  });
}

/** A new image from `image` with other elements; metadata and applied operations are kept unless given. */
export function derive<D extends DTypeName>(
  image: NdArray,
  data: TypedArrayOf<D>,
  shape: readonly number[],
  dtype: D,
  meta?: ImageMeta,
  operations?: readonly AppliedOperation[],
): ImageArray<D> {
  const from = image instanceof ImageArray ? image : undefined;
  return new ImageArray(data, shape, dtype, meta ?? from?.meta, operations ?? from?.appliedOperations);
}

/** Refuses an image whose rank is below `rank`. */
export function needRank(image: NdArray, rank: number, component: string, layout: string): void {
  if (image.shape.length >= rank) return;
  fail({
    family: 'component',
    code: 'bad_input',
    component,
    problem: `expected an array of shape ${layout}, got [${image.shape.join(', ')}]`,
    fix: 'put EnsureChannelFirstd before it',
  });
}
