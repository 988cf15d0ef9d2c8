import { power as realPower } from '../../modules/math/real.js';
import { bitLength, type Int, makeInt, type Value } from '../../values/index.js';
import { allocateInt } from '../budget.js';
import { raise, valueError } from '../raise.js';
import { zeroDivision } from './arithmetic.js';
import { powerComplex } from './complex.js';
import { complexOf, float, floatOf } from './number.js';

/** `a ** b` for ints: an int, or a float where the exponent is negative. */
export function powerInts(a: Int, b: Int): Value {
  if (b < 0) {
    if (a === 0) zeroDivision('0.0 cannot be raised to a negative power');
    return powerFloats(floatOf(a), floatOf(b));
  }
  if (typeof a === 'number' && typeof b === 'number') {
    const power = a ** b;
    if (Number.isSafeInteger(power)) return power === 0 ? 0 : power;
  }
  if (a === 0 || a === 1) return b === 0 ? 1 : a;
  if (a === -1) return BigInt(b) % 2n === 0n ? 1 : -1;
  allocateInt((bitLength(a) - 1) * Number(b) + 1);
  return makeInt(BigInt(a) ** BigInt(b));
}

/** `a ** b` for floats; a negative base under a fraction gives a complex number, as in Python. */
export function powerFloats(a: number, b: number): Value {
  if (b === 0 || a === 1) return float(1);
  if (Number.isNaN(a) || Number.isNaN(b)) return float(Number.NaN);
  if (!Number.isFinite(b)) {
    const size = Math.abs(a);
    return float(size === 1 ? 1 : size > 1 === b > 0 ? Infinity : 0);
  }
  const isOdd = Number.isInteger(b) && Math.abs(b % 2) === 1;
  if (!Number.isFinite(a)) {
    const size = b > 0 ? Infinity : 0;
    return float(a < 0 && isOdd ? -size : size);
  }
  if (a === 0) {
    if (b < 0) zeroDivision('0.0 cannot be raised to a negative power');
    return float(Object.is(a, -0) && isOdd ? -0 : 0);
  }
  if (a < 0 && !Number.isInteger(b)) return powerComplex(complexOf(float(a)), complexOf(float(b)));
  const power = realPower(Math.abs(a), b);
  if (!Number.isFinite(power)) raise('OverflowError', "(34, 'Numerical result out of range')");
  return float(a < 0 && isOdd ? -power : power);
}

/** Python's three-argument `pow`. */
export function powerModulo(base: Int, exponent: Int, modulus: Int): Int {
  if (modulus === 0) valueError('pow() 3rd argument cannot be 0');
  const size = BigInt(modulus);
  const divisor = size < 0n ? -size : size;
  let factor = BigInt(base) % divisor;
  if (factor < 0n) factor += divisor;
  let rest = BigInt(exponent);
  if (rest < 0n) {
    factor = inverse(factor, divisor);
    rest = -rest;
  }
  let result = 1n % divisor;
  while (rest > 0n) {
    allocateInt(bitLength(divisor) * 2);
    if ((rest & 1n) === 1n) result = (result * factor) % divisor;
    factor = (factor * factor) % divisor;
    rest >>= 1n;
  }
  return makeInt(size < 0n && result !== 0n ? result - divisor : result);
}

/** The inverse of `value` modulo `modulus`, by Euclid's algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) valueError('base is not invertible for the given modulus');
  return x < 0n ? x + modulus : x;
}
