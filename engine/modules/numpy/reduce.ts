import { valueError } from '../../expression/raise.js';
import type { DTypeName, NdArray } from '../../types/index.js';
import { applyBinary } from './binary.js';
import { kindOf } from './dtype-rules.js';
import { cast, fromIntegers, fromNumbers, integersOf, numbersOf } from './elements.js';
import { normalAxis, sizeOf } from './shape.js';
import { permuteAxes } from './strided.js';

/** Which axes a reduction runs over; null for all. */
export type Axes = readonly number[] | null;

/** An array seen as rows to be reduced: `outer` results, each from `inner` elements. */
interface Reduction {
  readonly array: NdArray;
  readonly outer: number;
  readonly inner: number;
  /** Whether a row's elements are neighbours, or the rows lie across (element i of row r at i·outer + r). */
  readonly across: boolean;
  readonly shape: readonly number[];
}

/** Brings the axes to be reduced together. */
function plan(array: NdArray, axes: Axes, keepDims: boolean): Reduction {
  const rank = array.shape.length;
  // An array without axes may be reduced over its first or last, as if it had one.
  const pointless = rank === 0 && axes?.every((axis) => axis === 0 || axis === -1);
  const reduced = new Set(axes === null || pointless ? array.shape.keys() : axes.map((axis) => normalAxis(axis, rank)));
  if (axes !== null && !pointless && reduced.size !== axes.length) valueError("duplicate value in 'axis'");
  const kept = [...array.shape.keys()].filter((axis) => !reduced.has(axis));
  const gone = [...array.shape.keys()].filter((axis) => reduced.has(axis));
  const extent = (axis: number): number => array.shape[axis] ?? 1;
  const shape = keepDims ? array.shape.map((size, axis) => (reduced.has(axis) ? 1 : size)) : kept.map(extent);
  const outer = sizeOf(kept.map(extent));
  const inner = sizeOf(gone.map(extent));
  const leading = gone.every((axis, i) => axis === i);
  const trailing = kept.every((axis, i) => axis === i);
  if (trailing || (leading && gone.length > 0)) return { array, outer, inner, across: !trailing, shape };
  return { array: permuteAxes(array, [...kept, ...gone]), outer, inner, across: false, shape };
}

/** The dtype of sums: bools and small integers widen to int64. */
function sumDType(dtype: DTypeName): DTypeName {
  return kindOf(dtype) === 'f' ? dtype : 'int64';
}

const fround = Math.fround;

/** NumPy's pairwise summation, in the precision of the dtype. */
function pairwiseSum(data: ArrayLike<number>, start: number, length: number, single: boolean): number {
  if (length < 8) {
    let sum = -0;
    for (let i = 0; i < length; i++) sum = single ? fround(sum + (data[start + i] ?? 0)) : sum + (data[start + i] ?? 0);
    return length === 0 ? 0 : sum;
  }
  if (length <= 128) {
    const partial = new Float64Array(8);
    for (let k = 0; k < 8; k++) partial[k] = data[start + k] ?? 0;
    let i = 8;
    for (; i + 8 <= length; i += 8) {
      for (let k = 0; k < 8; k++) {
        const sum = (partial[k] ?? 0) + (data[start + i + k] ?? 0);
        partial[k] = single ? fround(sum) : sum;
      }
    }
    const add = single ? (a: number, b: number) => fround(a + b) : (a: number, b: number) => a + b;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = partial;
    let sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
    for (; i < length; i++) sum = add(sum, data[start + i] ?? 0);
    return sum;
  }
  const half = Math.floor(length / 2);
  const split = half - (half % 8);
  const sum = pairwiseSum(data, start, split, single) + pairwiseSum(data, start + split, length - split, single);
  return single ? fround(sum) : sum;
}

/** Sums over axes. */
export function sum(array: NdArray, axes: Axes = null, keepDims = false, dtype?: DTypeName): NdArray {
  const wanted = dtype ?? sumDType(array.dtype);
  const { array: rows, outer, inner, across, shape } = plan(array, axes, keepDims);
  if (kindOf(wanted) !== 'f') {
    const totals = foldIntegers(integersOf(rows), outer, inner, across, 0n, (a, b) => a + b);
    return cast(fromIntegers(totals, shape), wanted);
  }
  const single = wanted === 'float32';
  const data = numbersOf(hasDType(rows, wanted) ? rows : cast(rows, wanted));
  const totals = new Float64Array(outer);
  if (across) {
    for (let i = 0, at = 0; i < inner; i++) {
      for (let r = 0; r < outer; r++, at++) {
        const total = (i === 0 ? -0 : (totals[r] ?? 0)) + (data[at] ?? 0);
        totals[r] = single ? fround(total) : total;
      }
    }
  } else {
    for (let r = 0; r < outer; r++) totals[r] = pairwiseSum(data, r * inner, inner, single);
  }
  return fromNumbers(totals, wanted, shape);
}

