const view = new DataView(new ArrayBuffer(8));

/** A finite double as an exact product: `mantissa · 2^exponent`. */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The exact value of a finite double. */
export function toDyadic(value: number): Dyadic {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n === 1n ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

/** The double nearest to `mantissa · 2^exponent`, ties to even; infinite beyond the range. */
export function toDouble(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const negative = mantissa < 0n;
  const magnitude = negative ? -mantissa : mantissa;
  const length = bitLength(magnitude);
  const precision = Math.min(53, length + exponent + 1074);
  if (precision < 0) return negative ? -0 : 0;
  const excess = length - precision;
  const rounded = excess > 0 ? roundedShift(magnitude, excess) : magnitude;
  const result = scale(Number(rounded), exponent + Math.max(excess, 0));
  return negative ? -result : result;
}

/** The double nearest to `numerator / denominator`, ties to even. `denominator` is positive. */
export function quotientToDouble(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const shift = Math.max(0, 66 + bitLength(denominator) - bitLength(magnitude));
  const scaled = magnitude << BigInt(shift);
  const quotient = scaled / denominator;
  // One more bit says whether anything is left over, so that a tie is a real tie.
  const sticky = quotient * denominator === scaled ? 0n : 1n;
  const result = toDouble((quotient << 1n) | sticky, -shift - 1);
  return negative ? -result : result;
}

/** `value · 2^exponent` for a whole `value` below 2^53, exact wherever the result is representable. */
export function scale(value: number, exponent: number): number {
  let result = value;
  let left = exponent;
  for (; left > 1000 && Number.isFinite(result); left -= 1000) result *= 2 ** 1000;
  for (; left < -1000 && result !== 0; left += 1000) result *= 2 ** -1000;
  return left > 1000 || left < -1000 ? result : result * 2 ** left;
}

/** Number of bits of a non-negative integer. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

/** `value / 2^count` rounded to the nearest, ties to even. */
export function roundedShift(value: bigint, count: number): bigint {
  const places = BigInt(count);
  const whole = value >> places;
  const rest = value - (whole << places);
  const half = 1n << (places - 1n);
  return rest > half || (rest === half && (whole & 1n) === 1n) ? whole + 1n : whole;
}
