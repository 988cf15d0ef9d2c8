import { fail } from '../../engine/errors.js';
import { fixed, floatText, scientific, twoDigitExponent } from './decimal-text.js';

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
    case 'E': {
      const text = twoDigitExponent(scientific(value, digits ?? 6));
      return type === 'E' ? text.toUpperCase() : text;
    }
    case 'd':
    case 'n':
      return String(Math.trunc(value));
    case undefined:
      return digits === undefined ? floatText(value) : general(value, Math.max(1, digits), 1);
    default: {
      const text = general(value, Math.max(1, digits ?? 6), 0);
      return type === 'G' ? text.toUpperCase() : text;
    }
  }
}

/** The shorter of fixed decimals and an exponent, without trailing zeros; with `dot` as for floats without a type: `2157.0`. */
function general(value: number, digits: number, dot: 0 | 1): string {
  const [mantissa = '', power = '0'] = scientific(value, digits - 1).split('e');
  const exponent = value === 0 ? 0 : Number(power);
  if (exponent < -4 || exponent >= digits - dot) return twoDigitExponent(`${stripZeros(mantissa)}e${power}`);
  const plain = stripZeros(fixed(value, Math.max(0, digits - 1 - exponent)));
  return dot === 1 && !plain.includes('.') ? `${plain}.0` : plain;
}

function stripZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
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
