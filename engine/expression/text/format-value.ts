import { Complex, isFloat, type Value } from '../../values/index.js';
import { allocate } from '../budget.js';
import { callExposed } from '../operators/exposed-operation.js';
import { floatOf, intOf, isIntLike } from '../operators/number.js';
import { overflowError, refusePromise, typeError, valueError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { textLength, textSlice } from './code-points.js';
import { floatText } from './float-format.js';
import { type FormatSpec, readFormatSpec, unknownCode } from './format-spec.js';
import { intDigits, intText } from './int-text.js';
import { layOut, padded } from './number-layout.js';
import { text } from './repr.js';

/** Python's `format(value, spec)`. */
export function formatValue(value: Value, spec: string): string {
  const own = value !== null && typeof value === 'object' ? callExposed(value, '__format__', spec) : undefined;
  if (typeof own === 'string') return own;
  if (spec === '') return text(value);
  if (typeof value === 'string') return formatText(value, spec);
  if (isIntLike(value)) return formatInt(value, spec);
  if (isFloat(value)) return formatFloat(floatOf(value), readFormatSpec(spec, 'float', '>', ''), 'float');
  if (value instanceof Complex) return formatComplex(value, spec);
  refusePromise(value);
  typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

function formatText(value: string, source: string): string {
  const spec = readFormatSpec(source, 'str', '<', 's');
  if (spec.type !== 's') unknownCode(spec.type, 'str');
  if (spec.sign === ' ') valueError('Space not allowed in string format specifier');
  if (spec.sign) valueError('Sign not allowed in string format specifier');
  if (spec.coercesNegativeZero) valueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.isAlternate) valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=') valueError("'=' alignment not allowed in string format specifier");
  const shown = spec.precision === undefined ? value : textSlice(value, 0, spec.precision);
  return padded(shown, textLength(shown), spec);
}

const prefixes: Readonly<Record<string, string>> = { b: '0b', o: '0o', x: '0x', X: '0X' };

function formatInt(value: Value, source: string): string {
  const kind = typeName(value);
  const spec = readFormatSpec(source, kind, '>', 'd');
  if ('eEfFgG%'.includes(spec.type)) return formatFloat(floatOf(value), spec, kind);
  const int = intOf(value);
  if (!'bcdoxXn'.includes(spec.type)) unknownCode(spec.type, kind);
  if (spec.precision !== undefined) valueError('Precision not allowed in integer format specifier');
  if (spec.coercesNegativeZero) {
    valueError('Negative zero coercion (z) not allowed in integer format specifier');
  }
  if (spec.type === 'c') return formatCharacter(int, spec);
  const size = int < 0 ? -int : int;
  const digits =
    spec.type === 'b'
      ? intDigits(size, 2)
      : spec.type === 'o'
        ? intDigits(size, 8)
        : spec.type.toLowerCase() === 'x'
          ? intDigits(size, 16)
          : intText(size);
  return layOut(
    {
      isNegative: int < 0,
      prefix: spec.isAlternate ? (prefixes[spec.type] ?? '') : '',
      digits: spec.type === 'X' ? digits.toUpperCase() : digits,
      rest: '',
      groupSize: spec.type in prefixes ? 4 : 3,
    },
    spec,
  );
}

function formatCharacter(int: number | bigint, spec: FormatSpec): string {
  if (spec.sign) valueError("Sign not allowed with integer format specifier 'c'");
  if (spec.isAlternate) valueError("Alternate form (#) not allowed with integer format specifier 'c'");
  if (typeof int === 'bigint') overflowError('Python int too large to convert to C long');
  if (int < 0 || int > 0x10ffff) overflowError('%c arg not in range(0x110000)');
  const char = String.fromCodePoint(Number(int));
  return layOut({ isNegative: false, prefix: '', digits: '', rest: char, groupSize: 3 }, spec);
}

const floatCodes = { e: 'e', E: 'E', f: 'f', F: 'F', g: 'g', G: 'G', n: 'g', '%': 'f', '': 'r' } as const;

function isFloatCode(type: string): type is keyof typeof floatCodes {
  return Object.hasOwn(floatCodes, type);
}

function formatFloat(value: number, spec: FormatSpec, kind: string): string {
  const { type } = spec;
  if (!isFloatCode(type)) unknownCode(type, kind);
  const shown = type === '%' ? value * 100 : value;
  const body = floatBody(shown, spec, floatCodes[type]) + (type === '%' ? '%' : '');
  const digits = /^[0-9]*/.exec(body)?.[0] ?? '';
  const isZero = spec.coercesNegativeZero && !/[1-9]/.test(body.replace(/e.*/i, '')) && Number.isFinite(shown);
  return layOut(
    { isNegative: isNegative(shown) && !isZero, prefix: '', digits, rest: body.slice(digits.length), groupSize: 3 },
    spec,
  );
}

function floatBody(value: number, spec: FormatSpec, code: (typeof floatCodes)[keyof typeof floatCodes]): string {
  const { precision, isAlternate } = spec;
  const addsPoint = code === 'r';
  if (precision === undefined)
    return floatText(value, { code, precision: code === 'r' ? 0 : 6, isAlternate, addsPoint });
  return floatText(value, { code: code === 'r' ? 'g' : code, precision, isAlternate, addsPoint });
}

function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0);
}

function formatComplex(value: Complex, source: string): string {
  const spec = readFormatSpec(source, 'complex', '>', '');
  const { type } = spec;
  if (!isFloatCode(type) || type === '%') unknownCode(type, 'complex');
  if (spec.fill === '0') valueError('Zero padding is not allowed in complex format specifier');
  if (spec.align === '=') valueError("'=' alignment flag is not allowed in complex format specifier");
  const part = (size: number, sign: FormatSpec['sign']): string => {
    const code = floatCodes[type];
    const body =
      code === 'r' && spec.precision === undefined
        ? floatText(size, { code, precision: 0 })
        : floatText(size, {
            code: code === 'r' ? 'g' : code,
            precision: spec.precision ?? 6,
            isAlternate: spec.isAlternate,
          });
    const digits = /^[0-9]*/.exec(body)?.[0] ?? '';
    const number = { isNegative: isNegative(size), prefix: '', digits, rest: body.slice(digits.length), groupSize: 3 };
    return layOut(number, { ...spec, sign, width: 0 });
  };
  const hidesReal = type === '' && value.real === 0 && !isNegative(value.real);
  const imaginary = `${part(value.imaginary, hidesReal ? spec.sign : '+')}j`;
  const joined = hidesReal ? imaginary : part(value.real, spec.sign) + imaginary;
  const body = type === '' && !hidesReal ? `(${joined})` : joined;
  allocate(spec.width);
  return padded(body, body.length, spec);
}
