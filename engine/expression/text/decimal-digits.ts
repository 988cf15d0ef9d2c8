import { roundHalfEven } from '../operators/true-division.js';

/*
 * Exact decimal digits of doubles. JavaScript's toFixed and toPrecision round ties away from zero and stop at 100 digits;
 * Python rounds the exact binary value half to even and knows no such end.
 */

/** `value = mantissa · 2^exponent`, exactly; for a finite value that is not negative. */
function binaryParts(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const raised = Number((bits >> 52n) & 0x7ffn);
  return raised === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: raised - 1075 };
}

/** The whole number nearest to `value · 10^places` (ties to even), as a bigint. */
function scaled(value: number, places: number): bigint {
  const { mantissa, exponent } = binaryParts(value);
  if (places >= 0) {
    const product = mantissa * 10n ** BigInt(places);
    return exponent >= 0 ? product << BigInt(exponent) : roundHalfEven(product, -exponent);
  }
  const power = 10n ** BigInt(-places);
  const [numerator, denominator] =
    exponent >= 0 ? [mantissa << BigInt(exponent), power] : [mantissa, power << BigInt(-exponent)];
  const floor = numerator / denominator;
  const rest = 2n * (numerator % denominator);
  return rest > denominator || (rest === denominator && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** No double has more digits than this behind the point, or more significant ones; zeros follow. */
const mostPlaces = 1100;

/** `value` (finite, not negative) with `places` digits behind the point: `2.50`. Negative places give whole numbers. */
export function fixedDigits(value: number, places: number): string {
  if (places > mostPlaces) return fixedDigits(value, mostPlaces) + '0'.repeat(places - mostPlaces);
  const digits = scaled(value, places).toString();
  if (places <= 0) return places === 0 || digits === '0' ? digits : digits + '0'.repeat(-places);
  const padded = digits.padStart(places + 1, '0');
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
}

/** The first `count` significant digits of `value` (finite, not negative) and the power of ten of the first. */
export function significantDigits(value: number, count: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 };
  if (count > mostPlaces) {
    const { digits, exponent } = significantDigits(value, mostPlaces);
    return { digits: digits + '0'.repeat(count - mostPlaces), exponent };
  }
  let exponent = Number(value.toExponential().split('e')[1]);
  let digits = scaled(value, count - 1 - exponent).toString();
  // Rounding up may give one digit more (9.99 → 10.0), a shortest form that was itself rounded up one less.
  if (digits.length > count) {
    exponent++;
    digits = scaled(value, count - 1 - exponent).toString();
  } else if (digits.length < count) {
    exponent--;
    digits = scaled(value, count - 1 - exponent).toString();
  }
  return { digits, exponent };
}

/** The fewest significant digits that read back as `value`, and the power of ten of the first. */
export function shortestDigits(value: number): { digits: string; exponent: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}
