import { fail } from '../../../engine/errors.js';
import type { DTypeName, NdArray, TypedArrayOf } from '../../../engine/types/index.js';
import { contiguousStrides, stridedCopy } from './strided-copy.js';

/** New elements with their shape. */
export interface Rearranged<D extends DTypeName> {
  readonly data: TypedArrayOf<D>;
  readonly shape: number[];
}

/** Moves axis `from` to place `to`, as `numpy.moveaxis`; negative axes count from the end. */
export function moveAxis<D extends DTypeName>(array: NdArray<D>, from: number, to: number): Rearranged<D> {
  const rank = array.shape.length;
  const order = array.shape.map((_, axis) => axis);
  const [moved] = order.splice(from < 0 ? from + rank : from, 1);
  if (moved === undefined) throw new RangeError(`axis ${from} is out of range for rank ${rank}`);
  order.splice(to < 0 ? to + rank : to, 0, moved);
  return permuteAxes(array, order);
}

/** Reorders axes: axis i of the result is axis `order[i]` of the input. Shares the data where the order is unchanged. */
export function permuteAxes<D extends DTypeName>(array: NdArray<D>, order: readonly number[]): Rearranged<D> {
  const shape = order.map((axis) => array.shape[axis] ?? 1);
  if (order.every((axis, place) => axis === place)) return { data: array.data, shape };
  const strides = contiguousStrides(array.shape);
  const permuted = order.map((axis) => strides[axis] ?? 0);
  return { data: stridedCopy(array.data, array.dtype, 0, shape, permuted), shape };
}

/** Reverses the order along `axes`, as `torch.flip`. */
export function flipAxes<D extends DTypeName>(array: NdArray<D>, axes: readonly number[]): Rearranged<D> {
  const strides = contiguousStrides(array.shape);
  let offset = 0;
  for (const axis of axes) {
    const stride = strides[axis] ?? 0;
    offset += stride * ((array.shape[axis] ?? 1) - 1);
    strides[axis] = -stride;
  }
  const shape = [...array.shape];
  return { data: stridedCopy(array.data, array.dtype, offset, shape, strides), shape };
}

/** Turns by `k` times 90 degrees from axis `first` towards axis `second`, as `torch.rot90`. */
export function rotateAxes<D extends DTypeName>(
  array: NdArray<D>,
  k: number,
  first: number,
  second: number,
): Rearranged<D> {
  const turns = ((k % 4) + 4) % 4;
  if (turns === 0) return { data: array.data, shape: [...array.shape] };
  if (turns === 2) return flipAxes(array, [first, second]);
  const shape = [...array.shape];
  const strides = contiguousStrides(array.shape);
  const [extent0, extent1] = [shape[first] ?? 1, shape[second] ?? 1];
  const [stride0, stride1] = [strides[first] ?? 0, strides[second] ?? 0];
  shape[first] = extent1;
  shape[second] = extent0;
  // One turn reads the second axis backwards, three turns the first.
  strides[first] = turns === 1 ? -stride1 : stride1;
  strides[second] = turns === 1 ? stride0 : -stride0;
  const offset = turns === 1 ? stride1 * (extent1 - 1) : stride0 * (extent0 - 1);
  return { data: stridedCopy(array.data, array.dtype, offset, shape, strides), shape };
}

/** The box from `start` (inclusive) to `end` (exclusive) along each axis, inside the array. */
export function crop<D extends DTypeName>(
  array: NdArray<D>,
  start: readonly number[],
  end: readonly number[],
): Rearranged<D> {
  const strides = contiguousStrides(array.shape);
  const shape = start.map((from, axis) => (end[axis] ?? 0) - from);
  const offset = start.reduce((sum, from, axis) => sum + from * (strides[axis] ?? 0), 0);
  return { data: stridedCopy(array.data, array.dtype, offset, shape, strides), shape };
}

/**
 * Axes of a channel-first array for spatial axes: 0 is the first after the channel, negative ones count from the last,
 * null means all of them (MONAI's `map_spatial_axes`).
 * @throws BundleError bad_input for an axis that the array does not have
 */
export function spatialAxes(array: NdArray, axes: number | readonly number[] | null, component: string): number[] {
  const rank = array.shape.length;
  if (axes === null) return array.shape.slice(1).map((_, axis) => axis + 1);
  return (typeof axes === 'number' ? [axes] : axes).map((axis) => {
    const mapped = axis < 0 ? axis + rank : axis + 1;
    if (mapped >= 1 && mapped < rank) return mapped;
    return fail({
      family: 'component',
      code: 'bad_input',
      component,
      problem: `an array of shape [${array.shape.join(', ')}] has no spatial axis ${axis}`,
      fix: `its spatial axes are 0 to ${rank - 2}; the channel comes first`,
    });
  });
}
