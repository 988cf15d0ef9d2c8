import { Float } from './float.js';
import { Tuple } from './tuple.js';
import type { Value } from './value.js';

/**
 * The JavaScript Map key under which a Python value is filed, or `undefined` when Python calls it unhashable.
 * Values that are equal in Python share a key: 1, 1.0 and True; equal tuples; equal frozensets are not supported.
 * A string is its own key unless it could be mistaken for an encoded one.
 */
export function hashKey(value: Value): unknown {
  switch (typeof value) {
    case 'string':
      return value.startsWith('\u0000') ? `\u0000s${value}` : value;
    case 'boolean':
      return value ? 1 : 0;
    case 'number':
      return value;
    case 'bigint':
      return value;
    default:
      break;
  }
  if (value === null) return null;
  if (value instanceof Float) {
    const whole = value.value;
    return Number.isSafeInteger(whole) ? (whole === 0 ? 0 : whole) : Number.isFinite(whole) ? BigInt(whole) : whole;
  }
  if (value instanceof Tuple) {
    let key = '\u0000t';
    for (const item of value.items) {
      const part = hashKey(item);
      if (part === undefined) return undefined;
      key +=
        typeof part === 'object' && part !== null
          ? `o${identity(part)};`
          : `${typeof part}${String(part).length}:${String(part)};`;
    }
    return key;
  }
  if (value instanceof Uint8Array) return `\u0000b${Buffer.from(value).toString('latin1')}`;
  if (Array.isArray(value) || isUnhashable(value)) return undefined;
  return value;
}

/** Marks a class whose instances Python would refuse to hash (dict, set). */
export const unhashable = Symbol('unhashable');

function isUnhashable(value: object): boolean {
  return unhashable in value;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

function identity(value: object): number {
  let known = identities.get(value);
  if (known === undefined) {
    known = nextIdentity++;
    identities.set(value, known);
  }
  return known;
}
