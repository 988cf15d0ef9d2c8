import { allocate, type DTypeName, type TypedArrayOf } from '../../../engine/types/index.js';
import type { NumberArray } from './cast.js';
import { transposeBytes } from './transpose-bytes.js';

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
  const view = mergeAxes(shape, strides);
  switch (data.BYTES_PER_ELEMENT) {
    case 1:
      copyAxes(copyBytePlane, bytesOf(data), offset, view, bytesOf(result), 0, 0);
      break;
    case 2:
      copyAxes(copyPlane, shortsOf(data), offset, view, shortsOf(result), 0, 0);
      break;
    case 4:
      copyAxes(copyPlane, wordsOf(data), offset, view, wordsOf(result), 0, 0);
      break;
    default: {
      // Two 32-bit halves along one more axis: bits are copied as they are, without a BigInt each.
      const halves = { shape: [...view.shape, 2], strides: [...view.strides.map((stride) => stride * 2), 1] };
      copyAxes(copyPlane, wordsOf(data), offset * 2, halves, wordsOf(result), 0, 0);
    }
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

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function shortsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

function wordsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

interface View {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Drops axes of one element and joins neighbours that step evenly; never fewer than two axes. */
function mergeAxes(shape: readonly number[], strides: readonly number[]): View {
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

/** Copies the last two axes of a view: `rows` × `columns` elements, the first one at `offset`, to `target` from `at` on. */
type CopyPlane<Elements> = (
  source: Elements,
  offset: number,
  rows: number,
  rowStride: number,
  columns: number,
  columnStride: number,
  target: Elements,
  at: number,
) => void;

/** Copies everything below `axis`; returns where in `target` the next element goes. */
function copyAxes<Elements>(
  copy: CopyPlane<Elements>,
  source: Elements,
  offset: number,
  view: View,
  target: Elements,
  at: number,
  axis: number,
): number {
  const { shape, strides } = view;
  const extent = shape[axis] as number;
  const stride = strides[axis] as number;
  if (axis === shape.length - 2) {
    const columns = shape[axis + 1] as number;
    copy(source, offset, extent, stride, columns, strides[axis + 1] as number, target, at);
    return at + extent * columns;
  }
  let next = at;
  for (let index = 0; index < extent; index++) {
    next = copyAxes(copy, source, offset + index * stride, view, target, next, axis + 1);
  }
  return next;
}

/** For elements of two or four bytes. Its twin for bytes is apart, so that each sees one or two kinds of arrays only. */
const copyPlane: CopyPlane<Uint16Array | Uint32Array> = (
  source,
  offset,
  rows,
  rowStride,
  columns,
  columnStride,
  target,
  at,
) => {
  if (Math.abs(columnStride) === 1 && columns >= 32) {
    copyRows(source, offset, rows, rowStride, columns, columnStride, target, at);
    return;
  }
  let to = at | 0;
  for (let row = 0; row < rows; row++) {
    let from = (offset + row * rowStride) | 0;
    for (let column = 0; column < columns; column++) {
      target[to] = source[from] as number;
      to = (to + 1) | 0;
      from = (from + columnStride) | 0;
    }
  }
};

const copyBytePlane: CopyPlane<Uint8Array> = (source, offset, rows, rowStride, columns, columnStride, target, at) => {
  if (Math.abs(columnStride) === 1 && columns >= 32) {
    copyRows(source, offset, rows, rowStride, columns, columnStride, target, at);
  } else if (columnStride === 1 && columns === 3) {
    copyTriplets(source, offset, rows, rowStride, target, at);
  } else if (rows === 3 && rowStride === 1 && columnStride === 3) {
    splitTriplets(source, offset, columns, target, at);
  } else if (!transposeBytes(source, offset, rows, rowStride, columns, columnStride, target, at)) {
    let to = at | 0;
    for (let row = 0; row < rows; row++) {
      let from = (offset + row * rowStride) | 0;
      for (let column = 0; column < columns; column++) {
        target[to] = source[from] as number;
        to = (to + 1) | 0;
        from = (from + columnStride) | 0;
      }
    }
  }
};

/** Rows whose elements lie side by side, forwards or backwards. */
function copyRows(
  source: Uint8Array | Uint16Array | Uint32Array,
  offset: number,
  rows: number,
  rowStride: number,
  columns: number,
  columnStride: number,
  target: Uint8Array | Uint16Array | Uint32Array,
  at: number,
): void {
  for (let row = 0; row < rows; row++) {
    const to = at + row * columns;
    const from = offset + row * rowStride - (columnStride < 0 ? columns - 1 : 0);
    target.set(source.subarray(from, from + columns), to);
    if (columnStride < 0) target.subarray(to, to + columns).reverse();
  }
}

/** Pixels of three bytes that are moved as they are. */
function copyTriplets(
  source: Uint8Array,
  offset: number,
  count: number,
  stride: number,
  target: Uint8Array,
  at: number,
): void {
  let from = offset | 0;
  let to = at | 0;
  for (let pixel = 0; pixel < count; pixel++) {
    target[to] = source[from] as number;
    target[to + 1] = source[from + 1] as number;
    target[to + 2] = source[from + 2] as number;
    from = (from + stride) | 0;
    to = (to + 3) | 0;
  }
}

/** Pixels of three bytes whose bytes go to three planes. */
function splitTriplets(source: Uint8Array, offset: number, count: number, target: Uint8Array, at: number): void {
  const second = (at + count) | 0;
  const third = (second + count) | 0;
  let from = offset | 0;
  for (let pixel = 0; pixel < count; pixel++) {
    target[at + pixel] = source[from] as number;
    target[second + pixel] = source[from + 1] as number;
    target[third + pixel] = source[from + 2] as number;
    from = (from + 3) | 0;
  }
}
