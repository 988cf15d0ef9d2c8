import { Complex } from './complex.js';
import { Float } from './float.js';
import { hasHashForm, hashForm } from './forms.js';
import { Range } from './range.js';
import { FrozenSet } from './set.js';
import { Slice } from './slice.js';
import { Tuple } from './tuple.js';
import { unhashable } from './unhashable.js';
import type { Value } from './value.js';

/**
 * The JavaScript Map key under which a Python value is filed, or `undefined` when Python calls it unhashable.
 * Values that are equal in Python share a key: 1, 1.0 and True; equal tuples, frozensets, ranges and bytes.
 * A string is its own key unless it could be mistaken for an encoded one.
 */
export function hashKey(value: Value): unknown {
  switch (typeof value) {
    case 'string':
      return value.startsWith('\u0000') ? `\u0000s${value}` : value;
    case 'boolean':
      return value ? 1 : 0;
    case 'number':
      return wholeKey(value);
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    default:
      break;
  }
  if (value === null) return null;
  // Every NaN that an operation makes is a key of its own, as in Python, where its identity counts.
  if (value instanceof Float) return Number.isNaN(value.value) ? value : wholeKey(value.value);
  if (value instanceof Tuple) return compoundKey('t', value.items.map(hashKey));
  if (Array.isArray(value)) return undefined;
  if (value instanceof Uint8Array) return `\u0000b${Buffer.from(value).toString('latin1')}`;
  if (value instanceof FrozenSet) return memberKey(value);
  if (value instanceof Complex) {
    return value.imaginary === 0 ? wholeKey(value.real) : `\u0000c${value.real + 0},${value.imaginary}`;
  }
  if (value instanceof Range) {
    const { length, start, step } = value;
    return `\u0000r${length}${length > 0 ? `,${start}` : ''}${length > 1 ? `,${step}` : ''}`;
  }
  if (value instanceof Slice || isUnhashable(value)) return undefined;
  return hasHashForm(value) ? hashKey(value[hashForm]()) : value;
}

/** The key that a set, frozen or not, has as a member of another set. */
export function memberKey(set: Iterable<Value>): string {
  return compoundText('f', [...set].map((member) => partKey(hashKey(member))).sort());
}

function isUnhashable(value: object): boolean {
  return unhashable in value && value[unhashable] === true;
}

function wholeKey(value: number): unknown {
  if (!Number.isInteger(value)) return value;
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return BigInt(value);
}

function compoundKey(kind: string, parts: readonly unknown[]): string | undefined {
  const texts: string[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    texts.push(partKey(part));
  }
  return compoundText(kind, texts);
}

function compoundText(kind: string, parts: readonly string[]): string {
  return `\u0000${kind}${parts.join('')}`;
}

function partKey(part: unknown): string {
  if ((typeof part === 'object' && part !== null) || typeof part === 'function') return `o${identity(part)};`;
  const text = String(part);
  return `${typeof part}${text.length}:${text};`;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number that tells `value` from every other object, for as long as it lives. */
export function identity(value: object): number {
  let known = identities.get(value);
  if (known === undefined) {
    known = nextIdentity++;
    identities.set(value, known);
  }
  return known;
}
