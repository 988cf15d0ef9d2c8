import { allocate } from '../budget.js';
import { valueError } from '../raise.js';
import { fixedDigits, shortestDigits, significantDigits } from './decimal-digits.js';

/** How a float is turned into text: C's conversions, and `r` for the shortest form. */
export interface FloatFormat {
  readonly code: 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'r';
  readonly precision: number;
  /** `#`: keeps the point, and with `g` the zeros. */
  readonly isAlternate?: boolean;
  /** Adds `.0` where the text would read as an int. */
  readonly addsPoint?: boolean;
}

/** The magnitude of `value` as text, without a sign. */
export function floatText(value: number, format: FloatFormat): string {
  const { code } = format;
  const isUpper = code === 'E' || code === 'F' || code === 'G';
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'nan' : 'inf';
    return isUpper ? word.toUpperCase() : word;
  }
  if (format.precision > 2147483647) valueError('precision too big');
  allocate(format.precision);
  const text = finiteText(Math.abs(value), format);
  return isUpper ? text.toUpperCase() : text;
}

function finiteText(value: number, format: FloatFormat): string {
  const { code, precision } = format;
  switch (code) {
    case 'f':
    case 'F':
      return withPoint(fixedDigits(value, precision), format);
    case 'e':
    case 'E': {
      const { digits, exponent } = significantDigits(value, precision + 1);
      return scientific(digits, exponent, format);
    }
    case 'r': {
      const { digits, exponent } = shortestDigits(value);
      return exponent < -4 || exponent >= 16
        ? scientific(digits, exponent, { ...format, addsPoint: false })
        : positional(digits, exponent, format);
    }
    default:
      return general(value, format);
  }
}

function general(value: number, format: FloatFormat): string {
  const precision = Math.max(1, format.precision);
  const { digits, exponent } = significantDigits(value, precision);
  const kept = format.isAlternate ? digits : digits.replace(/0+$/, '') || '0';
  const limit = precision - (format.addsPoint ? 1 : 0);
  return exponent < -4 || exponent >= limit
    ? scientific(kept, exponent, { ...format, addsPoint: false })
    : positional(kept, exponent, format);
}

function scientific(digits: string, exponent: number, format: FloatFormat): string {
  const mantissa = digits.length > 1 ? `${digits.charAt(0)}.${digits.slice(1)}` : withPoint(digits, format);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function positional(digits: string, exponent: number, format: FloatFormat): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? withPoint(whole, format) : `${whole}.${fraction}`;
}

function withPoint(text: string, format: FloatFormat): string {
  if (text.includes('.')) return text;
  return format.addsPoint ? `${text}.0` : format.isAlternate ? `${text}.` : text;
}
