import { bitLength } from '../../values/index.js';
import { scaleDown } from './true-division.js';

/*
 * V8's Math.pow is off by one unit in the last place here and there, and C's, which Python uses, practically never. So
 * powers are computed in fixed point with more bits than a double has, and rounded once.
 */

/** Bits behind the binary point. */
const precision = 160;
const bits = BigInt(precision);
const one = 1n << bits;

/** `base ** exponent` as the nearest double; `base` is positive and finite, `exponent` finite. Overflow is Infinity. */
export function preciseMagnitudePower(base: number, exponent: number): number {
  const rough = base ** exponent;
  if (base === 1 || exponent === 1 || rough === 0) return rough;
  // Far outside the range of doubles; near its ends the exact computation decides.
  const magnitude = exponent * Math.log2(base);
  if (magnitude > 1025) return Infinity;
  if (magnitude < -1080) return 0;
  const whole = exactSmallPower(base, exponent);
  if (whole !== undefined) return whole;
  const logarithm = (lnOf(base) * fixed(exponent)) >> bits;
  const turns = logarithm / ln2() - (logarithm < 0n ? 1n : 0n);
  const power = expOf(logarithm - turns * ln2());
  return scaleDown(power | 1n, precision - Number(turns));
}

/** Powers that are exact, or need few digits: whole exponents up to 8, and square roots. */
function exactSmallPower(base: number, exponent: number): number | undefined {
  if (exponent === 2) return base * base;
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -1) return 1 / base;
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 64) return undefined;
  const [mantissa, scale] = parts(base);
  return scaleDown(mantissa ** BigInt(exponent), -scale * exponent);
}

/** `value = mantissa · 2^scale` with a whole, odd mantissa. */
function parts(value: number): [mantissa: bigint, scale: number] {
  let scale = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    scale--;
  }
  let whole = BigInt(mantissa);
  while ((whole & 1n) === 0n) {
    whole >>= 1n;
    scale++;
  }
  return [whole, scale];
}

/** `value` in fixed point, exactly: an exponent that matters here has few bits behind the point. */
function fixed(value: number): bigint {
  const [mantissa, scale] = parts(Math.abs(value));
  const shift = precision + scale;
  const size = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
  return value < 0 ? -size : size;
}

/** The natural logarithm of a positive double, in fixed point. */
function lnOf(value: number): bigint {
  const [mantissa, scale] = parts(value);
  const length = bitLength(mantissa);
  // value = reduced · 2^shift with reduced in [1, 2); then ln(reduced) = 2 artanh((reduced − 1) / (reduced + 1)).
  const reduced = (mantissa << bits) >> BigInt(length - 1);
  const shift = BigInt(length - 1 + scale);
  return lnNearOne(reduced) + shift * ln2();
}

function lnNearOne(reduced: bigint): bigint {
  const ratio = ((reduced - one) << bits) / (reduced + one);
  const square = (ratio * ratio) >> bits;
  let term = ratio;
  let sum = 0n;
  for (let divisor = 1n; term !== 0n; divisor += 2n) {
    sum += term / divisor;
    term = (term * square) >> bits;
  }
  return 2n * sum;
}

let knownLn2: bigint | undefined;

function ln2(): bigint {
  knownLn2 ??= lnNearOne(one << 1n);
  return knownLn2;
}

/** e^x for fixed-point x in [0, ln 2), by halving the argument, the series, and squaring back. */
function expOf(x: bigint): bigint {
  const halvings = 8n;
  const small = x >> halvings;
  let term = one;
  let sum = 0n;
  for (let divisor = 1n; term !== 0n; divisor++) {
    sum += term;
    term = ((term * small) >> bits) / divisor;
  }
  for (let turn = 0n; turn < halvings; turn++) sum = (sum * sum) >> bits;
  return sum;
}
