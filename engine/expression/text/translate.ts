import { Dict, type Value } from '../../values/index.js';
import { allocate } from '../budget.js';
import type { Arguments } from '../callables/arguments.js';
import { intOf, isIntLike } from '../operators/number.js';
import { subscript } from '../operators/subscript.js';
import { isRaised, typeError, valueError } from '../raise.js';
import { textLength, textPoints } from './code-points.js';

/** Python's `str.maketrans`. */
export function makeTranslation(args: Arguments): Dict {
  const table = new Dict();
  if (!args.has(1)) {
    const source = args.at(0);
    if (!(source instanceof Dict)) typeError('if you give only one argument to maketrans it must be a dict');
    for (const [key, value] of source) table.set(translationKey(key), value);
    return table;
  }
  const from = args.at(0);
  if (typeof from !== 'string') typeError('first maketrans argument must be a string if there is a second argument');
  const to = args.text(1);
  const removed = args.has(2) ? args.text(2) : '';
  if (textLength(from) !== textLength(to)) valueError('the first two maketrans arguments must have equal length');
  const targets = textPoints(to);
  for (const [index, char] of textPoints(from).entries()) table.set(codeOf(char), codeOf(targets[index] ?? ''));
  for (const char of removed) table.set(codeOf(char), null);
  return table;
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}

function translationKey(key: Value): Value {
  if (isIntLike(key)) return intOf(key);
  if (typeof key !== 'string') typeError('keys in translate table must be strings or integers');
  if (textLength(key) !== 1) valueError('string keys in translate table must be of length 1');
  return codeOf(key);
}

/** Python's `str.translate`. */
export function translate(text: string, table: Value): string {
  let result = '';
  for (const char of text) {
    const piece = translated(char, table);
    allocate(piece.length);
    result += piece;
  }
  return result;
}

function translated(char: string, table: Value): string {
  let value: Value;
  try {
    value = subscript(table, codeOf(char));
  } catch (error) {
    if (isRaised(error, 'KeyError') || isRaised(error, 'IndexError')) return char;
    throw error;
  }
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (!isIntLike(value)) {
    typeError('character mapping must return integer, None or str');
  }
  const code = intOf(value);
  if (code < 0 || code > 0x10ffff) valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(Number(code));
}
