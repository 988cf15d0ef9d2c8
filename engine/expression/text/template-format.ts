import type { Value } from '../../values/index.js';
import { allocate } from '../budget.js';
import { attribute } from '../operators/attribute.js';
import { subscript } from '../operators/subscript.js';
import { indexError, raise, valueError } from '../raise.js';
import { formatValue } from './format-value.js';
import { repr, text } from './repr.js';
import { asciiOnly } from './string-repr.js';

/** Where a template's fields find their values. */
export interface FieldSource {
  /** The positional values; undefined for `format_map`, which has none. */
  readonly positional: readonly Value[] | undefined;
  /** The value named `name`. */
  named(name: string): Value;
}

/** The fields of keyword arguments. */
export function keywordFields(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): FieldSource {
  return { positional, named: (name) => keywords.get(name) ?? nothingNamed(name, keywords) };
}

function nothingNamed(name: string, keywords: ReadonlyMap<string, Value>): Value {
  return keywords.has(name) ? null : raise('KeyError', repr(name));
}

/** Python's `template.format(…)`: `{}`, `{0}`, `{name.attribute[key]!r:spec}`. */
export function formatTemplate(template: string, source: FieldSource): string {
  return new Templater(source).render(template, 2);
}

class Templater {
  #numbering: 'automatic' | 'manual' | undefined;
  #next = 0;

  constructor(private readonly source: FieldSource) {}

  render(template: string, depth: number): string {
    if (depth <= 0) valueError('Max string recursion exceeded');
    let result = '';
    let at = 0;
    while (at < template.length) {
      const char = template.charAt(at);
      if (char !== '{' && char !== '}') {
        const literal = /[^{}]*/y;
        literal.lastIndex = at;
        const part = literal.exec(template)?.[0] ?? '';
        result += part;
        at += part.length;
      } else if (template.charAt(at + 1) === char) {
        result += char;
        at += 2;
      } else if (char === '}') valueError("Single '}' encountered in format string");
      else if (at + 1 >= template.length) valueError("Single '{' encountered in format string");
      else {
        const field = readField(template, at + 1);
        const part = this.#renderField(field, depth);
        allocate(part.length);
        result += part;
        at = field.end;
      }
    }
    return result;
  }

  #renderField({ name, conversion, spec }: Field, depth: number): string {
    const value = this.#valueOf(name);
    const shown = convert(value, conversion);
    return formatValue(shown, spec.includes('{') || spec.includes('}') ? this.render(spec, depth - 1) : spec);
  }

  #valueOf(field: string): Value {
    const first = /^[^.[]*/.exec(field)?.[0] ?? '';
    let value = this.#firstValue(first);
    let at = first.length;
    while (at < field.length) {
      if (field.charAt(at) === '.') {
        const name = /^[^.[]*/.exec(field.slice(at + 1))?.[0] ?? '';
        if (name === '') valueError('Empty attribute in format string');
        value = attribute(value, name);
        at += name.length + 1;
      } else if (field.charAt(at) === '[') {
        const close = field.indexOf(']', at);
        if (close < 0) valueError("Missing ']' in format string");
        const key = field.slice(at + 1, close);
        if (key === '') valueError('Empty attribute in format string');
        value = subscript(value, isIndex(key) ? readIndex(key) : key);
        at = close + 1;
      } else valueError("Only '.' or '[' may follow ']' in format field specifier");
    }
    return value;
  }

  #firstValue(name: string): Value {
    const { positional } = this.source;
    if (name !== '' && !isIndex(name)) return this.source.named(name);
    const kind = name === '' ? 'automatic' : 'manual';
    this.#numbering ??= kind;
    if (this.#numbering !== kind) {
      valueError(
        kind === 'automatic'
          ? 'cannot switch from manual field specification to automatic field numbering'
          : 'cannot switch from automatic field numbering to manual field specification',
      );
    }
    const index = name === '' ? this.#next++ : readIndex(name);
    if (!positional) valueError('Format string contains positional fields');
    if (index >= positional.length) {
      indexError(`Replacement index ${index} out of range for positional args tuple`);
    }
    return positional[index] ?? null;
  }
}

interface Field {
  readonly name: string;
  readonly conversion: string | undefined;
  readonly spec: string;
  /** Where the template goes on. */
  readonly end: number;
}

function readField(template: string, start: number): Field {
  let at = start;
  let char = '';
  while (at < template.length) {
    char = template.charAt(at++);
    if (char === '{') valueError("unexpected '{' in field name");
    if (char === '[') while (at < template.length && template.charAt(at) !== ']') at++;
    if (char === '}' || char === ':' || char === '!') break;
  }
  if (char !== '}' && char !== ':' && char !== '!') valueError("expected '}' before end of string");
  const name = template.slice(start, at - 1);
  if (char === '}') return { name, conversion: undefined, spec: '', end: at };
  let conversion: string | undefined;
  if (char === '!') {
    if (at >= template.length) valueError('end of string while looking for conversion specifier');
    conversion = String.fromCodePoint(template.codePointAt(at) ?? 0);
    at += conversion.length;
    const next = template.charAt(at++);
    if (next === '}') return { name, conversion, spec: '', end: at };
    if (next !== ':' && next !== '') valueError("expected ':' after conversion specifier");
  }
  const specStart = at;
  for (let open = 1; at < template.length; ) {
    const next = template.charAt(at++);
    if (next === '{') open++;
    else if (next === '}' && --open === 0)
      return { name, conversion, spec: template.slice(specStart, at - 1), end: at };
  }
  valueError("unmatched '{' in format spec");
}

function isIndex(text: string): boolean {
  return /^\p{Nd}+$/u.test(text);
}

function readIndex(text: string): number {
  const index = Number(text);
  if (!(index < 2 ** 63)) valueError('Too many decimal digits in format string');
  return index;
}

/** Applies `!r`, `!s` or `!a`. */
export function convert(value: Value, conversion: string | undefined): Value {
  switch (conversion) {
    case undefined:
      return value;
    case 'r':
      return repr(value);
    case 's':
      return text(value);
    case 'a':
      return asciiOnly(repr(value));
    default:
      valueError(`Unknown conversion specifier '${conversion}'`);
  }
}
