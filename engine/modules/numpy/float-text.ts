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
  const [mantissa = '0', exponent = '0'] = (single ? shortestFloat32(size) : size.toExponential()).split('e');
  const digits = mantissa.replace('.', '');
  return { negative, digits, point: Number(exponent) + 1 };
}

function shortestFloat32(size: number): string {
  for (let places = 0; places < 9; places++) {
    const text = size.toExponential(places);
    if (Math.fround(Number(text)) === size) return trimmed(text);
  }
  return size.toExponential();
}

function trimmed(text: string): string {
  return text.replace(/\.?0+e/, 'e');
}

/** Positional notation with at most `places` decimals and no trailing zeros: `1.5`, `2.`, `-0.001`. */
export function positional(value: number, places: number, single: boolean): string {
  const { negative, digits, point } = shortestDigits(value, single);
  let text: string;
  if (digits.length - point > places) {
    text = Math.abs(value).toFixed(Math.min(places, 100)).replace(/0+$/, '');
    if (!text.includes('.')) text += '.';
  } else {
    const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
    const fraction = point > 0 ? digits.slice(point) : '0'.repeat(digits === '0' ? 0 : -point) + digits;
    text = `${whole}.${fraction}`;
  }
  return negative ? `-${text}` : text;
}

/** Scientific notation with at most `places` decimals and no trailing zeros, as mantissa `1.5` or `2.` and exponent. */
export function scientific(value: number, places: number, single: boolean): { mantissa: string; exponent: number } {
  const { negative, digits, point } = shortestDigits(value, single);
  let [shown, exponent] = [digits, digits === '0' ? 0 : point - 1];
  if (digits.length - 1 > places) {
    const [mantissa = '0', power = '0'] = Math.abs(value).toExponential(places).split('e');
    shown = mantissa.replace('.', '').replace(/0+$/, '') || '0';
    exponent = Number(power);
  }
  return { mantissa: `${negative ? '-' : ''}${shown.charAt(0)}.${shown.slice(1)}`, exponent };
}

/** An exponent with its sign and at least two digits: `e+05`. */
export function spellExponent(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A float as `str` of a NumPy scalar shows it: shortest digits, scientific below 1e-4 and from 1e16 on. */
export function scalarText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const { mantissa, exponent } = scientific(value, 20, single);
    return `${mantissa.replace(/\.$/, '')}${spellExponent(exponent)}`;
  }
  const text = positional(value, 60, single);
  return text.endsWith('.') ? `${text}0` : text;
}
