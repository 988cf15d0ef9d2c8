import { Complex, type Int, makeInt } from '../../values/index.js';
import { allocate } from '../budget.js';
import { valueError } from '../raise.js';
import { mostDigits } from '../syntax/number-literal.js';
import { repr } from './repr.js';
import { strip } from './whitespace.js';

/** Python's `int(text, base)`. */
export function parseInteger(source: string, base: number): Int {
  const refuse = (): never => valueError(`invalid literal for int() with base ${base}: ${repr(source).slice(0, 200)}`);
  if (base !== 0 && (base < 2 || base > 36)) valueError('int() base must be >= 2 and <= 36, or 0');
  const trimmed = asciiDigits(strip(source));
  const match = /^([+-]?)(0[xX]|0[oO]|0[bB])?(_?[0-9a-zA-Z](?:_?[0-9a-zA-Z])*)$/.exec(trimmed);
  if (!match) return refuse();
  const [, sign = '', prefix = '', digits = ''] = match;
  const prefixed = { '0x': 16, '0o': 8, '0b': 2 }[prefix.toLowerCase()];
  const takesPrefix = prefixed !== undefined && (base === 0 || base === prefixed);
  const radix = base === 0 ? (prefixed ?? 10) : base;
  // In a base where b or x are digits (0b1 in base 16), what looks like a prefix is not one.
  const body = takesPrefix ? digits : prefix + digits;
  if (!takesPrefix && digits.startsWith('_') && prefix === '') return refuse();
  const plain = body.replaceAll('_', '').toLowerCase();
  if (base === 0 && !takesPrefix && /^0+[1-9]/.test(plain)) return refuse();
  if ([...plain].some((digit) => Number.parseInt(digit, 36) >= radix)) return refuse();
  const size = readDigits(plain, radix);
  return makeInt(sign === '-' ? -size : size);
}

function readDigits(digits: string, radix: number): bigint {
  const isPowerOfTwo = (radix & (radix - 1)) === 0;
  if (!isPowerOfTwo && digits.length > mostDigits) {
    valueError(
      `Exceeds the limit (${mostDigits} digits) for integer string conversion: value has ${digits.length} digits; ` +
        'use sys.set_int_max_str_digits() to increase the limit',
    );
  }
  allocate(digits.length);
  if (radix === 10) return BigInt(digits);
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[radix];
  if (prefix) return BigInt(prefix + digits);
  let value = 0n;
  for (const digit of digits) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, 36));
  return value;
}

const floatPattern = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const wordPattern = /^([+-]?)(inf(?:inity)?|nan)$/i;

/** Python's `float(text)`. */
export function parseFloating(source: string): number {
  return tryFloat(asciiDigits(strip(source))) ?? valueError(`could not convert string to float: ${repr(source)}`);
}

function tryFloat(trimmed: string): number | undefined {
  const word = wordPattern.exec(trimmed);
  if (word) {
    const size = word[2]?.toLowerCase() === 'nan' ? Number.NaN : Infinity;
    return word[1] === '-' ? -size : size;
  }
  return floatPattern.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

/** Python's `complex(text)`. */
export function parseComplex(source: string): Complex {
  const refuse = (): never => valueError('complex() arg is a malformed string');
  const trimmed = asciiDigits(strip(source));
  const bare = /^\((.*)\)$/s.exec(trimmed)?.[1];
  const body = bare === undefined ? trimmed : strip(bare);
  const number =
    '(?:\\d(?:_?\\d)*\\.?(?:\\d(?:_?\\d)*)?|\\.\\d(?:_?\\d)*)(?:[eE][+-]?\\d(?:_?\\d)*)?|inf(?:inity)?|nan';
  const match = new RegExp(`^([+-]?(?:${number}))?(?:([+-]?(?:${number})?)[jJ])?$`, 'i').exec(body);
  if (!match || body === '') return refuse();
  const [, real, imaginary] = match;
  if (imaginary === undefined) return new Complex(tryFloat(real ?? '') ?? refuse(), 0);
  if (real !== undefined && !/^[+-]/.test(imaginary)) {
    // `12j`: the pattern cut the digits in two.
    return new Complex(0, tryFloat(body.slice(0, -1)) ?? refuse());
  }
  const size = /^[+-]?$/.test(imaginary) ? Number(`${imaginary}1`) : (tryFloat(imaginary) ?? refuse());
  return new Complex(real === undefined ? 0 : (tryFloat(real) ?? refuse()), size);
}

/** The text with every decimal digit of any script written in ASCII. */
function asciiDigits(source: string): string {
  if (!/\P{ASCII}/u.test(source)) return source;
  return source.replace(/\p{Nd}/gu, (digit) => String(decimalValue(digit)));
}

/** The value of a decimal digit. Scripts keep their ten digits in a row; runs of several rows start with a zero too. */
export function decimalValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}
