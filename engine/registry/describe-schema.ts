import type { ArgumentOptions } from './signature.js';

interface AnySchema extends ArgumentOptions {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly AnySchema[];
  readonly items?: AnySchema | readonly AnySchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
}

/** What a schema asks for, in words that fit after "must be": `a whole number ≥ 1`, `"mean", "sum" or null`. */
export function describeSchema(schema: AnySchema): string {
  if (schema.title) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return alternatives(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf) return alternatives([...new Set(schema.anyOf.map(describeSchema))]);
  switch (schema.type) {
    case 'integer':
      return `a whole number${limits(schema)}`;
    case 'number':
      return `a number${limits(schema)}`;
    case 'string':
      return 'a string';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return describeArray(schema);
    case 'object':
      return schema.minProperties === undefined ? 'a mapping' : 'a mapping that is not empty';
    default:
      return 'anything';
  }
}

function describeArray(schema: AnySchema): string {
  const { items } = schema;
  if (Array.isArray(items)) return `a list of ${items.length}: ${items.map(describeSchema).join(', ')}`;
  const what = items && !Array.isArray(items) ? ` of ${plural(describeSchema(items as AnySchema))}` : '';
  const fixed = schema.minItems !== undefined && schema.minItems === schema.maxItems;
  return fixed ? `a list${what}, ${schema.minItems} long` : `a list${what}`;
}

function plural(phrase: string): string {
  const noun = /^an? ((?:whole )?[a-z]+)(.*)$/.exec(phrase);
  return noun ? `${noun[1]}s${noun[2]}` : phrase;
}

function limits({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: AnySchema): string {
  const parts: string[] = [];
  if (minimum !== undefined) parts.push(`≥ ${minimum}`);
  if (exclusiveMinimum !== undefined) parts.push(`> ${exclusiveMinimum}`);
  if (maximum !== undefined) parts.push(`≤ ${maximum}`);
  if (exclusiveMaximum !== undefined) parts.push(`< ${exclusiveMaximum}`);
  return parts.length > 0 ? ` ${parts.join(' and ')}` : '';
}

function alternatives(phrases: readonly string[]): string {
  if (phrases.length < 2) return phrases[0] ?? 'nothing';
  return `${phrases.slice(0, -1).join(', ')} or ${phrases.at(-1)}`;
}

/** What a value is, in words that fit after "not": `the string "abc"`, `-1`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value)}`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'function':
      return 'a function';
    case 'undefined':
      return 'nothing';
    default:
      break;
  }
  if (Array.isArray(value)) {
    const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
    return text !== undefined && text.length <= 60 ? text : `a list of ${value.length}`;
  }
  const name = typeof value === 'object' ? value.constructor?.name : undefined;
  if (name !== undefined && name !== 'Object') return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
  return Object.keys(value ?? {}).length > 0 ? 'a mapping' : 'an empty mapping';
}
