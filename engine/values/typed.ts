import { ByteArray } from './byte-array.js';
import { Complex } from './complex.js';
import { Dict } from './dict.js';
import { DictView } from './dict-view.js';
import { PyException } from './exception.js';
import { isFloat, isInt, makeFloat, makeInt } from './float.js';
import { floatRepr } from './float-repr.js';
import { PyIterator } from './iterator.js';
import { Range } from './range.js';
import { AnySet, FrozenSet, PySet } from './set.js';
import { ellipsis } from './slice.js';
import { Tuple } from './tuple.js';
import { Callable, type Value } from './value.js';

/**
 * A Python value written in JSON so that its type survives: `{"t": "int", "v": "3"}`. Numbers are strings as Python
 * prints them, a dict is a list of pairs, bytes are base64. An object that JSON cannot hold keeps only what it is.
 */
export type Typed =
  | { readonly t: 'none' }
  | { readonly t: 'ellipsis' }
  | { readonly t: 'bool'; readonly v: boolean }
  | { readonly t: 'int' | 'float' | 'str' | 'bytes' | 'bytearray' | 'object'; readonly v: string }
  | { readonly t: 'complex'; readonly v: readonly [real: string, imaginary: string] }
  | { readonly t: 'list' | 'tuple' | 'set' | 'frozenset' | 'range'; readonly v: readonly Typed[] }
  | { readonly t: 'dict'; readonly v: readonly (readonly [Typed, Typed])[] };

/**
 * Writes a value down with its Python type. Plain JavaScript is read as the engine would read it: an object or Map is a
 * dict, a Set a set, `undefined` None.
 */
export function toTyped(value: unknown): Typed {
  switch (typeof value) {
    case 'undefined':
      return { t: 'none' };
    case 'boolean':
      return { t: 'bool', v: value };
    case 'string':
      return { t: 'str', v: value };
    case 'bigint':
      return { t: 'int', v: String(value) };
    case 'number':
      return isInt(value) ? { t: 'int', v: String(BigInt(value)) } : { t: 'float', v: floatRepr(value) };
    case 'object':
      return value === null ? { t: 'none' } : objectToTyped(value);
    default:
      return { t: 'object', v: typeof value };
  }
}

function objectToTyped(value: object): Typed {
  if (isFloat(value)) return { t: 'float', v: floatRepr(Number(value)) };
  if (Array.isArray(value)) return { t: 'list', v: value.map(toTyped) };
  if (value instanceof Tuple) return { t: 'tuple', v: value.items.map(toTyped) };
  if (value instanceof FrozenSet) return { t: 'frozenset', v: [...value].map(toTyped) };
  if (value instanceof AnySet || value instanceof Set) return { t: 'set', v: [...value].map(toTyped) };
  if (value instanceof Dict || value instanceof Map) return dictToTyped(value);
  if (value instanceof Uint8Array) return { t: 'bytes', v: Buffer.from(value).toString('base64') };
  if (value instanceof ByteArray) return { t: 'bytearray', v: Buffer.from(value.bytes).toString('base64') };
  if (value instanceof Complex) return { t: 'complex', v: [floatRepr(value.real), floatRepr(value.imaginary)] };
  if (value instanceof Range) return { t: 'range', v: [value.start, value.stop, value.step].map(toTyped) };
  if (value === ellipsis) return { t: 'ellipsis' };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return dictToTyped(Object.entries(value));
  return { t: 'object', v: kindOf(value) };
}

function dictToTyped(entries: Iterable<readonly [unknown, unknown]>): Typed {
  return { t: 'dict', v: [...entries].map(([key, item]) => [toTyped(key), toTyped(item)]) };
}

/** What an object is: Python's name of its type, or its class. */
function kindOf(value: object): string {
  if (value instanceof DictView) return `dict_${value.kind}`;
  if (value instanceof PyIterator || value instanceof PyException) return value.typeName;
  if (value instanceof Callable) return value.kind === 'type' ? `<class '${value.name}'>` : value.kind;
  return value.constructor?.name ?? 'object';
}

/**
 * Reads back what {@link toTyped} wrote. Values are taken in the forms that other writers choose, too: a JSON number for
 * an int or a float, an array of numbers for bytes, an object for a dict.
 *
 * @throws TypeError for an `object`, which cannot be read back, and for what is not typed JSON
 */
export function fromTyped(typed: { readonly t: string; readonly v?: unknown }): Value {
  const { t, v } = typed;
  switch (t) {
    case 'none':
      return null;
    case 'ellipsis':
      return ellipsis;
    case 'bool':
      return typeof v === 'boolean' ? v : /^true$/i.test(String(v));
    case 'str':
      return String(v);
    case 'int':
      return readInt(v);
    case 'float':
      return makeFloat(readFloat(v));
    case 'complex':
      return readComplex(v);
    case 'bytes':
      return readBytes(v);
    case 'bytearray':
      return new ByteArray(readBytes(v));
    case 'list':
      return readItems(v);
    case 'tuple':
      return new Tuple(readItems(v));
    case 'set':
      return new PySet(readItems(v));
    case 'frozenset':
      return new FrozenSet(readItems(v));
    case 'range': {
      const [start = 0, stop = 0, step = 1] = readItems(v).filter(isInt);
      return new Range(start, stop, step);
    }
    case 'dict':
      return readDict(v);
    default:
      throw new TypeError(`a value of type ${t} cannot be read back`);
  }
}

function readInt(v: unknown): Value {
  if (typeof v === 'number' || typeof v === 'bigint') return makeInt(v);
  return makeInt(BigInt(String(v)));
}

/** Python's spelling of a float: `2.0`, `1e-05`, `inf`, `-inf`, `nan`. */
function readFloat(v: unknown): number {
  if (typeof v === 'number') return v;
  const word = String(v).trim().toLowerCase();
  const infinite = /^([+-]?)inf(?:inity)?$/.exec(word);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return /^[+-]?nan$/.test(word) ? Number.NaN : Number(word);
}

function readComplex(v: unknown): Complex {
  if (!Array.isArray(v)) throw new TypeError('a complex number is a pair of floats');
  return new Complex(readFloat(v[0]), readFloat(v[1]));
}

function readBytes(v: unknown): Uint8Array {
  return Array.isArray(v) ? Uint8Array.from(v, Number) : new Uint8Array(Buffer.from(String(v), 'base64'));
}

function readItems(v: unknown): Value[] {
  if (!Array.isArray(v)) throw new TypeError('a sequence is an array of typed values');
  return v.map((item: unknown) => fromTyped(asTyped(item)));
}

function readDict(v: unknown): Dict {
  const dict = new Dict();
  if (Array.isArray(v)) {
    for (const pair of v) {
      if (!Array.isArray(pair)) throw new TypeError('a dict is an array of pairs');
      dict.set(fromTyped(asTyped(pair[0])), fromTyped(asTyped(pair[1])));
    }
  } else if (typeof v === 'object' && v !== null) {
    for (const [key, item] of Object.entries(v)) dict.set(key, fromTyped(asTyped(item)));
  }
  return dict;
}

function asTyped(item: unknown): { readonly t: string; readonly v?: unknown } {
  if (typeof item === 'object' && item !== null && 't' in item && typeof item.t === 'string') {
    return { t: item.t, v: 'v' in item ? item.v : undefined };
  }
  throw new TypeError('a typed value has a "t"');
}
