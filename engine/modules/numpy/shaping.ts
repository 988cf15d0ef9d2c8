import { asSize } from '../../expression/callables/arguments.js';
import { items } from '../../expression/operators/iterate.js';
import { raise, valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { isInt, Slice, Tuple, type Value } from '../../values/index.js';
import { index } from './indexing.js';
import { concatenate, span, takeAlong } from './joining.js';
import { normalAxis, resolveShape, sizeOf } from './shape.js';
import { permuteAxes } from './strided.js';

/** The dimensions that a call names: `f(2, 3)` or `f((2, 3))`. */
export function dimensions(values: readonly Value[]): number[] {
  const [first] = values;
  if (values.length === 1 && first !== undefined && !isInt(first) && !isScalarArray(first)) {
    return [...items(first)].map(asSize);
  }
  return values.map(asSize);
}

function isScalarArray(value: Value): boolean {
  return value instanceof NdArray && value.shape.length === 0;
}

export function reshape(array: NdArray, shape: readonly number[]): NdArray {
  return new NdArray(array.data, resolveShape(shape, array.size), array.dtype);
}

/** Drops axes of extent 1: all, or the ones named. @throws ValueError when one is longer */
export function squeeze(array: NdArray, axes: readonly number[] | null): NdArray {
  const rank = array.shape.length;
  const gone = axes?.map((axis) => normalAxis(axis, rank));
  if (gone?.some((axis) => array.shape[axis] !== 1)) {
    valueError('cannot select an axis to squeeze out which has size not equal to one');
  }
  const shape = array.shape.filter((extent, axis) => (gone ? !gone.includes(axis) : extent !== 1));
  return new NdArray(array.data, shape, array.dtype);
}

/** Inserts axes of extent 1 at the given places of the result. */
export function expandDims(array: NdArray, axes: readonly number[]): NdArray {
  const rank = array.shape.length + axes.length;
  const fresh = new Set(axes.map((axis) => normalAxis(axis, rank)));
  if (fresh.size !== axes.length) valueError('repeated axis');
  const rest = [...array.shape];
  const shape = Array.from({ length: rank }, (_, axis) => (fresh.has(axis) ? 1 : (rest.shift() ?? 1)));
  return new NdArray(array.data, shape, array.dtype);
}

/** The axes in the order given, or reversed. @throws ValueError unless each is named once */
export function transpose(array: NdArray, axes: readonly number[] | null): NdArray {
  const rank = array.shape.length;
  const order = axes === null ? [...array.shape.keys()].reverse() : axes.map((axis) => normalAxis(axis, rank));
  if (order.length !== rank) valueError("axes don't match array");
  if (new Set(order).size !== rank) valueError('repeated axis in transpose');
  return permuteAxes(array, order);
}

export function swapAxes(array: NdArray, a: number, b: number): NdArray {
  const order = [...array.shape.keys()];
  const [i, j] = [normalAxis(a, order.length), normalAxis(b, order.length)];
  [order[i], order[j]] = [j, i];
  return permuteAxes(array, order);
}

export function moveAxis(array: NdArray, from: readonly number[], to: readonly number[]): NdArray {
  const rank = array.shape.length;
  const sources = from.map((axis) => normalAxis(axis, rank));
  const targets = to.map((axis) => normalAxis(axis, rank));
  if (sources.length !== targets.length)
    valueError('`source` and `destination` arguments must have the same number of elements');
  const order = [...array.shape.keys()].filter((axis) => !sources.includes(axis));
  for (const [target, source] of targets.map((t, i) => [t, sources[i] ?? 0] as const).sort((a, b) => a[0] - b[0])) {
    order.splice(target, 0, source);
  }
  return permuteAxes(array, order);
}

/** The array with the order of elements reversed along axes (null: all). */
export function flip(array: NdArray, axes: readonly number[] | null): NdArray {
  const rank = array.shape.length;
  const flipped = new Set((axes ?? [...array.shape.keys()]).map((axis) => normalAxis(axis, rank)));
  const key = array.shape.map((_, axis) => new Slice(null, null, flipped.has(axis) ? -1 : null));
  return index(array, new Tuple(key));
}

/** Elements moved along an axis, those pushed out coming in again at the other end; null rolls the flattened array. */
export function roll(array: NdArray, shift: number, axis: number | null): NdArray {
  if (axis === null) return reshape(roll(reshape(array, [-1]), shift, 0), array.shape);
  const along = normalAxis(axis, array.shape.length);
  const extent = array.shape[along] ?? 0;
  if (extent === 0) return array;
  const cut = (((extent - shift) % extent) + extent) % extent;
  return concatenate([span(array, along, cut, extent), span(array, along, 0, cut)], along);
}

/** Turned by quarter turns in the plane of two axes. */
export function rot90(array: NdArray, turns: number, axes: readonly number[]): NdArray {
  const [first = 0, second = 1] = axes.map((axis) => normalAxis(axis, array.shape.length));
  if (first === second) valueError('Axes must be different.');
  switch (((turns % 4) + 4) % 4) {
    case 1:
      return swapAxes(flip(array, [second]), first, second);
    case 2:
      return flip(array, [first, second]);
    case 3:
      return flip(swapAxes(array, first, second), [second]);
    default:
      return array;
  }
}

/** How {@link pad} fills: a constant, the nearest edge, or a mirror image with or without the edge itself. */
export type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap';

/** Widens an array by (before, after) elements per axis. */
export function pad(
  array: NdArray,
  widths: readonly (readonly [number, number])[],
  mode: PadMode,
  fill: NdArray,
): NdArray {
  let result = array;
  for (const [axis, [before, after]] of widths.entries()) {
    if (before < 0 || after < 0) valueError("index can't contain negative values");
    sizeOf(result.shape.map((size, i) => (i === axis ? size + before + after : size)));
    const extent = result.shape[axis] ?? 0;
    if (mode === 'constant') {
      const block = (length: number): NdArray =>
        takeAlong(
          new NdArray(
            fill.data,
            result.shape.map(() => 1),
            fill.dtype,
          ),
          new Array<number>(length).fill(0),
          axis,
        );
      const wide = (length: number): NdArray =>
        result.shape.reduce<NdArray>(
          (part, size, k) => (k === axis ? part : takeAlong(part, new Array<number>(size).fill(0), k)),
          block(length),
        );
      result = concatenate([wide(before), result, wide(after)], axis);
      continue;
    }
    if (extent === 0) valueError(`can't extend empty axis ${axis} using modes other than 'constant' or 'empty'`);
    const positions = Array.from({ length: before + extent + after }, (_, i) => source(i - before, extent, mode));
    result = takeAlong(result, positions, axis);
  }
  return result;
}

/** Where an element outside of an axis is taken from. */
function source(at: number, extent: number, mode: PadMode): number {
  const modulo = (value: number, period: number): number => ((value % period) + period) % period;
  switch (mode) {
    case 'reflect': {
      if (extent === 1) return 0;
      const place = modulo(at, 2 * extent - 2);
      return place < extent ? place : 2 * extent - 2 - place;
    }
    case 'symmetric': {
      const place = modulo(at, 2 * extent);
      return place < extent ? place : 2 * extent - 1 - place;
    }
    case 'wrap':
      return modulo(at, extent);
    default:
      return Math.min(Math.max(at, 0), extent - 1);
  }
}

/** Elements at positions along an axis (null: of the flattened array); the positions' shape takes the axis's place. */
export function take(array: NdArray, positions: NdArray, axis: number | null): NdArray {
  if (axis === null) return index(reshape(array, [-1]), positions);
  const along = normalAxis(axis, array.shape.length);
  const key: Value[] = new Array<Value>(along).fill(new Slice(null, null, null));
  if (positions.dtype.startsWith('float')) raise('TypeError', 'Cannot cast array data to int64');
  return index(array, new Tuple([...key, positions]));
}
