import { Complex, Float, type Int, isInt, makeFloat, type Value } from '../../values/index.js';
import { overflowError } from '../raise.js';

/** Python's numeric types in the order in which they are promoted; `none` for everything else. */
export const Rank = { none: 0, int: 1, float: 2, complex: 3 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

/** The numeric type of `value`; bool counts as int. */
export function rankOf(value: Value): Rank {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? Rank.int : Rank.float;
    case 'boolean':
    case 'bigint':
      return Rank.int;
    case 'object':
      if (value instanceof Float) return Rank.float;
      return value instanceof Complex ? Rank.complex : Rank.none;
    default:
      return Rank.none;
  }
}

/** Whether `value` is a Python int or bool. */
export function isIntLike(value: Value): value is number | bigint | boolean {
  return isInt(value) || typeof value === 'boolean';
}

/** The int that an int or a bool is. */
export function intOf(value: Value): Int {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : BigInt(value);
  return typeof value === 'bigint' ? value : value === true ? 1 : 0;
}

/** The double that an int, bool or float is. */
export function floatOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  if (typeof value !== 'bigint') return value === true ? 1 : 0;
  const double = Number(value);
  if (!Number.isFinite(double)) overflowError('int too large to convert to float');
  return double;
}

/** The complex number that any number is. */
export function complexOf(value: Value): Complex {
  return value instanceof Complex ? value : new Complex(floatOf(value), 0);
}

/** A float that an operation computed. Each NaN is a value of its own: Python tells them apart by identity. */
export function float(value: number): number | Float {
  return Number.isNaN(value) ? new Float(value) : makeFloat(value);
}
