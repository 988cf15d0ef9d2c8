import { asSize } from '../../expression/callables/arguments.js';
import { items, listOf } from '../../expression/operators/iterate.js';
import { raise, valueError } from '../../expression/raise.js';
import type { NdArray } from '../../types/index.js';
import { isInt, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { axesArgument, oneAxis } from './axes.js';
import { toArray } from './create.js';
import { numbersFrom } from './creation-functions.js';
import { dress, libraryOf } from './dress.js';
import { concatenate, repeat, span, splitAt, stack, takeAlong, tile } from './joining.js';
import { arrayFunction, arrayOf } from './module-parts.js';
import { normalAxis } from './shape.js';
import * as shaping from './shaping.js';

function arraysOf(value: Value): NdArray[] {
  return Array.from(items(value), (item) => toArray(item));
}

/** An array with at least so many axes. */
function atLeast(array: NdArray, rank: number): NdArray {
  const missing = Math.max(0, rank - array.shape.length);
  if (rank === 3 && missing > 0) {
    if (array.shape.length === 2) return shaping.reshape(array, [...array.shape, 1]);
    return shaping.reshape(array, array.shape.length === 1 ? [1, array.size, 1] : [1, 1, 1]);
  }
  return shaping.reshape(array, [...new Array<number>(missing).fill(1), ...array.shape]);
}

const JOIN = 'arrays, axis=0, out=None, *, dtype=None, casting?';

const joining = [
  ...['concatenate', 'concat'].map((name) =>
    fn(name, JOIN, (a) => {
      const parts = listOf(a.value('arrays'));
      return dress(concatenate(arraysOf(parts), oneAxis(a.value('axis')), libraryOf(...parts)), ...parts);
    }),
  ),
  fn('stack', JOIN, (a) => {
    const parts = listOf(a.value('arrays'));
    return dress(stack(arraysOf(parts), a.count('axis'), libraryOf(...parts)), ...parts);
  }),
  fn('vstack', 'tup, *, dtype=None, casting?', (a) =>
    concatenate(
      arraysOf(a.value('tup')).map((part) => atLeast(part, 2)),
      0,
    ),
  ),
  fn('hstack', 'tup, *, dtype=None, casting?', (a) => {
    const parts = arraysOf(a.value('tup')).map((part) => atLeast(part, 1));
    return concatenate(parts, parts[0]?.shape.length === 1 ? 0 : 1);
  }),
  fn('dstack', 'tup', (a) =>
    concatenate(
      arraysOf(a.value('tup')).map((part) => atLeast(part, 3)),
      2,
    ),
  ),
  fn('column_stack', 'tup', (a) =>
    concatenate(
      arraysOf(a.value('tup')).map((part) => (part.shape.length < 2 ? shaping.reshape(part, [part.size, 1]) : part)),
      1,
    ),
  ),
  fn('append', 'arr, values, axis=None', (a) =>
    concatenate([arrayOf(a, 'arr'), arrayOf(a, 'values')], oneAxis(a.value('axis'))),
  ),
  fn('delete', 'arr, obj, axis=None', (a) => {
    const array = a.isNone('axis') ? shaping.reshape(arrayOf(a, 'arr'), [-1]) : arrayOf(a, 'arr');
    const axis = normalAxis(a.isNone('axis') ? 0 : a.count('axis'), array.shape.length);
    const extent = array.shape[axis] ?? 0;
    const gone = new Set(
      numbersFrom(isInt(a.value('obj')) ? [a.value('obj')] : a.value('obj')).map((at) => checked(at, extent)),
    );
    return takeAlong(
      array,
      [...new Array(extent).keys()].filter((at) => !gone.has(at)),
      axis,
    );
  }),
  fn('insert', 'arr, obj, values, axis=None', (a) => {
    const array = a.isNone('axis') ? shaping.reshape(arrayOf(a, 'arr'), [-1]) : arrayOf(a, 'arr');
    const axis = normalAxis(a.isNone('axis') ? 0 : a.count('axis'), array.shape.length);
    const extent = array.shape[axis] ?? 0;
    const at = a.count('obj') < 0 ? a.count('obj') + extent : a.count('obj');
    const values = toArray(a.value('values'), array.dtype);
    const shape = array.shape.map((size, i) => (i === axis ? (array.shape.length === 1 ? values.size : 1) : size));
    const block = values.size === 1 ? tile(values, shape) : shaping.reshape(values, shape);
    return concatenate([span(array, axis, 0, at), block, span(array, axis, at, extent)], axis);
  }),
];

function checked(at: number, extent: number): number {
  if (at < -extent || at >= extent) raise('IndexError', `index ${at} is out of bounds for axis 0 with size ${extent}`);
  return at < 0 ? at + extent : at;
}

function splitter(name: string, equal: boolean): ReturnType<typeof fn> {
  return fn(name, 'ary, indices_or_sections, axis=0', (a) => {
    const array = arrayOf(a, 'ary');
    const axis = normalAxis(a.count('axis'), array.shape.length);
    return splitAt(array, cuts(a.value('indices_or_sections'), array.shape[axis] ?? 0, equal), axis);
  });
}

function cuts(where: Value, extent: number, equal: boolean): number[] {
  if (!isInt(where)) return numbersFrom(where).map((at) => Math.min(at < 0 ? at + extent : at, extent));
  const parts = asSize(where);
  if (parts <= 0) valueError('number sections must be larger than 0.');
  if (equal && extent % parts !== 0) valueError('array split does not result in an equal division');
  const [size, larger] = [Math.floor(extent / parts), extent % parts];
  return Array.from({ length: parts - 1 }, (_, i) => (i + 1) * size + Math.min(i + 1, larger));
}

const splitting = [
  splitter('split', true),
  splitter('array_split', false),
  fn('hsplit', 'ary, indices_or_sections', (a) => {
    const array = arrayOf(a, 'ary');
    const axis = array.shape.length > 1 ? 1 : 0;
    return splitAt(array, cuts(a.value('indices_or_sections'), array.shape[axis] ?? 0, true), axis);
  }),
  fn('vsplit', 'ary, indices_or_sections', (a) => {
    const array = arrayOf(a, 'ary');
    return splitAt(array, cuts(a.value('indices_or_sections'), array.shape[0] ?? 0, true), 0);
  }),
];

function padWidths(value: Value, rank: number): [number, number][] {
  const widths = toArray(value);
  const flat = numbersFrom(shaping.reshape(widths, [-1]));
  if (widths.size === 1) return new Array<[number, number]>(rank).fill([flat[0] ?? 0, flat[0] ?? 0]);
  if (widths.size === 2) return new Array<[number, number]>(rank).fill([flat[0] ?? 0, flat[1] ?? 0]);
  if (widths.size !== 2 * rank)
    valueError(`operands could not be broadcast together with remapped shapes for pad_width and ${rank} axes`);
  return Array.from({ length: rank }, (_, axis) => [flat[2 * axis] ?? 0, flat[2 * axis + 1] ?? 0]);
}

const padModes: readonly string[] = ['constant', 'edge', 'reflect', 'symmetric', 'wrap'];

function isPadMode(mode: string): mode is shaping.PadMode {
  return padModes.includes(mode);
}

const shapes = [
  arrayFunction('expand_dims', 'a, axis', (array, a) =>
    shaping.expandDims(array, axesArgument(a.value('axis')) ?? [0]),
  ),
  arrayFunction('moveaxis', 'a, source, destination', (array, a) =>
    shaping.moveAxis(array, axesArgument(a.value('source')) ?? [], axesArgument(a.value('destination')) ?? []),
  ),
  arrayFunction('rollaxis', 'a, axis, start=0', (array, a) => {
    const from = normalAxis(a.count('axis'), array.shape.length);
    const start = a.count('start');
    return shaping.moveAxis(array, [from], [from < start ? start - 1 : start]);
  }),
  arrayFunction('permute_dims', 'a, axes=None', (array, a) => shaping.transpose(array, axesArgument(a.value('axes')))),
  arrayFunction('matrix_transpose', 'x', (array) => shaping.swapAxes(array, -1, -2)),
  arrayFunction('flip', 'm, axis=None', (array, a) => shaping.flip(array, axesArgument(a.value('axis')))),
  arrayFunction('fliplr', 'm', (array) => shaping.flip(array, [1])),
  arrayFunction('flipud', 'm', (array) => shaping.flip(array, [0])),
  arrayFunction('roll', 'a, shift, axis=None', (array, a) => {
    const shifts = axesArgument(a.value('shift')) ?? [];
    const axes = axesArgument(a.value('axis'));
    if (axes === null)
      return shaping.roll(
        array,
        shifts.reduce((sum, one) => sum + one, 0),
        null,
      );
    return axes.reduce<NdArray>((part, axis, i) => shaping.roll(part, shifts[i] ?? shifts[0] ?? 0, axis), array);
  }),
  arrayFunction('rot90', 'm, k=1, axes?', (array, a) =>
    shaping.rot90(array, a.count('k'), a.has('axes') ? (axesArgument(a.value('axes')) ?? [0, 1]) : [0, 1]),
  ),
  arrayFunction('tile', 'A, reps', (array, a) => tile(array, axesArgument(a.value('reps')) ?? [])),
  arrayFunction('repeat', 'a, repeats, axis=None', (array, a) =>
    repeat(array, numbersFrom(toArray(a.value('repeats'))), oneAxis(a.value('axis'))),
  ),
  ...[1, 2, 3].map((rank) =>
    fn(`atleast_${rank}d`, '*arys', (a) => {
      const results = a.rest.map((array) => atLeast(toArray(array), rank));
      return results.length === 1 ? (results[0] ?? null) : new Tuple(results);
    }),
  ),
  fn('pad', "array, pad_width, mode='constant', *, constant_values=0", (a) => {
    const array = arrayOf(a, 'array');
    const mode = a.text('mode');
    if (!isPadMode(mode)) valueError(`mode '${mode}' is not supported`);
    return shaping.pad(
      array,
      padWidths(a.value('pad_width'), array.shape.length),
      mode,
      toArray(a.value('constant_values'), array.dtype),
    );
  }),
  fn('shape', 'a', (a) => new Tuple(arrayOf(a, 'a').shape)),
  fn('ndim', 'a', (a) => arrayOf(a, 'a').shape.length),
  fn('size', 'a, axis=None', (a) => {
    const array = arrayOf(a, 'a');
    return a.isNone('axis') ? array.size : (array.shape[normalAxis(a.count('axis'), array.shape.length)] ?? 1);
  }),
];

/** NumPy's functions that join, cut and reshape arrays. */
export const shapeFunctions = [...joining, ...splitting, ...shapes];
