import { Complex } from './complex.js';
import { Float, isFloat, isInt } from './float.js';
import { FrozenSet } from './set.js';
import { Tuple } from './tuple.js';
import type { Value } from './value.js';

/*
 * CPython's hashes of numbers, and of tuples and frozensets of numbers, which are the same in every process. A set of
 * them is iterated in an order that follows from the hashes, and configs rely on it: list(set(range(5)) - {2}).
 */

const modulus = (1n << 61n) - 1n;
const unsigned = (1n << 64n) - 1n;

/** CPython's `hash()` of `value`, or undefined where it differs between processes (strings, None, objects). */
export function numericHash(value: Value): bigint | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (isInt(value)) return intHash(BigInt(value));
  if (isFloat(value)) return floatHash(value instanceof Float ? value.value : value);
  if (value instanceof Tuple) return tupleHash(value.items);
  if (value instanceof FrozenSet) return frozenSetHash(value);
  if (value instanceof Complex) return complexHash(value);
  return undefined;
}

function intHash(value: bigint): bigint {
  const magnitude = (value < 0n ? -value : value) % modulus;
  const hash = value < 0n ? -magnitude : magnitude;
  return hash === -1n ? -2n : hash;
}

function floatHash(value: number): bigint | undefined {
  if (Number.isNaN(value)) return undefined;
  if (!Number.isFinite(value)) return value > 0 ? 314159n : -314159n;
  if (Number.isInteger(value)) return intHash(BigInt(value));
  // value = mantissa · 2^−shift; dividing by 2 modulo 2^61 − 1 is a rotation, so 2^−shift ≡ 2^(61 − shift mod 61).
  let mantissa = Math.abs(value);
  let shift = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    shift++;
  }
  const magnitude = (BigInt(mantissa) << BigInt((61 - (shift % 61)) % 61)) % modulus;
  const hash = value < 0 ? -magnitude : magnitude;
  return hash === -1n ? -2n : hash;
}

function complexHash(value: Complex): bigint | undefined {
  const real = floatHash(value.real);
  const imaginary = floatHash(value.imaginary);
  if (real === undefined || imaginary === undefined) return undefined;
  const hash = signed((real + 1000003n * imaginary) & unsigned);
  return hash === -1n ? -2n : hash;
}

/** The xxHash-based mix that CPython uses for tuples. */
function tupleHash(items: readonly Value[]): bigint | undefined {
  const prime1 = 11400714785074694791n;
  const prime2 = 14029467366897019727n;
  const prime5 = 2870177450012600261n;
  let mixed = prime5;
  for (const item of items) {
    const lane = numericHash(item);
    if (lane === undefined) return undefined;
    mixed = (mixed + (lane & unsigned) * prime2) & unsigned;
    mixed = ((mixed << 31n) | (mixed >> 33n)) & unsigned;
    mixed = (mixed * prime1) & unsigned;
  }
  mixed = (mixed + (BigInt(items.length) ^ (prime5 ^ 3527539n))) & unsigned;
  return mixed === unsigned ? 1546275796n : signed(mixed);
}

function frozenSetHash(set: FrozenSet): bigint | undefined {
  let mixed = 0n;
  for (const member of set) {
    const hash = numericHash(member);
    if (hash === undefined) return undefined;
    const bits = hash & unsigned;
    mixed ^= ((bits ^ 89869747n ^ (bits << 16n)) * 3644798167n) & unsigned;
  }
  mixed ^= ((BigInt(set.size) + 1n) * 1927868237n) & unsigned;
  mixed ^= (mixed >> 11n) ^ (mixed >> 25n);
  mixed = (mixed * 69069n + 907133923n) & unsigned;
  return mixed === unsigned ? 590923713n : signed(mixed);
}

function signed(bits: bigint): bigint {
  return BigInt.asIntN(64, bits);
}
