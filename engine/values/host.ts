import { Dict } from './dict.js';
import { Float } from './float.js';
import { PySet } from './set.js';
import { Tuple } from './tuple.js';
import { Callable, type Value } from './value.js';

/**
 * What a component receives for an engine value: plain JavaScript. int and float become `number` (an int beyond 2^53
 * stays `bigint`), tuple and list an array, dict a plain object (a `Map` when a key is not a string), set a `Set`, a
 * callable an ordinary function of positional arguments. Objects (networks, arrays, devices, …) pass as they are.
 */
export function toHost(value: Value): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? value : value;
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toHost);
  if (value instanceof Tuple) return value.items.map(toHost);
  if (value instanceof Dict) return dictToHost(value);
  if (value instanceof PySet) return new Set([...value].map(toHost));
  if (value instanceof Callable) return callableToHost(value);
  return value;
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
  const host = (...args: unknown[]): unknown => toHost(callable.call(args.map(fromHost), new Map()));
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
