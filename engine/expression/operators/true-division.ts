import { bitLength, type Int } from '../../values/index.js';
import { overflowError } from '../raise.js';

const mantissaBits = 53;

/** The double nearest to `a / b` (ties to even), for ints of any size; `b` is not zero. */
export function divideInts(a: Int, b: Int): number {
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  const isNegative = a < 0 !== b < 0;
  const dividend = magnitude(a);
  const divisor = magnitude(b);
  if (dividend === 0n) return isNegative ? -0 : 0;
  // The quotient with at least 55 bits; the last one stands for everything cut off.
  const scale = mantissaBits + 2 - (bitLength(dividend) - bitLength(divisor));
  const [numerator, denominator] =
    scale >= 0 ? [dividend << BigInt(scale), divisor] : [dividend, divisor << BigInt(-scale)];
  let quotient = numerator / denominator;
  if (numerator % denominator !== 0n) quotient |= 1n;
  const double = scaleDown(quotient, scale);
  if (!Number.isFinite(double)) overflowError('integer division result too large for a float');
  return isNegative ? -double : double;
}

/** The double nearest to `value · 2^−scale`, where the last bit of `value` stands for a tail. */
export function scaleDown(value: bigint, scale: number): number {
  // Below the normal range a double has fewer bits: drop them here, so that rounding happens once.
  const exponent = bitLength(value) - scale;
  const lowest = -1021;
  const dropped = exponent < lowest ? lowest - exponent : 0;
  const bits = bitLength(value) - (mantissaBits - dropped);
  if (bits <= 0) return multiplyPower(Number(value), -scale);
  return multiplyPower(Number(roundHalfEven(value, bits)), bits - scale);
}

/** `value / 2^bits`, rounded half to even. */
export function roundHalfEven(value: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const floor = value >> shift;
  const rest = value - (floor << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** `value · 2^exponent` in steps that neither overflow nor underflow before the result does. */
function multiplyPower(value: number, exponent: number): number {
  let result = value;
  let rest = exponent;
  while (rest > 1000) {
    result *= 2 ** 1000;
    rest -= 1000;
  }
  while (rest < -1000) {
    result *= 2 ** -1000;
    rest += 1000;
  }
  return result * 2 ** rest;
}

function magnitude(value: Int): bigint {
  return value < 0 ? -BigInt(value) : BigInt(value);
}
