import { toDyadic } from '../math/double.js';

/** Shortest digits of a double, or of a float32, that read back as the same number. */
export interface Digits {
  readonly negative: boolean;
  /** Significant digits without leading zeros; `0` for zero. */
  readonly digits: string;
  /** The decimal point stands after this many digits. */
  readonly point: number;
}

export function shortestDigits(value: number, single = false): Digits {
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  if (size === 0) return { negative, digits: '0', point: 1 };
  if (single) return { negative, ...shortestSingle(size) };
  const [mantissa = '0', exponent = '0'] = size.toExponential().split('e');
  return { negative, digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function shortestSingle(size: number): { digits: string; point: number } {
  for (let places = 0; ; places++) {
    const [digits, exponent] = exponential(size, places);
    if (places === 9 || Math.fround(Number(`${digits}e${exponent - places}`)) === size) {
      return { digits: digits.replace(/0+$/, ''), point: exponent + 1 };
    }
  }
}

/** |value| · 10^scale as a whole number, halves to even. */
function scaledToInteger(value: number, scale: number): bigint {
  const { mantissa, exponent } = toDyadic(Math.abs(value));
  const ten = 10n ** BigInt(Math.abs(scale));
  const top = (scale >= 0 ? mantissa * ten : mantissa) << BigInt(Math.max(exponent, 0));
  const bottom = (scale >= 0 ? 1n : ten) << BigInt(Math.max(-exponent, 0));
  const floor = top / bottom;
  const twice = 2n * (top - floor * bottom);
  return twice > bottom || (twice === bottom && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** `toFixed` with halves to even. */
function fixed(value: number, places: number): string {
  const digits = String(scaledToInteger(value, places)).padStart(places + 1, '0');
  return `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
}

/** `toExponential` with halves to even: its digits, and its exponent. */
function exponential(value: number, places: number): readonly [digits: string, exponent: number] {
  const exponent = Number(value.toExponential().split('e')[1]);
  const digits = String(scaledToInteger(value, places - exponent));
  // Rounding up may have added a digit.
  return digits.length > places + 1 ? [digits.slice(0, -1), exponent + 1] : [digits, exponent];
}

/** Positional notation with at most `places` decimals and no trailing zeros: `1.5`, `2.`, `-0.001`. */
export function positional(value: number, places: number, single: boolean): string {
  const { negative, digits, point } = shortestDigits(value, single);
  let text: string;
  if (digits.length - point > places) {
    text = fixed(value, places).replace(/0+$/, '');
  } else {
    const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
    const fraction = point > 0 ? digits.slice(point) : '0'.repeat(digits === '0' ? 0 : -point) + digits;
    text = `${whole}.${fraction}`;
  }
  return negative ? `-${text}` : text;
}

/**
 * Scientific notation with at most `places` decimals and no trailing zeros, as mantissa `1.5` or `2.` and exponent. Where
 * `least` decimals are wanted and the shortest digits are fewer, the exact ones follow.
 */
export function scientific(
  value: number,
  places: number,
  single: boolean,
  least = 0,
): { mantissa: string; exponent: number } {
  const { negative, digits, point } = shortestDigits(value, single);
  let [shown, exponent] = [digits, digits === '0' ? 0 : point - 1];
  if (digits.length - 1 > places) {
    const rounded = exponential(value, places);
    shown = rounded[0].replace(/0+$/, '');
    exponent = rounded[1];
  } else if (digits !== '0' && digits.length - 1 < least) [shown, exponent] = exponential(value, least);
  return { mantissa: `${negative ? '-' : ''}${shown.charAt(0)}.${shown.slice(1)}`, exponent };
}

/** An exponent with its sign and at least two digits: `e+05`. */
export function spellExponent(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A float as `str` of a NumPy scalar shows it: shortest digits, scientific below 1e-4 and from 1e16 (float32: 1e6) on. */
export function scalarText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= (single ? 1e6 : 1e16))) {
    const { mantissa, exponent } = scientific(value, 20, single);
    return `${mantissa.replace(/\.$/, '')}${spellExponent(exponent)}`;
  }
  const text = positional(value, 60, single);
  return text.endsWith('.') ? `${text}0` : text;
}
