import { bitLength, quotientToDouble, scale, toDouble, toDyadic } from './double.js';
import { atanFixed, expFixed, integerSqrt, ln2Fixed, logFixed, sinCosFixed, toFixedPoint } from './fixed-point.js';

/*
 * Elementary functions rounded to the nearest double, for finite arguments inside their domain. Python's come from the
 * platform's C library, whose results are the nearest double nearly always.
 */

const PLACES = 160;

/** Places that hold `x` and a result as small as `x` with room to spare. */
function placesFor(x: number): number {
  return PLACES + Math.max(0, -Math.floor(Math.log2(Math.abs(x) || 1)));
}

type FixedFunction = (x: bigint, bits: number) => bigint;

/** Applies a function for which f(0) = 0 and f(x) ≈ x near 0. */
function odd(x: number, f: FixedFunction): number {
  if (x === 0) return x;
  const bits = placesFor(x);
  return toDouble(f(toFixedPoint(x, bits), bits), -bits);
}

export function exp(x: number): number {
  if (x > 709.8) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  const bits = PLACES + Math.max(0, Math.ceil(-x * 1.45)) + Math.max(0, -toDyadic(x).exponent - PLACES);
  return toDouble(expFixed(toFixedPoint(x, bits), bits), -bits);
}

export function log(x: number): number {
  return toDouble(logOf(x), -PLACES);
}

/** ln x of a positive double, with 160 places. */
function logOf(x: number): bigint {
  const { mantissa, exponent } = toDyadic(x);
  const shift = bitLength(mantissa) - 1;
  // Near 1 the fixed-point number must be exact; elsewhere the binary exponent is taken out first.
  if (x > 0.5 && x < 2) return logFixed(toFixedPoint(x, PLACES), PLACES);
  const unit = mantissa << BigInt(PLACES - shift);
  return logFixed(unit, PLACES) + BigInt(exponent + shift) * ln2Fixed(PLACES);
}

export function log2(x: number): number {
  return quotientToDouble(logOf(x), ln2Fixed(PLACES));
}

/** The C library computes this one from ln, so that it is not always the nearest double. */
export function log10(x: number): number {
  const { mantissa, exponent } = toDyadic(x);
  const n = exponent + bitLength(mantissa) - 1;
  const twos = n < 0 ? n + 1 : n;
  const rest = scale(Number(mantissa), exponent - twos);
  return twos * LOG10_2_LOW + Math.LOG10E * log(rest) + twos * LOG10_2_HIGH;
}

// log10(2) as a double with few enough bits that its product with an exponent is exact, and what is left of it.
const LOG10_2_HIGH = Math.floor(Math.log10(2) * 2 ** 41) / 2 ** 41;
const LOG10_2_LOW = quotientToDouble(
  (ln2Fixed(PLACES) << 41n) - BigInt(LOG10_2_HIGH * 2 ** 41) * logFixed(10n << BigInt(PLACES), PLACES),
  logFixed(10n << BigInt(PLACES), PLACES) << 41n,
);

/** ln of a positive integer of any size. */
export function logOfInteger(value: bigint): { readonly fixed: bigint; readonly places: number } {
  const shift = bitLength(value) - 1;
  const unit = shift > PLACES ? value >> BigInt(shift - PLACES) : value << BigInt(PLACES - shift);
  return { fixed: logFixed(unit, PLACES) + BigInt(shift) * ln2Fixed(PLACES), places: PLACES };
}

export function sin(x: number): number {
  return odd(x, (fixed, bits) => sinCosFixed(fixed, bits)[0]);
}

export function cos(x: number): number {
  const bits = Math.max(PLACES, -toDyadic(x).exponent);
  return toDouble(sinCosFixed(toFixedPoint(x, bits), bits)[1], -bits);
}

export function tan(x: number): number {
  if (x === 0) return x;
  const bits = placesFor(x);
  const [sine, cosine] = sinCosFixed(toFixedPoint(x, bits), bits);
  return cosine < 0n ? quotientToDouble(-sine, -cosine) : quotientToDouble(sine, cosine);
}

export function asin(x: number): number {
  return odd(x, (fixed, bits) => atan2Fixed(fixed, complement(fixed, bits), bits));
}

export function acos(x: number): number {
  const bits = placesFor(x);
  const fixed = toFixedPoint(x, bits);
  return toDouble(atan2Fixed(complement(fixed, bits), fixed, bits), -bits);
}

/** √(1 − x²). */
function complement(x: bigint, bits: number): bigint {
  const one = 1n << BigInt(bits);
  return integerSqrt((one - x) * (one + x));
}

export function atan(x: number): number {
  return odd(x, atanFixed);
}