function hasDType(array: NdArray, dtype: DTypeName): boolean {
  return array.dtype === dtype;
}

function foldIntegers(
  data: BigInt64Array,
  outer: number,
  inner: number,
  across: boolean,
  start: bigint,
  combine: (a: bigint, b: bigint) => bigint,
): BigInt64Array {
  const totals = new BigInt64Array(outer).fill(start);
  for (let r = 0; r < outer; r++) {
    let total = start;
    for (let i = 0; i < inner; i++)
      total = BigInt.asIntN(64, combine(total, data[across ? i * outer + r : r * inner + i] ?? 0n));
    totals[r] = total;
  }
  return totals;
}

/** Folds each row's numbers from `start`, in order. */
function fold(
  { array, outer, inner, across, shape }: Reduction,
  start: number | undefined,
  combine: (total: number, x: number) => number,
  dtype: DTypeName,
): NdArray {
  const data = numbersOf(array);
  const totals = new Float64Array(outer);
  for (let r = 0; r < outer; r++) {
    const place = (i: number): number => data[across ? i * outer + r : r * inner + i] ?? 0;
    let total = start ?? place(0);
    for (let i = start === undefined ? 1 : 0; i < inner; i++) total = combine(total, place(i));
    totals[r] = total;
  }
  return fromNumbers(totals, dtype, shape);
}

/** Products over axes. */
export function product(array: NdArray, axes: Axes = null, keepDims = false, dtype?: DTypeName): NdArray {
  const wanted = dtype ?? sumDType(array.dtype);
  const reduction = plan(array, axes, keepDims);
  if (kindOf(wanted) !== 'f') {
    const { array: rows, outer, inner, across, shape } = reduction;
    const totals = foldIntegers(integersOf(rows), outer, inner, across, 1n, (a, b) => a * b);
    return cast(fromIntegers(totals, shape), wanted);
  }
  const single = wanted === 'float32';
  return fold(reduction, 1, (a, b) => (single ? fround(a * b) : a * b), wanted);
}

/** Largest or smallest elements over axes; NaN wins. @throws ValueError for an empty array */
export function extreme(array: NdArray, largest: boolean, axes: Axes = null, keepDims = false): NdArray {
  const reduction = plan(array, axes, keepDims);
  if (reduction.inner === 0 && reduction.outer > 0) {
    valueError(`zero-size array to reduction operation ${largest ? 'maximum' : 'minimum'} which has no identity`);
  }
  if (array.dtype === 'int64') {
    const { array: rows, outer, inner, across, shape } = reduction;
    const start = largest ? -(2n ** 63n) : 2n ** 63n - 1n;
    const better = (a: bigint, b: bigint): bigint => (largest === a > b ? a : b);
    return fromIntegers(foldIntegers(integersOf(rows), outer, inner, across, start, better), shape);
  }
  const better = (a: number, b: number): number => (Number.isNaN(a) || (largest ? a >= b : a <= b) ? a : b);
  return fold(reduction, undefined, better, array.dtype);
}

/** Index of the first largest or smallest element along an axis, or in the flattened array. */
export function extremeIndex(array: NdArray, largest: boolean, axis: number | null, keepDims = false): NdArray {
  const { array: rows, outer, inner, across, shape } = plan(array, axis === null ? null : [axis], keepDims);
  if (inner === 0) valueError(`attempt to get ${largest ? 'argmax' : 'argmin'} of an empty sequence`);
  const data: ArrayLike<number | bigint> = rows.data;
  const found = new Float64Array(outer);
  for (let r = 0; r < outer; r++) {
    const place = (i: number): number | bigint => data[across ? i * outer + r : r * inner + i] ?? 0;
    let best = 0;
    for (let i = 1; i < inner && !Number.isNaN(place(best)); i++) {
      const candidate = place(i);
      if (Number.isNaN(candidate) || (largest ? candidate > place(best) : candidate < place(best))) best = i;
    }
    found[r] = best;
  }
  return fromNumbers(found, 'int64', shape);
}

