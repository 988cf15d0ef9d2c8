import { asDouble } from '../../expression/callables/arguments.js';
import { binary } from '../../expression/operators/binary.js';
import { items } from '../../expression/operators/iterate.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { isInt, makeFloat, makeInt, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { bitLength, toDouble, toDyadic } from './double.js';
import { integerSqrt } from './fixed-point.js';

/** The sum of doubles, rounded once. */
export function exactSum(values: readonly number[]): number {
  let special = 0;
  let sum = 0n;
  let exponent = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      special += value;
      if (Number.isNaN(special) && !Number.isNaN(value)) valueError('-inf + inf in fsum');
      continue;
    }
    const part = toDyadic(value);
    if (part.exponent < exponent) {
      sum <<= BigInt(exponent - part.exponent);
      exponent = part.exponent;
    }
    sum += part.mantissa << BigInt(part.exponent - exponent);
  }
  if (special !== 0) return special;
  const result = toDouble(sum, exponent);
  return Number.isFinite(result) ? result : raise('OverflowError', 'intermediate overflow in fsum');
}

/** The length of a vector, rounded once. */
export function euclideanNorm(coordinates: readonly number[]): number {
  if (coordinates.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  if (coordinates.some(Number.isNaN)) return Number.NaN;
  const parts = coordinates.map(toDyadic);
  const low = Math.min(0, ...parts.map(({ exponent }) => exponent));
  let sum = 0n;
  for (const { mantissa, exponent } of parts) sum += (mantissa << BigInt(exponent - low)) ** 2n;
  // The root keeps about 100 bits, and one that says whether it is exact.
  const shift = Math.max(0, 100 - (bitLength(sum) >> 1));
  const scaled = sum << BigInt(2 * shift);
  const root = integerSqrt(scaled);
  return toDouble((root << 1n) | (root * root === scaled ? 0n : 1n), low - shift - 1);
}

function coordinates(value: Value): number[] {
  return [...items(value)].map(asDouble);
}

/** The functions of `math` that add or multiply many numbers. */
export const sumFunctions = [
  fn('fsum', 'seq, /', (a) => makeFloat(exactSum([...items(a.value('seq'))].map(asDouble)))),
  fn('hypot', '*coordinates', (a) => makeFloat(euclideanNorm(a.rest.map(asDouble)))),
  fn('dist', 'p, q, /', (a) => {
    const p = coordinates(a.value('p'));
    const q = coordinates(a.value('q'));
    if (p.length !== q.length) valueError('both points must have the same number of dimensions');
    return makeFloat(euclideanNorm(p.map((x, index) => x - (q[index] ?? 0))));
  }),
  fn('prod', 'iterable, /, *, start?', (a) => {
    let result: Value = a.has('start') ? a.value('start') : 1;
    for (const factor of items(a.value('iterable'))) {
      if (typeof factor === 'string' && typeof result === 'string') typeError("can't multiply sequence by non-int");
      result = binary('*', result, factor);
    }
    return isInt(result) ? makeInt(result) : result;
  }),
];
