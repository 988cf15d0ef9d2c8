import { fail } from '../errors.js';
import { ByteArray } from './byte-array.js';
import { Dict } from './dict.js';
import { DictView } from './dict-view.js';
import { Float } from './float.js';
import { hasHostForm, hostForm } from './forms.js';
import { PyIterator } from './iterator.js';
import { Range } from './range.js';
import { AnySet, PySet } from './set.js';
import { Tuple } from './tuple.js';
import { Callable, type Value } from './value.js';

/**
 * What a component receives for an engine value: plain JavaScript. int and float become `number` (an int beyond 2^53
 * stays `bigint`), tuple and list an array, dict a plain object (a `Map` when a key is not a string), set a `Set`, a
 * callable an ordinary function of positional arguments. A range, a view of a dict and an iterator (`filter(…)`) are
 * read to their end into an array. Objects (networks, arrays, devices, …) pass as they are.
 */
export function toHost(value: Value): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? value : value;
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toHost);
  if (value instanceof Tuple) return value.items.map(toHost);
  if (value instanceof Dict) return dictToHost(value);
  if (value instanceof AnySet) return new Set([...value].map(toHost));
  if (value instanceof PyIterator) return drained(value);
  if (value instanceof Range || value instanceof DictView) return readThrough(value);
  if (value instanceof ByteArray) return value.bytes;
  if (value instanceof Callable) return callableToHost(value);
  return hasHostForm(value) ? value[hostForm]() : value;
}

/** More items than this are not read from a range or an iterator, which may have no end. */
const longestReading = 2 ** 24;

function readThrough(items: Iterable<Value>): unknown[] {
  const read: unknown[] = [];
  for (const item of items) {
    if (read.length >= longestReading) {
      fail({ family: 'expression', code: 'budget_exceeded', resource: 'memory' });
    }
    read.push(toHost(item));
  }
  return read;
}

const readings = new WeakMap<PyIterator, unknown[]>();

/** An iterator gives its items once, but may be converted twice: to be checked, and to be used. */
function drained(iterator: PyIterator): unknown[] {
  const known = readings.get(iterator);
  if (known) return known;
  const items = readThrough(iterator);
  readings.set(iterator, items);
  return items;
}

function dictToHost(dict: Dict): unknown {
  const keys = [...dict.keys()];
  if (keys.some((key) => typeof key !== 'string')) {
    return new Map([...dict].map(([key, item]) => [toHost(key), toHost(item)]));
  }
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, item] of dict) plain[String(key)] = toHost(item);
  return plain;
}

const hostFunctions = new WeakMap<Callable, (...args: unknown[]) => unknown>();
const callables = new WeakMap<object, Callable>();

function callableToHost(callable: Callable): (...args: unknown[]) => unknown {
  const known = hostFunctions.get(callable);
  if (known) return known;
  const host = (...args: unknown[]): unknown =>
    toHost(callable.call(args.slice(0, callable.mostPositional).map(fromHost), new Map()));
  hostFunctions.set(callable, host);
  callables.set(host, callable);
  return host;
}

/**
 * The engine value for what a component returned: plain objects and Maps become dicts, `Set`s sets, `undefined` None.
 * A whole `number` reads as int: a component that must return the float 2.0 returns `makeFloat(2)`.
 * A function that came from an expression comes back as the same callable.
 */
export function fromHost(value: unknown): Value {
  if (value === undefined || value === null) return null;
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value;
    case 'function':
      return callables.get(value) ?? value;
    case 'object':
      break;
    default:
      return null;
  }
  if (Array.isArray(value)) return value.map(fromHost);
  if (value instanceof Map) return new Dict([...value].map(([key, item]) => [fromHost(key), fromHost(item)] as const));
  if (value instanceof Set) return new PySet([...value].map(fromHost));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return new Dict(Object.entries(value).map(([key, item]) => [key, fromHost(item)] as const));
  }
  return value;
}
