import { exposedMember } from '../../registry/exposed.js';
import { Dict, isFloat, Range, Tuple, type Value } from '../../values/index.js';
import { allocate } from '../budget.js';
import { asDouble, asIndex } from '../callables/arguments.js';
import { bytesOf } from '../operators/equality.js';
import { callExposed } from '../operators/exposed-operation.js';
import { floatToInt } from '../operators/float-to-int.js';
import { floatOf, intOf, isIntLike } from '../operators/number.js';
import { subscript } from '../operators/subscript.js';
import { overflowError, typeError, valueError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { textLength, textPoints, textSlice } from './code-points.js';
import { floatText } from './float-format.js';
import { intDigits, intText } from './int-text.js';
import { repr, text } from './repr.js';
import { asciiOnly } from './string-repr.js';

/** One `%` conversion: `%(key)-08.3f`. */
interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly code: string;
  /** Position of the code, for messages. */
  readonly at: number;
}

/** Python's `format % values` for strings. */
export function formatPercent(format: string, values: Value): string {
  return new PercentFormatter(format, values, false).run();
}

/** Python's `format % values` for bytes. */
export function formatBytesPercent(format: Uint8Array, values: Value): Uint8Array {
  const template = Buffer.from(format).toString('latin1');
  return new Uint8Array(Buffer.from(new PercentFormatter(template, values, true).run(), 'latin1'));
}

class PercentFormatter {
  readonly #points: readonly string[];
  readonly #mapping: Value | undefined;
  readonly #items: readonly Value[];
  #at = 0;
  #used = 0;
  #usedKey = false;
  /** The value that `%(key)` chose for the conversion being read. */
  #chosen: Value | undefined;

  constructor(
    format: string,
    values: Value,
    private readonly isBytes: boolean,
  ) {
    this.#points = textPoints(format);
    this.#items = values instanceof Tuple ? values.items : [values];
    this.#mapping = isMapping(values, isBytes) ? values : undefined;
  }

  run(): string {
    let result = '';
    while (this.#at < this.#points.length) {
      const char = this.#points[this.#at++] ?? '';
      if (char !== '%') result += char;
      else if (this.#points[this.#at] === '%') {
        result += '%';
        this.#at++;
      } else {
        const part = this.#convert(this.#readConversion());
        allocate(part.length);
        result += part;
      }
    }
    if (this.#used < this.#items.length && !this.#mapping && !this.#usedKey) {
      typeError(`not all arguments converted during ${this.isBytes ? 'bytes' : 'string'} formatting`);
    }
    return result;
  }

