import { valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { ellipsis, Slice, Tuple } from '../../values/index.js';
import { promoteNumpy, promoteTorch } from './dtype-rules.js';
import { cast } from './elements.js';
import { index } from './indexing.js';
import type { Library } from './operand.js';
import { normalAxis, sizeOf } from './shape.js';

/** Arrays joined along an existing axis; null flattens them first. @throws ValueError when shapes differ elsewhere */
export function concatenate(arrays: readonly NdArray[], axis: number | null, library: Library = 'numpy'): NdArray {
  const parts = axis === null ? arrays.map((array) => array.reshape([array.size])) : arrays;
  const [first] = parts;
  if (first === undefined) valueError('need at least one array to concatenate');
  if (first.shape.length === 0) valueError('zero-dimensional arrays cannot be concatenated');
  const along = normalAxis(axis ?? 0, first.shape.length);
  const dtype = parts.map((part) => part.dtype).reduce(library === 'torch' ? promoteTorch : promoteNumpy);
  for (const [i, part] of parts.entries()) {
    if (part.shape.length !== first.shape.length) {
      valueError(
        `all the input array dimensions must match exactly: array at index 0 has ${first.shape.length} dimension(s) and the array at index ${i} has ${part.shape.length} dimension(s)`,
      );
    }
    for (const [k, extent] of part.shape.entries()) {
      if (k !== along && extent !== first.shape[k]) {
        valueError(
          `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${k}, the array at index 0 has size ${first.shape[k]} and the array at index ${i} has size ${extent}`,
        );
      }
    }
  }
  const extent = parts.reduce((total, part) => total + (part.shape[along] ?? 0), 0);
  const shape = first.shape.map((size, k) => (k === along ? extent : size));
  sizeOf(shape);
  const result = NdArray.zeros(shape, dtype);
  const inner = sizeOf(shape.slice(along + 1));
  const outer = sizeOf(shape.slice(0, along));
  let start = 0;
  for (const part of parts) {
    const run = (part.shape[along] ?? 0) * inner;
    const source: ArrayLike<number | bigint> = cast(part, dtype).data;
    const target: { [index: number]: number | bigint } = result.data;
    for (let row = 0; row < outer; row++) {
      const to = row * extent * inner + start;
      for (let i = 0; i < run; i++) target[to + i] = source[row * run + i] ?? 0;
    }
    start += run;
  }
  return result;
}

/** Arrays of one shape joined along a new axis. */
export function stack(arrays: readonly NdArray[], axis: number, library: Library = 'numpy'): NdArray {
  const [first] = arrays;
  if (first === undefined) valueError('need at least one array to stack');
  if (arrays.some(({ shape }) => shape.length !== first.shape.length || shape.some((e, i) => e !== first.shape[i]))) {
    valueError('all input arrays must have the same shape');
  }
  const along = normalAxis(axis, first.shape.length + 1);
  const shape = [...first.shape.slice(0, along), 1, ...first.shape.slice(along)];
  return concatenate(
    arrays.map((array) => array.reshape(shape)),
    along,
    library,
  );
}

/** The part of an array between two positions of an axis. */
export function span(array: NdArray, axis: number, from: number, to: number): NdArray {
  const full = new Slice(null, null, null);
  return index(array, new Tuple([...new Array(axis).fill(full), new Slice(from, to, null), ellipsis]));
}

/** An array cut along an axis at the given positions. */
export function splitAt(array: NdArray, positions: readonly number[], axis: number): NdArray[] {
  const extent = array.shape[axis] ?? 0;
  const ends = [...positions, extent];
  return ends.map((end, i) => span(array, axis, i === 0 ? 0 : (positions[i - 1] ?? 0), end));
}

/** Elements repeated along an axis (or of the flattened array), each `counts` times. */
export function repeat(array: NdArray, times: readonly number[], axis: number | null): NdArray {
  const counts = times.map(Math.trunc);
  const flat = axis === null ? array.reshape([array.size]) : array;
  const along = normalAxis(axis ?? 0, flat.shape.length);
  const extent = flat.shape[along] ?? 0;
  sizeOf([counts.reduce((total, count) => total + count, 0) * (counts.length === 1 ? extent : 1)]);
  const positions = Array.from({ length: extent }, (_, i) =>
    new Array<number>(counts.length === 1 ? (counts[0] ?? 0) : (counts[i] ?? 0)).fill(i),
  ).flat();
  return takeAlong(flat, positions, along);
}

/** Positions of one axis, in the order given. */
export function takeAlong(array: NdArray, positions: readonly number[], axis: number): NdArray {
  const full = new Slice(null, null, null);
  const chosen = new NdArray(BigInt64Array.from(positions, BigInt), [positions.length], 'int64');
  return index(array, new Tuple([...new Array(axis).fill(full), chosen]));
}

/** The array laid side by side as often as `repeats` says, per axis. */
export function tile(array: NdArray, repeats: readonly number[]): NdArray {
  const rank = Math.max(array.shape.length, repeats.length);
  const pad = (list: readonly number[]): number[] => [...new Array<number>(rank - list.length).fill(1), ...list];
  let result: NdArray = array.reshape(pad(array.shape));
  const counts = pad(repeats);
  sizeOf(result.shape.map((extent, axis) => extent * (counts[axis] ?? 1)));
  for (const [axis, times] of counts.entries()) {
    result = times === 0 ? span(result, axis, 0, 0) : concatenate(new Array<NdArray>(times).fill(result), axis);
  }
  return result;
}
