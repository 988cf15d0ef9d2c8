import { PyIterator, Range, Tuple, type Value } from '../../values/index.js';
import { spend } from '../budget.js';
import type { Arguments } from '../callables/arguments.js';
import { functions } from '../callables/builtin-function.js';
import { binary } from '../operators/binary.js';
import { call, isCallable } from '../operators/call.js';
import { bytesOf, itemsEqual } from '../operators/equality.js';
import { callExposed } from '../operators/exposed-operation.js';
import { items, iterable, iteratorOf, listOf } from '../operators/iterate.js';
import { lengthOf } from '../operators/length.js';
import { lessThan, order } from '../operators/order.js';
import { sortItems } from '../operators/sort.js';
import { truthy } from '../operators/truth.js';
import { isRaised, raise, typeError, valueError } from '../raise.js';
import { typeName } from '../types/type-name.js';

/** Python's built-in functions on iterables. */
export const iterationFunctions = functions({
  len: ['obj, /', (args) => length(args.at(0))],
  iter: ['object, sentinel?, /', (args) => iterate(args)],
  next: ['iterator, default?, /', (args) => next(args)],
  any: ['iterable, /', (args) => some(args.at(0))],
  all: ['iterable, /', (args) => every(args.at(0))],
  sum: ['iterable, /, start=0', (args) => sum(args.at(0), args.at(1))],
  min: ['*args, key=None, default?', (args) => extreme(args, 'min', (item, best) => lessThan(item, best))],
  max: ['*args, key=None, default?', (args) => extreme(args, 'max', (item, best) => truthy(order('>', item, best)))],
  sorted: [
    'iterable, /, *, key=None, reverse=False',
    (args) => sortItems(listOf(args.at(0)), args.at(1), args.isTrue(2)),
  ],
});

/** Of a range exactly, also beyond 2^53. */
function length(value: Value): Value {
  const size = lengthOf(value);
  return value instanceof Range ? value.length : size;
}

function iterate(args: Arguments): Value {
  if (!args.has(1)) return iteratorOf(args.at(0));
  const [callee, sentinel] = [args.at(0), args.at(1)];
  if (!isCallable(callee)) typeError('iter(v, w): v must be callable');
  return new PyIterator('callable_iterator', untilSentinel(callee, sentinel));
}

function* untilSentinel(callee: Value, sentinel: Value): Generator<Value, void> {
  for (;;) {
    spend(1);
    let item: Value;
    try {
      item = call(callee, []);
    } catch (error) {
      if (isRaised(error, 'StopIteration')) return;
      throw error;
    }
    if (itemsEqual(item, sentinel)) return;
    yield item;
  }
}

function next(args: Arguments): Value {
  const source = args.at(0);
  if (!(source instanceof PyIterator)) {
    const own = callExposed(source, '__next__');
    return own ?? typeError(`'${typeName(source)}' object is not an iterator`);
  }
  const { done, value } = source.next();
  if (!done) return value;
  return args.has(1) ? args.at(1) : raise('StopIteration', '');
}

function some(source: Value): boolean {
  for (const item of items(source)) if (truthy(item)) return true;
  return false;
}

function every(source: Value): boolean {
  for (const item of items(source)) if (!truthy(item)) return false;
  return true;
}

function sum(source: Value, start: Value): Value {
  iterable(source);
  if (typeof start === 'string') typeError("sum() can't sum strings [use ''.join(seq) instead]");
  if (bytesOf(start)) {
    const isBytes = start instanceof Uint8Array;
    typeError(`sum() can't sum ${isBytes ? 'bytes' : 'bytearray'} [use b''.join(seq) instead]`);
  }
  let total: Value = start;
  for (const item of items(source)) total = binary('+', total, item);
  return total;
}

function extreme(args: Arguments, name: 'min' | 'max', isBetter: (item: Value, best: Value) => boolean): Value {
  const [first, ...others] = args.rest;
  if (first === undefined) typeError(`${name} expected at least 1 argument, got 0`);
  const [key, hasDefault] = [args.at(0), args.has(1)];
  if (others.length > 0 && hasDefault) {
    typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
  }
  let best: { item: Value; measure: Value } | undefined;
  for (const item of items(others.length > 0 ? new Tuple(args.rest) : first)) {
    const measure = key === null ? item : call(key, [item]);
    if (!best || isBetter(measure, best.measure)) best = { item, measure };
  }
  if (best) return best.item;
  return hasDefault ? args.at(1) : valueError(`${name}() arg is an empty sequence`);
}