  #readConversion(): Conversion {
    this.#chosen = undefined;
    if (this.#points[this.#at] === '(') this.#readKey();
    let flags = '';
    while ('-+ #0'.includes(this.#points[this.#at] ?? 'x')) flags += this.#points[this.#at++];
    let width = this.#readSize('width');
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    let precision: number | undefined;
    if (this.#points[this.#at] === '.') {
      this.#at++;
      precision = Math.max(0, this.#readSize('precision'));
    }
    if ('hlL'.includes(this.#points[this.#at] ?? 'x')) this.#at++;
    const code = this.#points[this.#at++];
    if (code === undefined) valueError('incomplete format');
    return { flags, width, precision, code, at: this.#at - 1 };
  }

  #readKey(): void {
    if (this.#mapping === undefined) typeError('format requires a mapping');
    const start = ++this.#at;
    for (let depth = 1; depth > 0; this.#at++) {
      const char = this.#points[this.#at];
      if (char === undefined) valueError('incomplete format key');
      if (char === '(') depth++;
      else if (char === ')') depth--;
    }
    const key = this.#points.slice(start, this.#at - 1).join('');
    this.#chosen = subscript(this.#mapping, this.isBytes ? new Uint8Array(Buffer.from(key, 'latin1')) : key);
    this.#usedKey = true;
  }

  /** A width or precision: digits, or `*` for the next value. */
  #readSize(what: 'width' | 'precision'): number {
    if (this.#points[this.#at] === '*') {
      this.#at++;
      const value = this.#next();
      if (!isIntLike(value)) typeError('* wants int');
      const size = Number(intOf(value));
      if (what === 'precision' && Math.abs(size) > 2 ** 31 - 1) {
        overflowError('Python int too large to convert to C int');
      }
      if (Math.abs(size) > 2 ** 63) overflowError('Python int too large to convert to C ssize_t');
      return size;
    }
    let digits = '';
    while (/^[0-9]$/.test(this.#points[this.#at] ?? '')) digits += this.#points[this.#at++];
    if (Number(digits) > (what === 'width' ? 2 ** 63 - 1 : 2 ** 31 - 1)) {
      valueError(what === 'width' ? 'width too big' : 'precision too big');
    }
    return Number(digits);
  }

  #next(): Value {
    if (this.#chosen !== undefined) {
      const value = this.#chosen;
      this.#chosen = undefined;
      return value;
    }
    const value = this.#usedKey && this.#mapping !== undefined ? undefined : this.#items[this.#used++];
    if (value === undefined) typeError(`not enough arguments for format string`);
    return value;
  }

  #convert(conversion: Conversion): string {
    const { code, precision } = conversion;
    switch (code) {
      case 's':
      case 'r':
      case 'a':
      case 'b': {
        if (code === 'b' && !this.isBytes) break;
        const shown = this.#asText(code, this.#next());
        return fill(precision === undefined ? shown : textSlice(shown, 0, precision), conversion, false);
      }
      case 'c':
        return fill(this.#asCharacter(this.#next()), conversion, false);
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return formatInt(
          this.#next(),
          this.isBytes ? { ...conversion, code: code === 'i' || code === 'u' ? 'd' : code } : conversion,
        );
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return formatFloat(this.#next(), conversion, code);
      default:
        this.#next();
    }
    const point = (code.codePointAt(0) ?? 0).toString(16);
    const shown = code > ' ' && code < '\u007f' ? code : '?';
    valueError(`unsupported format character '${shown}' (0x${point}) at index ${conversion.at}`);
  }

  #asText(code: string, value: Value): string {
    if (code === 'a') return asciiOnly(repr(value));
    if (code === 'r') return this.isBytes ? asciiOnly(repr(value)) : repr(value);
    if (!this.isBytes) return text(value);
    const bytes = bytesOf(value);
    if (bytes) return Buffer.from(bytes).toString('latin1');
    typeError(`%b requires a bytes-like object, or an object that implements __bytes__, not '${typeName(value)}'`);
  }

  #asCharacter(value: Value): string {
    if (this.isBytes) {
      const bytes = bytesOf(value);
      if (bytes?.length === 1) return String.fromCharCode(bytes[0] ?? 0);
      if (!isIntLike(value)) typeError('%c requires an integer in range(256) or a single byte');
      const code = intOf(value);
      if (code < 0 || code > 255) overflowError('%c arg not in range(256)');
      return String.fromCharCode(Number(code));
    }
    if (typeof value === 'string' && textLength(value) === 1) return value;
    if (typeof value === 'string' || !isIntLike(value)) typeError('%c requires int or char');
    const code = asIndex(value);
    if (code < 0 || code > 0x10ffff) overflowError('%c arg not in range(0x110000)');
    return String.fromCodePoint(Number(code));
  }
}

function isMapping(value: Value, isBytes: boolean): boolean {
  if (value instanceof Dict || Array.isArray(value) || value instanceof Range) return true;
  if (bytesOf(value)) return !isBytes;
  if (value === null || typeof value !== 'object' || value instanceof Tuple) return false;
  return exposedMember(value, '__getitem__') !== undefined;
}

function formatInt(value: Value, conversion: Conversion): string {
  const { code, flags, precision = 0 } = conversion;
  const int = asWhole(value, code);
  const size = int < 0 ? -int : int;
  const base = code === 'o' ? 8 : code === 'x' || code === 'X' ? 16 : 10;
  allocate(precision);
  const digits = (base === 10 ? intText(size) : intDigits(size, base)).padStart(precision, '0');
  const prefix = flags.includes('#') && base !== 10 ? (base === 8 ? '0o' : '0x') : '';
  const body = code === 'X' ? [prefix.toUpperCase(), digits.toUpperCase()] : [prefix, digits];
  return fill(body[1] ?? '', conversion, true, signOf(int < 0, flags) + body[0]);
}

function asWhole(value: Value, code: string): number | bigint {
  if (isIntLike(value)) return intOf(value);
  const isHex = code === 'o' || code === 'x' || code === 'X';
  if (isFloat(value) && !isHex) return floatToInt(floatOf(value));
  if (callExposed(value, '__index__') !== undefined) return asIndex(value);
  const wanted = isHex ? 'an integer' : 'a real number';
  typeError(`%${code} format: ${wanted} is required, not ${typeName(value)}`);
}

function formatFloat(value: Value, conversion: Conversion, code: 'e' | 'E' | 'f' | 'F' | 'g' | 'G'): string {
  const { flags, precision = 6 } = conversion;
  const number = typeof value === 'string' ? typeError(`must be real number, not str`) : asDouble(value);
  const body = floatText(number, { code, precision, isAlternate: flags.includes('#') });
  return fill(body, conversion, true, signOf(number < 0 || Object.is(number, -0), flags));
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** Pads to the width; zeros go between `prefix` (sign, `0x`) and the digits of a number. */
function fill(body: string, { flags, width }: Conversion, isNumber: boolean, prefix = ''): string {
  const padding = Math.max(0, width - prefix.length - textLength(body));
  allocate(padding);
  if (flags.includes('-')) return prefix + body + ' '.repeat(padding);
  if (isNumber && flags.includes('0')) return prefix + '0'.repeat(padding) + body;
  return ' '.repeat(padding) + prefix + body;
}
