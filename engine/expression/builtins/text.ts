import type { Value } from '../../values/index.js';
import type { Arguments } from '../callables/arguments.js';
import { BuiltinFunction, functions } from '../callables/builtin-function.js';
import { bytesOf } from '../operators/equality.js';
import { typeError, valueError } from '../raise.js';
import { textLength } from '../text/code-points.js';
import { formatValue } from '../text/format-value.js';
import { repr, text } from '../text/repr.js';
import { asciiOnly } from '../text/string-repr.js';
import { typeName } from '../types/type-name.js';

/** Python's built-in functions that make and read text. */
export const textFunctions = functions({
  repr: ['obj, /', (args) => repr(args.at(0))],
  ascii: ['obj, /', (args) => asciiOnly(repr(args.at(0)))],
  format: ["value, format_spec='', /", (args) => formatValue(args.at(0), formatSpec(args))],
  chr: ['i, /', (args) => character(args)],
  ord: ['c, /', (args) => ordinal(args.at(0))],
});

function formatSpec(args: Arguments): string {
  const spec = args.at(1);
  return typeof spec === 'string' ? spec : typeError(`format() argument 2 must be str, not ${typeName(spec)}`);
}

function character(args: Arguments): string {
  const code = args.size(0);
  if (code < 0 || code > 0x10ffff) valueError('chr() arg not in range(0x110000)');
  return String.fromCodePoint(code);
}

function ordinal(value: Value): number {
  const bytes = bytesOf(value);
  const length = typeof value === 'string' ? textLength(value) : bytes?.length;
  if (length === undefined) typeError(`ord() expected string of length 1, but ${typeName(value)} found`);
  if (length !== 1) typeError(`ord() expected a character, but string of length ${length} found`);
  return typeof value === 'string' ? (value.codePointAt(0) ?? 0) : (bytes?.[0] ?? 0);
}

/** Python's `print`, writing to `write`. */
export function printFunction(write: (text: string) => void): BuiltinFunction {
  return new BuiltinFunction('print', '*args, sep=None, end=None, file=None, flush=False', (args) => {
    const separator = ending(args, 0, ' ', 'sep');
    write(args.rest.map(text).join(separator) + ending(args, 1, '\n', 'end'));
    return null;
  });
}

function ending(args: Arguments, index: number, fallback: string, name: string): string {
  if (args.isNone(index)) return fallback;
  const value = args.at(index);
  return typeof value === 'string' ? value : typeError(`${name} must be None or a string, not ${typeName(value)}`);
}
