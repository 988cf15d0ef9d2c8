import { valueError } from '../raise.js';
import { textPoints } from './code-points.js';

/** A format specification taken apart: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`. */
export interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: '' | '+' | '-' | ' ';
  /** `z`: a zero that rounding made negative loses its sign. */
  readonly coercesNegativeZero: boolean;
  readonly isAlternate: boolean;
  readonly width: number;
  readonly grouping: '' | ',' | '_';
  readonly precision: number | undefined;
  readonly type: string;
}

const pattern = /^([ +-]?)(z?)(#?)(0?)([0-9]*)(,?)(_?)(,?)((?:\.[0-9]*)?)(.*)$/su;
const largest = 2 ** 63 - 1;

/**
 * Reads a format specification.
 *
 * @param typeName Python's name of the value's type, for messages
 */
export function readFormatSpec(
  source: string,
  typeName: string,
  defaultAlign: '<' | '>',
  defaultType: string,
): FormatSpec {
  const points = textPoints(source);
  const isAligned = /^[<>=^]$/;
  let fill: string | undefined;
  let align: string | undefined;
  let rest = source;
  if (isAligned.test(points[1] ?? '')) {
    [fill, align] = points;
    rest = points.slice(2).join('');
  } else if (isAligned.test(points[0] ?? '')) {
    [align] = points;
    rest = points.slice(1).join('');
  }
  const match = (fill === undefined ? pattern : patternAfterFill).exec(rest);
  const [
    ,
    sign = '',
    z = '',
    hash = '',
    zero = '',
    width = '',
    comma = '',
    under = '',
    comma2 = '',
    dot = '',
    type = '',
  ] = match ?? [];
  if (zero === '0') {
    fill = '0';
    if (align === undefined && defaultAlign === '>') align = '=';
  }
  if ((comma && under) || (under && comma2)) valueError("Cannot specify both ',' and '_'.");
  if (comma2) return refuse(source, typeName);
  if (dot === '.') valueError('Format specifier missing precision');
  if (textPoints(type).length > 1) refuse(source, typeName);
  const grouping = comma ? ',' : under ? '_' : '';
  if (grouping) checkGrouping(grouping, type || defaultType);
  return {
    fill: fill ?? ' ',
    align: align ?? defaultAlign,
    sign: sign === '+' || sign === '-' || sign === ' ' ? sign : '',
    coercesNegativeZero: z === 'z',
    isAlternate: hash === '#',
    width: size(width),
    grouping,
    precision: dot === '' ? undefined : size(dot.slice(1)),
    type: type || defaultType,
  };
}

/** Behind an explicit fill a zero is the first digit of the width. */
const patternAfterFill = /^([ +-]?)(z?)(#?)()([0-9]*)(,?)(_?)(,?)((?:\.[0-9]*)?)(.*)$/su;

function refuse(source: string, typeName: string): never {
  valueError(`Invalid format specifier '${source}' for object of type '${typeName}'`);
}

function size(digits: string): number {
  const value = Number(digits);
  if (value > largest) valueError('Too many decimal digits in format string');
  return value;
}

function checkGrouping(grouping: string, type: string): void {
  if ('deEfFgG%'.includes(type) || type === '') return;
  if ('boxX'.includes(type) && grouping === '_') return;
  valueError(`Cannot specify '${grouping}' with '${type}'.`);
}

export function unknownCode(type: string, typeName: string): never {
  const code = type.codePointAt(0) ?? 0;
  const shown = code > 32 && code < 128 ? type : `\\x${code.toString(16)}`;
  valueError(`Unknown format code '${shown}' for object of type '${typeName}'`);
}
