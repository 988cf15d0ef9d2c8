import { type DTypeName, NdArray } from '../../types/index.js';
import { fromNumbers, numbersOf } from './elements.js';
import { normalAxis } from './shape.js';
import { gather, permuteAxes } from './strided.js';

/** Orders numbers with NaN last, as NumPy does. */
function compare(a: number | bigint, b: number | bigint): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Applies `order` (a stable argsort of one row) along an axis; null flattens first. */
function alongAxis(
  array: NdArray,
  axis: number | null,
): { rows: NdArray; length: number; back: (rows: NdArray) => NdArray } {
  const flat = axis === null || array.shape.length === 0 ? array.reshape([array.size]) : array;
  const rank = flat.shape.length;
  const along = normalAxis(axis ?? -1, rank);
  const axes = [...flat.shape.keys()].filter((i) => i !== along).concat(along);
  const rows = along === rank - 1 ? flat : permuteAxes(flat, axes);
  const inverse = axes.map((_, i) => axes.indexOf(i));
  return {
    rows,
    length: flat.shape[along] ?? 0,
    back: (done) => (along === rank - 1 ? done : permuteAxes(done, inverse)),
  };
}

/** Positions that would sort the array along an axis; equal elements keep their order. */
export function argsort(array: NdArray, axis: number | null = -1, descending = false): NdArray {
  const { rows, length, back } = alongAxis(array, axis);
  const data: ArrayLike<number | bigint> = rows.data;
  const result = new Float64Array(rows.size);
  for (let start = 0; start < rows.size; start += length) {
    const order = Array.from({ length }, (_, i) => i);
    order.sort((a, b) => {
      const sign = compare(data[start + a] ?? 0, data[start + b] ?? 0);
      return descending ? -sign : sign;
    });
    result.set(order, start);
  }
  return back(fromNumbers(result, 'int64', rows.shape));
}

/** The array sorted along an axis. */
export function sort(array: NdArray, axis: number | null = -1, descending = false): NdArray {
  const { rows, length, back } = alongAxis(array, axis);
  const sorted = gather(
    rows,
    rows.shape,
    rows.shape.map((_, i) => rows.shape.slice(i + 1).reduce((p, e) => p * e, 1)),
  );
  for (let start = 0; start < sorted.size; start += length) {
    const row = sorted.data.subarray(start, start + length);
    // Typed arrays sort numerically with NaN last.
    row.sort();
    if (descending) row.reverse();
  }
  return back(sorted);
}

/** The distinct elements in ascending order, with what `numpy.unique` can say about them. */
export interface Unique {
  readonly values: NdArray;
  readonly first: NdArray;
  readonly inverse: NdArray;
  readonly counts: NdArray;
}

export function unique(array: NdArray): Unique {
  const order = numbersOf(argsort(array, null));
  const data: ArrayLike<number | bigint> = array.data;
  const first: number[] = [];
  const counts: number[] = [];
  const inverse = new Float64Array(array.size);
  let last: number | bigint | undefined;
  for (let i = 0; i < order.length; i++) {
    const at = order[i] ?? 0;
    const element = data[at] ?? 0;
    if (last === undefined || compare(element, last) !== 0) {
      first.push(at);
      counts.push(0);
      last = element;
    }
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    inverse[at] = first.length - 1;
  }
  return {
    values: takeFlat(array, first),
    first: fromNumbers(first, 'int64'),
    inverse: fromNumbers(inverse, 'int64', [...array.shape]),
    counts: fromNumbers(counts, 'int64'),
  };
}

/** Elements at positions of the flattened array. */
export function takeFlat<D extends DTypeName>(array: NdArray<D>, positions: ArrayLike<number>): NdArray<D> {
  const result = NdArray.zeros([positions.length], array.dtype);
  const [target, source]: [{ [index: number]: number | bigint }, ArrayLike<number | bigint>] = [
    result.data,
    array.data,
  ];
  for (let i = 0; i < positions.length; i++) target[i] = source[positions[i] ?? 0] ?? 0;
  return result;
}

/** Where each of `values` would be inserted into a sorted array. */
export function searchSorted(sorted: NdArray, values: NdArray, right: boolean): NdArray {
  const data: ArrayLike<number | bigint> = sorted.data;
  const sought: ArrayLike<number | bigint> = values.data;
  const found = new Float64Array(values.size);
  for (let i = 0; i < found.length; i++) {
    let low = 0;
    let high = data.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compare(data[middle] ?? 0, sought[i] ?? 0);
      if (order < 0 || (right && order === 0)) low = middle + 1;
      else high = middle;
    }
    found[i] = low;
  }
  return fromNumbers(found, 'int64', [...values.shape]);
}

/** Quantiles along an axis (null: of all elements), by linear interpolation. */
export function quantile(array: NdArray, q: number, axis: number | null): NdArray {
  const { rows, length } = alongAxis(array, axis);
  const sorted = sort(rows, -1);
  const data = numbersOf(sorted);
  const results: number[] = [];
  for (let start = 0; start < Math.max(sorted.size, 1); start += Math.max(length, 1)) {
    const place = q * (length - 1);
    const low = data[start + Math.floor(place)] ?? Number.NaN;
    const high = data[start + Math.ceil(place)] ?? Number.NaN;
    const t = place - Math.floor(place);
    const last = data[start + length - 1] ?? Number.NaN;
    // From whichever end is nearer, as NumPy interpolates.
    results.push(Number.isNaN(last) ? last : t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t);
  }
  return fromNumbers(results, array.dtype === 'float32' ? 'float32' : 'float64', rows.shape.slice(0, -1));
}