/** The angle of the point (x, y), for finite arguments that are not both zero. */
export function atan2(y: number, x: number): number {
  if (y === 0) return x > 0 || Object.is(x, 0) ? y : y === 0 && Object.is(y, -0) ? -Math.PI : Math.PI;
  const a = toDyadic(y);
  const b = toDyadic(x);
  const low = Math.min(a.exponent, b.exponent);
  // Both as integers of one scale; only their ratio counts.
  const [top, bottom] = [a.mantissa << BigInt(a.exponent - low), b.mantissa << BigInt(b.exponent - low)];
  const bits = PLACES + Math.max(0, Math.ceil(Math.log2(Math.abs(x)) - Math.log2(Math.abs(y))));
  return toDouble(atan2Fixed(top, bottom, bits), -bits);
}

/** The angle of a point whose coordinates have one scale, with `bits` places. */
function atan2Fixed(y: bigint, x: bigint, bits: number): bigint {
  const places = BigInt(bits);
  if (x === 0n) return (y < 0n ? -1n : 1n) * (atanFixed(1n << places, bits) * 2n);
  const half = atanFixed((y << places) / x, bits);
  if (x > 0n) return half;
  const pi = atanFixed(1n << places, bits) * 4n;
  return y < 0n ? half - pi : half + pi;
}

/** cosh x by e^x, as the C library has it; the other hyperbolic functions of JavaScript agree with it. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (size < Math.LN2 / 2) {
    const less = Math.expm1(size);
    return size < 2 ** -55 ? 1 : 1 + (less * less) / (2 * (1 + less));
  }
  if (size < 22) {
    const grown = exp(size);
    return 0.5 * grown + 0.5 / grown;
  }
  if (size < 709.78) return 0.5 * exp(size);
  const half = exp(size / 2);
  return 0.5 * half * half;
}

export function sinh(x: number): number {
  const size = Math.abs(x);
  if (size < 22) return Math.sinh(x);
  return size < 709.78 ? Math.sign(x) * 0.5 * exp(size) : Math.sign(x) * cosh(x);
}

export function asinh(x: number): number {
  const size = Math.abs(x);
  if (size <= 2) return Math.asinh(x);
  if (size > 2 ** 28) return Math.sign(x) * (log(size) + Math.LN2);
  return Math.sign(x) * log(2 * size + 1 / (Math.sqrt(x * x + 1) + size));
}

export function acosh(x: number): number {
  if (x <= 2) return Math.acosh(x);
  if (x > 2 ** 28) return log(x) + Math.LN2;
  return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
}

export function cbrt(x: number): number {
  if (x === 0) return x;
  const { mantissa, exponent } = toDyadic(Math.abs(x));
  const places = 180 + ((((exponent - 180) % 3) + 3) % 3);
  const root = integerCubeRoot(mantissa << BigInt(places));
  const result = toDouble((root << 1n) | 1n, (exponent - places) / 3 - 1);
  const exact = Math.round(result);
  const nearest = exact ** 3 === Math.abs(x) ? exact : result;
  return x < 0 ? -nearest : nearest;
}

function integerCubeRoot(value: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(bitLength(value) / 3));
  for (;;) {
    const next = (2n * guess + value / (guess * guess)) / 3n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** x^y for finite x > 0 and finite y. */
export function power(x: number, y: number): number {
  const exact = exactPower(x, y);
  if (exact !== undefined) return exact;
  const estimate = y * Math.log2(x);
  if (estimate > 1025) return Number.POSITIVE_INFINITY;
  if (estimate < -1080) return 0;
  const { mantissa, exponent } = toDyadic(y);
  const bits = PLACES + Math.max(0, Math.ceil(-estimate));
  const product = mantissa * logOf(x);
  const shift = bits - PLACES + exponent;
  const fixed = shift >= 0 ? product << BigInt(shift) : product >> BigInt(-shift);
  return toDouble(expFixed(fixed, bits), -bits);
}

/** Small whole powers and square roots are computed exactly, so that a tie rounds as it should. */
function exactPower(x: number, y: number): number | undefined {
  if (y === 0.5) return Math.sqrt(x);
  if (!Number.isInteger(y) || Math.abs(y) > 40) return undefined;
  const { mantissa, exponent } = toDyadic(x);
  if (y >= 0) return toDouble(mantissa ** BigInt(y), exponent * y);
  const denominator = mantissa ** BigInt(-y);
  const shift = bitLength(denominator) + 70;
  const quotient = (1n << BigInt(shift)) / denominator;
  const sticky = quotient * denominator === 1n << BigInt(shift) ? 0n : 1n;
  return toDouble((quotient << 1n) | sticky, exponent * y - shift - 1);
}