/** Whether all, or any, elements are true. */
export function truthOver(array: NdArray, all: boolean, axes: Axes = null, keepDims = false): NdArray {
  const combine = all
    ? (total: number, x: number) => (total !== 0 && x !== 0 ? 1 : 0)
    : (total: number, x: number) => (total !== 0 || x !== 0 ? 1 : 0);
  return fold(plan(array, axes, keepDims), all ? 1 : 0, combine, 'bool');
}

/** How many elements a reduction runs over. */
export function countOver(array: NdArray, axes: Axes): number {
  if (axes === null || array.shape.length === 0) return array.size;
  return axes.reduce((count, axis) => count * (array.shape[normalAxis(axis, array.shape.length)] ?? 1), 1);
}

/** Means over axes; integers give float64. */
export function mean(array: NdArray, axes: Axes = null, keepDims = false, dtype?: DTypeName): NdArray {
  const wanted = dtype ?? (kindOf(array.dtype) === 'f' ? array.dtype : 'float64');
  const total = sum(array, axes, keepDims, wanted);
  const count = countOver(array, axes);
  return fromNumbers(
    Array.from(numbersOf(total), (x) => x / count),
    wanted,
    total.shape,
  );
}

/** Variances over axes, dividing by (count − ddof). */
export function variance(array: NdArray, axes: Axes = null, ddof = 0, keepDims = false): NdArray {
  const dtype = kindOf(array.dtype) === 'f' ? array.dtype : 'float64';
  const single = dtype === 'float32';
  const { array: rows, outer, inner, across, shape } = plan(cast(array, dtype), axes, keepDims);
  const centre = numbersOf(mean(array, axes, keepDims, dtype));
  const squares = Float64Array.from(numbersOf(rows), (x, at) => {
    const distance = x - (centre[across ? at % outer : Math.floor(at / inner)] ?? 0);
    return single ? fround(fround(distance) ** 2) : distance * distance;
  });
  const asRows = fromNumbers(squares, dtype, across ? [inner, outer] : [outer, inner]);
  const total = sum(asRows, [across ? 0 : 1]);
  const divisor = Math.max(countOver(array, axes) - ddof, 0);
  return fromNumbers(
    Array.from(numbersOf(total), (x) => x / divisor),
    dtype,
    shape,
  );
}

/** Square roots of {@link variance}. */
export function deviation(array: NdArray, axes: Axes = null, ddof = 0, keepDims = false): NdArray {
  const squared = variance(array, axes, ddof, keepDims);
  return fromNumbers(
    Array.from(numbersOf(squared), (x) => Math.sqrt(x)),
    squared.dtype,
    squared.shape,
  );
}

/** Largest minus smallest elements over axes. */
export function peakToPeak(array: NdArray, axes: Axes = null): NdArray {
  const [high, low] = [extreme(array, true, axes), extreme(array, false, axes)];
  return applyBinary('subtract', { array: high }, { array: low }, 'numpy');
}

/** Running sums or products along an axis, or of the flattened array. */
export function cumulative(array: NdArray, axis: number | null, multiply: boolean, dtype?: DTypeName): NdArray {
  const wanted = dtype ?? sumDType(array.dtype);
  const flat = axis === null || array.shape.length === 0 ? array.reshape([array.size]) : array;
  const along = normalAxis(axis ?? 0, flat.shape.length);
  const length = flat.shape[along] ?? 1;
  const step = sizeOf(flat.shape.slice(along + 1));
  if (kindOf(wanted) !== 'f') {
    const data = BigInt64Array.from(integersOf(flat));
    for (let at = 0; at < data.length; at++) {
      if (Math.floor(at / step) % length === 0) continue;
      const before = data[at - step] ?? 0n;
      data[at] = multiply ? before * (data[at] ?? 0n) : before + (data[at] ?? 0n);
    }
    return cast(fromIntegers(data, flat.shape), wanted);
  }
  const data = Float64Array.from(numbersOf(cast(flat, wanted)));
  for (let at = 0; at < data.length; at++) {
    if (Math.floor(at / step) % length === 0) continue;
    const before = data[at - step] ?? 0;
    const next = multiply ? before * (data[at] ?? 0) : before + (data[at] ?? 0);
    data[at] = wanted === 'float32' ? fround(next) : next;
  }
  return fromNumbers(data, wanted, flat.shape);
}
