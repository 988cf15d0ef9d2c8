import { allocate, type DTypeName, type TypedArrayOf } from '../../../engine/types/index.js';
import type { NumberArray } from './cast.js';

type Bits = Uint8Array | Uint16Array | Uint32Array;

/**
 * The elements of a strided view, as a new contiguous array: element [i, j, …] of the result is
 * `data[offset + i·strides[0] + j·strides[1] + …]`. Strides count elements and may be negative. Flips, rotations,
 * transpositions and crops are all such views. `dtype` is that of `data`.
 */
export function stridedCopy<D extends DTypeName>(
  data: NumberArray | BigInt64Array,
  dtype: D,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): TypedArrayOf<D> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const result = allocate(dtype, size);
  if (size === 0) return result;
  const merged = mergeAxes(shape, strides);
  const width = data.BYTES_PER_ELEMENT;
  if (width === 8) {
    // Two 32-bit halves along one more axis: bits are copied as they are, without a BigInt each.
    const halves = {
      shape: [...merged.shape, 2],
      strides: [...merged.strides.map((stride) => stride * 2), 1],
    };
    copyAxes(bitsOf(data, 4), offset * 2, halves.shape, halves.strides, bitsOf(result, 4), 0, 0);
  } else {
    copyAxes(bitsOf(data, width), offset, merged.shape, merged.strides, bitsOf(result, width), 0, 0);
  }
  return result;
}

/** Row-major strides of a shape, in elements. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

function bitsOf(array: NumberArray | BigInt64Array, width: number): Bits {
  const { buffer, byteOffset, byteLength } = array;
  if (width === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (width === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** Drops axes of one element and joins neighbours that step evenly; never fewer than two axes. */
function mergeAxes(shape: readonly number[], strides: readonly number[]): { shape: number[]; strides: number[] } {
  const extents: number[] = [];
  const steps: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const extent = shape[axis] ?? 1;
    const step = strides[axis] ?? 0;
    if (extent === 1) continue;
    const last = extents.length - 1;
    if (last >= 0 && steps[last] === step * extent) {
      extents[last] = (extents[last] ?? 1) * extent;
      steps[last] = step;
    } else {
      extents.push(extent);
      steps.push(step);
    }
  }
  while (extents.length < 2) {
    extents.unshift(1);
    steps.unshift(0);
  }
  return { shape: extents, strides: steps };
}

/** Copies everything below `axis`; returns where in `target` the next element goes. */
function copyAxes(
  source: Bits,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  target: Bits,
  at: number,
  axis: number,
): number {
  const extent = shape[axis] as number;
  const stride = strides[axis] as number;
  if (axis === shape.length - 2) {
    const columns = shape[axis + 1] as number;
    const step = strides[axis + 1] as number;
    copyPlane(source, offset, extent, stride, columns, step, target, at);
    return at + extent * columns;
  }
  let next = at;
  for (let index = 0; index < extent; index++) {
    next = copyAxes(source, offset + index * stride, shape, strides, target, next, axis + 1);
  }
  return next;
}

function copyPlane(
  source: Bits,
  offset: number,
  rows: number,
  rowStride: number,
  columns: number,
  columnStride: number,
  target: Bits,
  at: number,
): void {
  if (columnStride === 1 && columns >= 32) {
    for (let row = 0; row < rows; row++) {
      const from = offset + row * rowStride;
      target.set(source.subarray(from, from + columns), at + row * columns);
    }
    return;
  }
  if (columnStride === 1 && columns === 3) {
    for (let row = 0, from = offset, to = at; row < rows; row++, from += rowStride, to += 3) {
      target[to] = source[from] as number;
      target[to + 1] = source[from + 1] as number;
      target[to + 2] = source[from + 2] as number;
    }
    return;
  }
  let to = at;
  for (let row = 0; row < rows; row++) {
    let from = offset + row * rowStride;
    for (let column = 0; column < columns; column++) {
      target[to++] = source[from] as number;
      from += columnStride;
    }
  }
}
