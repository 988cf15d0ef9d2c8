import { makeInt } from './float.js';

/** A Python int: a whole `number` within ±(2^53 − 1), a `bigint` beyond. Every function here returns it in that form. */
export type Int = number | bigint;

export function addInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum === 0 ? 0 : sum;
  }
  return makeInt(BigInt(a) + BigInt(b));
}

export function subtractInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference === 0 ? 0 : difference;
  }
  return makeInt(BigInt(a) - BigInt(b));
}

export function multiplyInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return makeInt(BigInt(a) * BigInt(b));
}

/** `a // b`, rounded towards minus infinity. `b` is not zero. */
export function floorDivideInts(a: Int, b: Int): Int {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const dividend = Number(a);
    const divisor = Number(b);
    const remainder = dividend % divisor;
    const quotient = (dividend - remainder) / divisor;
    const floor = remainder !== 0 && remainder < 0 !== divisor < 0 ? quotient - 1 : quotient;
    return floor === 0 ? 0 : floor;
  }
  const dividend = BigInt(a);
  const divisor = BigInt(b);
  const quotient = dividend / divisor;
  return makeInt(dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient);
}

/** `a % b`, with the sign of `b`. `b` is not zero. */
export function moduloInts(a: Int, b: Int): Int {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const divisor = Number(b);
    const remainder = Number(a) % divisor;
    const modulo = remainder !== 0 && remainder < 0 !== divisor < 0 ? remainder + divisor : remainder;
    return modulo === 0 ? 0 : modulo;
  }
  const divisor = BigInt(b);
  const remainder = BigInt(a) % divisor;
  return makeInt(remainder !== 0n && remainder < 0n !== divisor < 0n ? remainder + divisor : remainder);
}

export function negateInt(a: Int): Int {
  return typeof a === 'number' ? (a === 0 ? 0 : -a) : makeInt(-a);
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareInts(a: Int, b: Int): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Number of bits of `|value|`, without the sign: 0 for 0. */
export function bitLength(value: Int): number {
  if (typeof value === 'number' && Math.abs(value) < 2 ** 31) return 32 - Math.clz32(Math.abs(value));
  const magnitude = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  if (magnitude === 0n) return 0;
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex.slice(0, 1), 16)));
}
