import { bitLength, type Dyadic, toDyadic } from './double.js';

/*
 * Real functions on fixed-point numbers: a bigint `f` with `bits` binary places stands for `f / 2^bits`. Enough places
 * make the rounded double the nearest one, which is what the C library behind Python gives nearly always and
 * JavaScript's own Math does not.
 */

/** A double as a fixed-point number; exact when `bits` covers its last place. */
export function toFixedPoint(value: number | Dyadic, bits: number): bigint {
  const { mantissa, exponent } = typeof value === 'number' ? toDyadic(value) : value;
  const shift = exponent + bits;
  return shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
}

const cachedPi = { bits: 0, value: 0n };
const cachedLn2 = { bits: 0, value: 0n };

export function piFixed(bits: number): bigint {
  if (cachedPi.bits < bits) {
    const guard = bits + 32;
    // Machin: π/4 = 4 arctan(1/5) − arctan(1/239).
    cachedPi.value = (4n * (4n * arctanInverse(5n, guard) - arctanInverse(239n, guard))) >> 32n;
    cachedPi.bits = bits;
  }
  return cachedPi.value >> BigInt(cachedPi.bits - bits);
}

export function ln2Fixed(bits: number): bigint {
  if (cachedLn2.bits < bits) {
    const guard = bits + 32;
    // ln 2 = 2 artanh(1/3).
    cachedLn2.value = (2n * artanhSeries((1n << BigInt(guard)) / 3n, guard)) >> 32n;
    cachedLn2.bits = bits;
  }
  return cachedLn2.value >> BigInt(cachedLn2.bits - bits);
}

function arctanInverse(divisor: bigint, bits: number): bigint {
  const square = divisor * divisor;
  let power = (1n << BigInt(bits)) / divisor;
  let sum = power;
  for (let odd = 3n, sign = -1n; power !== 0n; odd += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / odd;
  }
  return sum;
}

function artanhSeries(x: bigint, bits: number): bigint {
  const places = BigInt(bits);
  const square = (x * x) >> places;
  let power = x;
  let sum = x;
  for (let odd = 3n; power !== 0n && power !== -1n; odd += 2n) {
    power = (power * square) >> places;
    sum += power / odd;
  }
  return sum;
}

/** e^x. The result has `bits` places. */
export function expFixed(x: bigint, bits: number): bigint {
  const guard = bits + 64;
  const scaled = x << 64n;
  const ln2 = ln2Fixed(guard);
  const doublings = scaled / ln2;
  const halvings = 8n;
  let term = 1n << BigInt(guard);
  let sum = term;
  const rest = (scaled - doublings * ln2) >> halvings;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * rest) >> BigInt(guard)) / n;
    sum += term;
  }
  for (let step = 0n; step < halvings; step++) sum = (sum * sum) >> BigInt(guard);
  return doublings >= 0n ? (sum << doublings) >> 64n : sum >> (64n - doublings);
}

/** ln x for x > 0. */
export function logFixed(x: bigint, bits: number): bigint {
  // x = m · 2^k with m in [3/4, 3/2): close to 1, so that the logarithm of a number near 1 loses nothing.
  let power = bitLength(x) - 1 - bits;
  const guard = BigInt(bits + 32);
  let m = power >= 0 ? (x << 32n) >> BigInt(power) : (x << 32n) << BigInt(-power);
  const one = 1n << guard;
  if (m > one + (one >> 1n)) {
    m >>= 1n;
    power += 1;
  }
  const series = artanhSeries(((m - one) << guard) / (m + one), bits + 32);
  return (2n * series + BigInt(power) * ln2Fixed(bits + 32)) >> 32n;
}

/** Sine and cosine of x in radians. */
export function sinCosFixed(x: bigint, bits: number): readonly [sin: bigint, cos: bigint] {
  const places = BigInt(bits);
  // π needs as many more places as x has whole bits.
  const extra = Math.max(0, bitLength(x < 0n ? -x : x) - bits);
  const quarterTurn = piFixed(bits + extra) >> 1n;
  const wide = x << BigInt(extra);
  const turns = nearestQuotient(wide, quarterTurn);
  const rest = (wide - turns * quarterTurn) >> BigInt(extra);
  const square = (rest * rest) >> places;
  let sin = rest;
  let cos = 1n << places;
  for (let n = 1n, s = rest, c = cos; s !== 0n || c !== 0n; n += 2n) {
    c = -((c * square) >> places) / (n * (n + 1n));
    s = -((s * square) >> places) / ((n + 1n) * (n + 2n));
    cos += c;
    sin += s;
  }
  switch (Number(((turns % 4n) + 4n) % 4n)) {
    case 0:
      return [sin, cos];
    case 1:
      return [cos, -sin];
    case 2:
      return [-sin, -cos];
    default:
      return [-cos, sin];
  }
}

function nearestQuotient(a: bigint, b: bigint): bigint {
  const doubled = 2n * a + (a < 0n ? -b : b);
  return doubled / (2n * b);
}

/** arctan x. */
export function atanFixed(x: bigint, bits: number): bigint {
  if (x < 0n) return -atanFixed(-x, bits);
  const places = BigInt(bits);
  const one = 1n << places;
  if (x > one) return (piFixed(bits) >> 1n) - atanFixed((one << places) / x, bits);
  let reduced = x;
  let halvings = 0n;
  for (; reduced > one >> 4n; halvings++) {
    reduced = (reduced << places) / (one + sqrtFixed(one + ((reduced * reduced) >> places), bits));
  }
  const square = (reduced * reduced) >> places;
  let power = reduced;
  let sum = reduced;
  for (let odd = 3n, sign = -1n; power !== 0n; odd += 2n, sign = -sign) {
    power = (power * square) >> places;
    sum += (sign * power) / odd;
  }
  return sum << halvings;
}

/** √x for x ≥ 0. */
export function sqrtFixed(x: bigint, bits: number): bigint {
  return integerSqrt(x << BigInt(bits));
}

/** The largest integer whose square does not exceed `value`. */
export function integerSqrt(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
