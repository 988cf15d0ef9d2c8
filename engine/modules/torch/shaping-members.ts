import { asSize } from '../../expression/callables/arguments.js';
import { raise, valueError } from '../../expression/raise.js';
import type { Exposed } from '../../registry/exposed.js';
import type { NdArray } from '../../types/index.js';
import { isInt, Tuple } from '../../values/index.js';
import { axesArgument, oneAxis } from '../numpy/axes.js';
import { toArray } from '../numpy/create.js';
import { dress } from '../numpy/dress.js';
import { numbersOf } from '../numpy/elements.js';
import { repeat, span, splitAt, takeAlong, tile } from '../numpy/joining.js';
import { transposed } from '../numpy/linear.js';
import { arrayMethod, method } from '../numpy/member-kinds.js';
import { normalAxis, sizeOf } from '../numpy/shape.js';
import { dimensions, flip, reshape, roll, squeeze, swapAxes } from '../numpy/shaping.js';
import { TorchSize } from './torch-size.js';

/** Reshaping, cutting and repeating. */
export const tensorShaping: Exposed = {
  ...method('size', 'dim=None', (a, args) =>
    args.isNone('dim') ? new TorchSize(a.shape) : (a.shape[normalAxis(args.count('dim'), a.shape.length)] ?? 1),
  ),
  ...arrayMethod('reshape', '*shape', (a, { rest }) => reshape(a, dimensions(rest))),
  ...arrayMethod('t', '', (a) => transposed(a)),
  ...arrayMethod('transpose', 'dim0, dim1', (a, args) => swapAxes(a, args.count('dim0'), args.count('dim1'))),
  ...arrayMethod('squeeze', 'dim=None', (a, args) => {
    if (args.isNone('dim') || a.shape.length === 0) return squeeze(a, null);
    const axes = (axesArgument(args.value('dim')) ?? []).map((axis) => normalAxis(axis, a.shape.length));
    return squeeze(
      a,
      axes.filter((axis) => a.shape[axis] === 1),
    );
  }),
  ...arrayMethod('flatten', 'start_dim=0, end_dim=-1', (a, args) => {
    const rank = Math.max(a.shape.length, 1);
    const [from, to] = [normalAxis(args.count('start_dim'), rank), normalAxis(args.count('end_dim', -1), rank)];
    if (from > to) raise('RuntimeError', 'flatten() has invalid args: start_dim cannot come after end_dim');
    return reshape(a, [...a.shape.slice(0, from), sizeOf(a.shape.slice(from, to + 1)), ...a.shape.slice(to + 1)]);
  }),
  ...arrayMethod('ravel', '', (a) => reshape(a, [-1])),
  ...arrayMethod('repeat', '*sizes', (a, { rest }) => tile(a, dimensions(rest))),
  ...arrayMethod('tile', '*dims', (a, { rest }) => tile(a, dimensions(rest))),
  ...arrayMethod('repeat_interleave', 'repeats, dim=None', (a, args) =>
    repeat(a, Array.from(numbersOf(toArray(args.value('repeats')))), oneAxis(args.value('dim'))),
  ),
  ...arrayMethod('flip', '*dims', (a, { rest }) => flip(a, dimensions(rest))),
  ...arrayMethod('roll', 'shifts, dims=None', (a, args) => roll(a, args.count('shifts'), oneAxis(args.value('dims')))),
  ...method('chunk', 'chunks, dim=0', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    const extent = a.shape[axis] ?? 0;
    return pieces(a, Math.ceil(extent / args.count('chunks')), axis);
  }),
  ...method('split', 'split_size, dim=0', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    const size = args.value('split_size');
    if (isInt(size)) return pieces(a, asSize(size), axis);
    let end = 0;
    const ends = (axesArgument(size) ?? []).map((length) => (end += length));
    if (end !== a.shape[axis])
      raise('RuntimeError', `split_with_sizes expects split_sizes to sum exactly to ${a.shape[axis]}`);
    return new Tuple(splitAt(a, ends.slice(0, -1), axis).map((part) => dress(part, a)));
  }),
  ...arrayMethod('narrow', 'dim, start, length', (a, args) =>
    span(
      a,
      normalAxis(args.count('dim'), a.shape.length),
      args.count('start'),
      args.count('start') + args.count('length'),
    ),
  ),
  ...arrayMethod('select', 'dim, index', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    return squeeze(takeAlong(a, [args.count('index')], axis), [axis]);
  }),
  ...arrayMethod('index_select', 'dim, index', (a, args) =>
    takeAlong(a, Array.from(numbersOf(toArray(args.value('index')))), normalAxis(args.count('dim'), a.shape.length)),
  ),
};

function pieces(array: NdArray, size: number, axis: number): Tuple {
  if (size <= 0) valueError('the size of a part must be positive');
  const extent = array.shape[axis] ?? 0;
  const ends = Array.from({ length: Math.max(0, Math.ceil(extent / size) - 1) }, (_, i) => (i + 1) * size);
  return new Tuple(splitAt(array, ends, axis).map((part) => dress(part, array)));
}
