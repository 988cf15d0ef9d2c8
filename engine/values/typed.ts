import { Complex } from './complex.js';
import { Dict } from './dict.js';
import { isFloat, isInt, makeFloat, makeInt } from './float.js';
import { floatRepr } from './float-repr.js';
import { FrozenSet, PySet } from './set.js';
import { ellipsis } from './slice.js';
import { Tuple } from './tuple.js';
import type { Value } from './value.js';

/**
 * A Python value written in JSON so that its type survives: `{"t": "int", "v": "3"}`. Numbers are strings as Python
 * prints them, a dict is a list of pairs, bytes are base64. An object that JSON cannot hold keeps only its class name.
 */
export type Typed =
  | { readonly t: 'none' }
  | { readonly t: 'ellipsis' }
  | { readonly t: 'bool'; readonly v: boolean }
  | { readonly t: 'int' | 'float' | 'str' | 'bytes' | 'object'; readonly v: string }
  | { readonly t: 'complex'; readonly v: readonly [real: string, imaginary: string] }
  | { readonly t: 'list' | 'tuple' | 'set' | 'frozenset'; readonly v: readonly Typed[] }
  | { readonly t: 'dict'; readonly v: readonly (readonly [Typed, Typed])[] };

/** Writes an engine value down with its Python type. */
export function toTyped(value: Value): Typed {
  if (value === null) return { t: 'none' };
  if (typeof value === 'boolean') return { t: 'bool', v: value };
  if (typeof value === 'string') return { t: 'str', v: value };
  if (isInt(value)) return { t: 'int', v: String(value) };
  if (isFloat(value)) return { t: 'float', v: floatRepr(Number(value)) };
  if (Array.isArray(value)) return { t: 'list', v: value.map(toTyped) };
  if (value instanceof Tuple) return { t: 'tuple', v: value.items.map(toTyped) };
  if (value instanceof FrozenSet) return { t: 'frozenset', v: [...value].map(toTyped) };
  if (value instanceof Complex) return { t: 'complex', v: [floatRepr(value.real), floatRepr(value.imaginary)] };
  if (value instanceof PySet) return { t: 'set', v: [...value].map(toTyped) };
  if (value instanceof Dict) return { t: 'dict', v: [...value].map(([key, item]) => [toTyped(key), toTyped(item)]) };
  if (value instanceof Uint8Array) return { t: 'bytes', v: Buffer.from(value).toString('base64') };
  if (value === ellipsis) return { t: 'ellipsis' };
  return { t: 'object', v: typeof value === 'function' ? 'function' : (value.constructor?.name ?? 'object') };
}

/**
 * Reads back what {@link toTyped} wrote.
 * @throws TypeError for an `object`, which cannot be read back
 */
export function fromTyped(typed: Typed): Value {
  switch (typed.t) {
    case 'none':
      return null;
    case 'ellipsis':
      return ellipsis;
    case 'bool':
    case 'str':
      return typed.v;
    case 'int':
      return makeInt(BigInt(typed.v));
    case 'float':
      return makeFloat(floatOf(typed.v));
    case 'bytes':
      return new Uint8Array(Buffer.from(typed.v, 'base64'));
    case 'list':
      return typed.v.map(fromTyped);
    case 'tuple':
      return new Tuple(typed.v.map(fromTyped));
    case 'set':
      return new PySet(typed.v.map(fromTyped));
    case 'frozenset':
      return new FrozenSet(typed.v.map(fromTyped));
    case 'complex':
      return new Complex(floatOf(typed.v[0]), floatOf(typed.v[1]));
    case 'dict':
      return new Dict(typed.v.map(([key, item]) => [fromTyped(key), fromTyped(item)] as const));
    case 'object':
      throw new TypeError(`an object of class ${typed.v} cannot be read back`);
  }
}

/** Python's spelling of a float: `2.0`, `1e-05`, `inf`, `-inf`, `nan`. */
function floatOf(text: string): number {
  const word = text.trim().toLowerCase();
  const infinite = /^([+-]?)inf(?:inity)?$/.exec(word);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return word === 'nan' ? Number.NaN : Number(word);
}
