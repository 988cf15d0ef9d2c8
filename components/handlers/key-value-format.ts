import { fail } from '../../engine/errors.js';
import { floatText } from './value-text.js';

/**
 * Formats a name and a number by a Python format string, such as `"{}: {:.4f} "` or `"{0}={1:>10.3e}"`. Known in a field: fill and alignment, sign,
 * width, zeros, precision, and the types `f e g % d s`.
 * @throws BundleError invalid_argument for a format Python knows and this does not
 */
export function formatKeyValue(format: string, key: string, value: number): string {
  let next = 0;
  return format.replace(/\{\{|\}\}|\{(\d*)(?::([^{}]*))?\}/g, (whole, place: string | undefined, spec = '') => {
    if (whole === '{{' || whole === '}}') return whole.charAt(0);
    const index = place ? Number(place) : next++;
    if (index > 1) refuse(format, 'two fields at most');
    return index === 0 ? formatField(key, spec, format) : formatField(value, spec, format);
  });
}

function formatField(value: string | number, spec: string, format: string): string {
  const parts = /^(?:(.)?([<>=^]))?([ +-])?(0)?(\d+)?(?:\.(\d+))?([fFeEgGdns%])?$/.exec(spec);
  if (!parts) return refuse(format, 'fields such as {} and {:.4f}');
  const [, fill, align, sign = '-', zero, width = '0', precision, type] = parts;
  const digits = precision === undefined ? undefined : Number(precision);
  if (typeof value === 'string') {
    const text = digits === undefined ? value : value.slice(0, digits);
    return padded(text, fill ?? ' ', align ?? '<', Number(width));
  }
  const magnitude = numberText(Math.abs(value), type, digits);
  const negative = value < 0 || Object.is(value, -0);
  const mark = negative ? '-' : sign === '-' ? '' : sign;
  if (zero && !align) return mark + magnitude.padStart(Number(width) - mark.length, '0');
  if (align === '=') return mark + magnitude.padStart(Number(width) - mark.length, fill ?? ' ');
  return padded(mark + magnitude, fill ?? ' ', align ?? '>', Number(width));
}

function numberText(value: number, type: string | undefined, digits: number | undefined): string {
  if (!Number.isFinite(value)) return floatText(value);
  switch (type) {
    case 'f':
    case 'F':
      return fixed(value, digits ?? 6);
    case '%':
      return `${fixed(value * 100, digits ?? 6)}%`;
    case 'e':
    case 'E':
      return twoDigitExponent(value.toExponential(digits ?? 6), type);
    case 'd':
    case 'n':
      return String(Math.trunc(value));
    default:
      if (type === undefined && digits === undefined) return floatText(value);
      return general(value, Math.max(1, digits ?? 6), type === 'G' ? 'E' : 'e');
  }
}

/** Fixed decimals of a number that is not negative, ties to even as in Python (JavaScript rounds them up). */
export function fixed(value: number, digits: number): string {
  const exact = value.toFixed(Math.min(100, digits + 55));
  const rest = exact.slice(exact.indexOf('.') + 1 + digits);
  const tie = rest.startsWith('5') && /^50*$/.test(rest);
  const up = value.toFixed(digits);
  if (!tie) return up;
  const down = exact.slice(0, exact.indexOf('.') + (digits === 0 ? 0 : 1 + digits));
  return Number(down.at(-1)) % 2 === 0 ? down : up;
}

function general(value: number, digits: number, letter: string): string {
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    return twoDigitExponent(`${stripZeros(mantissa)}e${power}`, letter);
  }
  return stripZeros(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

function stripZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function twoDigitExponent(text: string, letter: string): string {
  return text.replace(
    /e([+-])(\d+)$/,
    (_, sign: string, digits: string) => `${letter}${sign}${digits.padStart(2, '0')}`,
  );
}

function padded(text: string, fill: string, align: string, width: number): string {
  if (align === '<') return text.padEnd(width, fill);
  if (align === '>') return text.padStart(width, fill);
  const missing = Math.max(0, width - text.length);
  return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
}

function refuse(format: string, expected: string): never {
  return fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'StatsHandler',
    argument: 'key_var_format',
    expected,
    got: JSON.stringify(format),
  });
}
