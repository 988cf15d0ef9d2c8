import { addInts, negateInt, Range, Slice, Tuple, type Value } from '../../values/index.js';
import { type Arguments, asIndex } from '../callables/arguments.js';
import { data, methods } from '../callables/members.js';
import { contains } from '../operators/contains.js';
import { itemsEqual } from '../operators/equality.js';
import { items } from '../operators/iterate.js';
import { intOf, isIntLike } from '../operators/number.js';
import { sliceIndices } from '../operators/slice.js';
import { typeError, valueError } from '../raise.js';
import { repr } from '../text/repr.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';

const rangeOwner = { name: 'range', is: (value: Value): value is Range => value instanceof Range };

export const rangeType: PyType = new PyType({
  name: 'range',
  base: objectType,
  accepts: rangeOwner.is,
  construct: ['*bounds', (args) => makeRange(args)],
  members: [
    ...methods<Range>(rangeOwner, {
      count: ['value, /', (self, args) => countIn(self, args.at(0))],
      index: ['value, /', (self, args) => indexIn(self, args.at(0))],
    }),
    ...data<Range>(rangeOwner, {
      start: (self) => self.start,
      stop: (self) => self.stop,
      step: (self) => self.step,
    }),
  ],
});

function makeRange(args: Arguments): Range {
  const bounds = args.rest.map(asIndex);
  const [first, second, step = 1] = bounds;
  if (first === undefined) typeError('range expected at least 1 argument, got 0');
  if (bounds.length > 3) typeError(`range expected at most 3 arguments, got ${bounds.length}`);
  if (step === 0) valueError('range() arg 3 must not be zero');
  return second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
}

function countIn(range: Range, value: Value): number {
  if (isIntLike(value)) return contains(range, value) ? 1 : 0;
  let count = 0;
  for (const item of items(range)) if (itemsEqual(item, value)) count++;
  return count;
}

function indexIn(range: Range, value: Value): Value {
  if (isIntLike(value)) {
    const index = range.indexOf(intOf(value));
    return index === -1 ? valueError(`${repr(value)} is not in range`) : index;
  }
  let index = 0;
  for (const item of items(range)) {
    if (itemsEqual(item, value)) return index;
    index++;
  }
  valueError('sequence.index(x): x not in sequence');
}

const sliceOwner = { name: 'slice', is: (value: Value): value is Slice => value instanceof Slice };

export const sliceType: PyType = new PyType({
  name: 'slice',
  base: objectType,
  accepts: sliceOwner.is,
  construct: ['*bounds', (args) => makeSlice(args)],
  members: [
    ...methods<Slice>(sliceOwner, { indices: ['length, /', (self, args) => indices(self, args)] }),
    ...data<Slice>(sliceOwner, {
      start: (self) => self.start,
      stop: (self) => self.stop,
      step: (self) => self.step,
    }),
  ],
});

function makeSlice(args: Arguments): Slice {
  const [first, second, step = null] = args.rest;
  if (first === undefined) typeError('slice expected at least 1 argument, got 0');
  if (args.rest.length > 3) typeError(`slice expected at most 3 arguments, got ${args.rest.length}`);
  return second === undefined ? new Slice(null, first, null) : new Slice(first, second, step);
}

function indices(slice: Slice, args: Arguments): Tuple {
  const length = args.int(0);
  if (length < 0) valueError('length should not be negative');
  const { start, stop, step } = sliceIndices(slice, length);
  return new Tuple([start, stop, step]);
}

/** `reversed(range)`: the same items from the end. */
export function reversedRange(range: Range): Range {
  if (range.length === 0) return new Range(0, 0, 1);
  const last = range.at(addInts(range.length, -1));
  const step = negateInt(range.step);
  return new Range(last, addInts(range.start, step), step);
}
