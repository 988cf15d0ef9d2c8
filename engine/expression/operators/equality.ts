import {
  AnySet,
  ByteArray,
  Complex,
  Dict,
  DictView,
  Float,
  notImplemented,
  Range,
  Slice,
  Tuple,
  type Value,
} from '../../values/index.js';
import { spend } from '../budget.js';
import { refusePromise } from '../raise.js';
import { callExposed } from './exposed-operation.js';
import { complexOf, floatOf, intOf, Rank, rankOf } from './number.js';
import { truthy } from './truth.js';

/** Python's `a is b`, where numbers and strings are one object when they are the same value of the same type. */
export function isSame(a: Value, b: Value): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Float && b instanceof Float) return Object.is(a.value, b.value) && !Number.isNaN(a.value);
  if (a instanceof Tuple && b instanceof Tuple) return a.length === 0 && b.length === 0;
  return false;
}

/** How containers compare their items: by identity, then by equality. */
export function itemsEqual(a: Value, b: Value): boolean {
  return isSame(a, b) || equals(a, b);
}

/** The truth of Python's `a == b`. */
export function equals(a: Value, b: Value): boolean {
  const result = equality(a, b);
  return typeof result === 'boolean' ? result : truthy(result);
}

/** Python's `a == b`, which objects may answer with anything (arrays: with an array). */
export function equality(a: Value, b: Value): Value {
  switch (typeof a) {
    case 'string':
      if (typeof b === 'string') return a === b;
      break;
    case 'number':
    case 'boolean':
    case 'bigint':
      break;
    default:
      return a === null && b === null ? true : objectEquality(a, b);
  }
  const rank = rankOf(b);
  if (rank !== Rank.none && typeof a !== 'string') return numbersEqual(a, b);
  return b !== null && typeof b === 'object' ? exposedEquality(a, b) : false;
}

/** Python's `a != b`: what an object answers itself, or else the opposite of `==`. */
export function inequality(a: Value, b: Value): Value {
  for (const [self, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const own = callExposed(self, '__ne__', other);
    if (own !== undefined && own !== notImplemented) return own;
  }
  const equal = equality(a, b);
  return typeof equal === 'boolean' ? !equal : !truthy(equal);
}

function objectEquality(a: Value, b: Value): Value {
  if (a instanceof Float || a instanceof Complex) {
    return rankOf(b) === Rank.none ? exposedEquality(a, b) : numbersEqual(a, b);
  }
  return builtinEquality(a, b) ?? exposedEquality(a, b);
}

/** Equality of numbers by value: an int and a float exactly, without rounding. */
export function numbersEqual(a: Value, b: Value): boolean {
  const rank = Math.max(rankOf(a), rankOf(b));
  if (rank === Rank.complex) {
    const [left, right] = [exactParts(a), exactParts(b)];
    return left.imaginary === right.imaginary && numbersEqual(left.real, right.real);
  }
  const left = plainNumber(a);
  const right = plainNumber(b);
  // JavaScript compares a bigint and a number by their exact values, but only loosely equal or ordered.
  return typeof left === typeof right ? left === right : left >= right && left <= right;
}

function exactParts(value: Value): { real: Value; imaginary: number } {
  if (value instanceof Complex) {
    const { real, imaginary } = complexOf(value);
    return { real: Number.isInteger(real) ? new Float(real) : real, imaginary };
  }
  return { real: value, imaginary: 0 };
}

/** A real number as a JavaScript number or bigint of exactly that value. */
export function plainNumber(value: Value): number | bigint {
  return rankOf(value) === Rank.int ? intOf(value) : floatOf(value);
}

/** Equality of two values of built-in types, or undefined when they leave the answer to others. */
function builtinEquality(a: Value, b: Value): boolean | undefined {
  if (Array.isArray(a)) return Array.isArray(b) ? sequencesEqual(a, b) : undefined;
  if (a instanceof Tuple) return b instanceof Tuple ? sequencesEqual(a.items, b.items) : undefined;
  if (a instanceof Dict) return b instanceof Dict ? (orderedEquality(a, b) ?? dictsEqual(a, b)) : undefined;
  if (isSetLike(a)) return isSetLike(b) ? setsEqual(a, b) : undefined;
  const bytes = bytesOf(a);
  if (bytes) {
    const other = bytesOf(b);
    return other && Buffer.compare(bytes, other) === 0;
  }
  if (a instanceof Range) return b instanceof Range ? rangesEqual(a, b) : undefined;
  if (a instanceof Slice) {
    if (!(b instanceof Slice)) return undefined;
    return sequencesEqual([a.start, a.stop, a.step], [b.start, b.stop, b.step]);
  }
  return undefined;
}

function exposedEquality(a: Value, b: Value): Value {
  if (isSame(a, b) && !(a instanceof Float)) {
    const own = callExposed(a, '__eq__', b);
    return own === undefined || own === notImplemented ? true : own;
  }
  const result = callExposed(a, '__eq__', b);
  if (result !== undefined && result !== notImplemented) return result;
  const reflected = callExposed(b, '__eq__', a);
  if (reflected !== undefined && reflected !== notImplemented) return reflected;
  refusePromise(a);
  refusePromise(b);
  return false;
}

function sequencesEqual(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  spend(a.length);
  return a.every((item, index) => itemsEqual(item, b[index] ?? null));
}

/** What a subclass of dict says itself: two OrderedDicts compare their order too. */
function orderedEquality(a: Dict, b: Dict): boolean | undefined {
  for (const [self, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const own = callExposed(self, '__eq__', other);
    if (own !== undefined && own !== notImplemented) return truthy(own);
  }
  return undefined;
}

function dictsEqual(a: Dict, b: Dict): boolean {
  if (a.size !== b.size) return false;
  spend(a.size);
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !itemsEqual(value, other)) return false;
  }
  return true;
}

type SetLike = AnySet | DictView;

/** Whether `value` compares as a set does: a set, or a dict's keys or items. */
export function isSetLike(value: Value): value is SetLike {
  return value instanceof AnySet || (value instanceof DictView && value.kind !== 'values');
}

function setsEqual(a: SetLike, b: SetLike): boolean {
  return a.size === b.size && isSubset(a, b);
}

/** Whether every member of `a` is in `b`. */
export function isSubset(a: SetLike, b: SetLike): boolean {
  if (a.size > b.size) return false;
  spend(a.size);
  for (const member of a) if (!setHas(b, member)) return false;
  return true;
}

/** Python's `member in set`, also for a dict's keys and items. */
export function setHas(set: SetLike, member: Value): boolean {
  if (set instanceof AnySet) return set.has(member);
  if (set.kind === 'keys') return set.dict.has(member);
  if (!(member instanceof Tuple) || member.length !== 2) return false;
  const [key = null, value = null] = member.items;
  const found = set.dict.get(key);
  return found !== undefined && itemsEqual(found, value);
}

/** The bytes of a bytes or bytearray. */
export function bytesOf(value: Value): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return value instanceof ByteArray ? value.bytes : undefined;
}

function rangesEqual(a: Range, b: Range): boolean {
  if (!numbersEqual(a.length, b.length)) return false;
  if (a.length === 0) return true;
  return numbersEqual(a.start, b.start) && (a.length === 1 || numbersEqual(a.step, b.step));
}
