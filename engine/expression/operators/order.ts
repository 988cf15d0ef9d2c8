import { type AnySet, type DictView, notImplemented, Tuple, type Value } from '../../values/index.js';
import { spend } from '../budget.js';
import { refusePromise, typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { bytesOf, isSetLike, isSubset, itemsEqual, plainNumber } from './equality.js';
import { callExposed } from './exposed-operation.js';
import { Rank, rankOf } from './number.js';
import { truthy } from './truth.js';

export type OrderOperator = '<' | '<=' | '>' | '>=';

const methodNames: Readonly<Record<OrderOperator, readonly [own: string, reflected: string]>> = {
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

/** The truth of Python's `a < b`, the only question that sorting asks. */
export function lessThan(a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  const result = order('<', a, b);
  return typeof result === 'boolean' ? result : truthy(result);
}

/** Python's `a operator b`, which objects may answer with anything (arrays: with an array). */
export function order(operator: OrderOperator, a: Value, b: Value): Value {
  if (typeof a === 'string' && typeof b === 'string') return holds(operator, compareTexts(a, b));
  const ranks = [rankOf(a), rankOf(b)];
  if (ranks.every((rank) => rank === Rank.int || rank === Rank.float)) return numbersOrdered(operator, a, b);
  if (Array.isArray(a) && Array.isArray(b)) return sequencesOrdered(operator, a, b);
  if (a instanceof Tuple && b instanceof Tuple) return sequencesOrdered(operator, a.items, b.items);
  if (isSetLike(a) && isSetLike(b)) return setsOrdered(operator, a, b);
  const [left, right] = [bytesOf(a), bytesOf(b)];
  if (left && right) return holds(operator, Buffer.compare(left, right));
  return exposedOrder(operator, a, b);
}

function exposedOrder(operator: OrderOperator, a: Value, b: Value): Value {
  const [own, reflected] = methodNames[operator];
  const result = callExposed(a, own, b);
  if (result !== undefined && result !== notImplemented) return result;
  const other = callExposed(b, reflected, a);
  if (other !== undefined && other !== notImplemented) return other;
  refusePromise(a);
  refusePromise(b);
  typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function numbersOrdered(operator: OrderOperator, a: Value, b: Value): boolean {
  const left = plainNumber(a);
  const right = plainNumber(b);
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function holds(operator: OrderOperator, comparison: number): boolean {
  switch (operator) {
    case '<':
      return comparison < 0;
    case '<=':
      return comparison <= 0;
    case '>':
      return comparison > 0;
    case '>=':
      return comparison >= 0;
  }
}

/** Compares by code points; JavaScript's own order is that of UTF-16 units. */
function compareTexts(a: string, b: string): number {
  spend(Math.min(a.length, b.length) / 64);
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  return rankOfUnit(a.charCodeAt(at)) - rankOfUnit(b.charCodeAt(at));
}

/** Puts surrogates, which stand for code points beyond U+FFFF, behind all other units. */
function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function sequencesOrdered(operator: OrderOperator, a: readonly Value[], b: readonly Value[]): Value {
  const length = Math.min(a.length, b.length);
  spend(length);
  for (let index = 0; index < length; index++) {
    const left = a[index] ?? null;
    const right = b[index] ?? null;
    if (!itemsEqual(left, right)) return order(operator, left, right);
  }
  return holds(operator, a.length - b.length);
}

function setsOrdered(operator: OrderOperator, a: AnySet | DictView, b: AnySet | DictView): boolean {
  switch (operator) {
    case '<':
      return a.size < b.size && isSubset(a, b);
    case '<=':
      return isSubset(a, b);
    case '>':
      return a.size > b.size && isSubset(b, a);
    case '>=':
      return isSubset(b, a);
  }
}
