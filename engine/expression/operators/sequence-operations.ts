import { ByteArray, Tuple, type Value } from '../../values/index.js';
import { allocate, allocateItems } from '../budget.js';
import { asIndex } from '../callables/arguments.js';
import { overflowError, typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { bytesOf } from './equality.js';
import { callExposed } from './exposed-operation.js';
import { isIntLike } from './number.js';

/** `a + b` for sequences; undefined when `a` is none. */
export function concatenate(a: Value, b: Value): Value | undefined {
  if (Array.isArray(a)) {
    if (!Array.isArray(b)) typeError(`can only concatenate list (not "${typeName(b)}") to list`);
    allocateItems(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof Tuple) {
    if (!(b instanceof Tuple)) typeError(`can only concatenate tuple (not "${typeName(b)}") to tuple`);
    allocateItems(a.length + b.length);
    return new Tuple([...a.items, ...b.items]);
  }
  if (typeof a === 'string') typeError(`can only concatenate str (not "${typeName(b)}") to str`);
  const left = bytesOf(a);
  if (!left) return undefined;
  const right = bytesOf(b) ?? typeError(`can't concat ${typeName(b)} to ${typeName(a)}`);
  allocate(left.length + right.length);
  const joined = new Uint8Array(Buffer.concat([left, right]));
  return a instanceof ByteArray ? new ByteArray(joined) : joined;
}

/** `a * b` where one of them is a sequence; undefined when none is. */
export function repeatEither(a: Value, b: Value): Value | undefined {
  if (isSequence(a)) return repeat(a, b);
  return isSequence(b) ? repeat(b, a) : undefined;
}

function isSequence(value: Value): boolean {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || bytesOf(value) !== undefined;
}

function repeat(sequence: Value, times: Value): Value {
  const count = repetitions(times);
  if (typeof sequence === 'string') {
    allocate(sequence.length * count);
    return sequence === '' ? '' : sequence.repeat(count);
  }
  if (Array.isArray(sequence)) return repeatItems(sequence, count);
  if (sequence instanceof Tuple) return new Tuple(repeatItems(sequence.items, count));
  const bytes = bytesOf(sequence) ?? new Uint8Array();
  allocate(bytes.length * count);
  const repeated = new Uint8Array(bytes.length * count);
  for (let at = 0; at < repeated.length; at += bytes.length) repeated.set(bytes, at);
  return sequence instanceof ByteArray ? new ByteArray(repeated) : repeated;
}

function repetitions(times: Value): number {
  if (!isIntLike(times) && callExposed(times, '__index__') === undefined) {
    typeError(`can't multiply sequence by non-int of type '${typeName(times)}'`);
  }
  const count = asIndex(times);
  if (count >= 2 ** 63 || count < -(2 ** 63)) overflowError("cannot fit 'int' into an index-sized integer");
  return count < 0 ? 0 : Number(count);
}

function repeatItems(items: readonly Value[], count: number): Value[] {
  if (items.length === 0) return [];
  allocateItems(items.length * count);
  const repeated: Value[] = [];
  for (let turn = 0; turn < count; turn++) for (const item of items) repeated.push(item);
  return repeated;
}
