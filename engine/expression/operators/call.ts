import { BoundMethod, exposedMember } from '../../registry/exposed.js';
import { Callable, fromHost, toHost, type Value } from '../../values/index.js';
import { refusePromise, typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** Python's `callee(*positional, **keywords)`. A JavaScript function takes positional arguments only. */
export function call(
  callee: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value> = noKeywords,
): Value {
  if (callee instanceof Callable) return callee.call(positional, keywords);
  if (typeof callee === 'function') {
    if (keywords.size > 0) typeError(`${callee.name || 'this function'}() takes no keyword arguments`);
    return fromHost(Reflect.apply(callee, undefined, positional.map(toHost)));
  }
  if (callee !== null && typeof callee === 'object') {
    const member = exposedMember(callee, '__call__');
    if (member) return new BoundMethod(callee, '__call__', member).call(positional, keywords);
    refusePromise(callee);
  }
  typeError(`'${typeName(callee)}' object is not callable`);
}

/** Python's `callable(value)`. */
export function isCallable(value: Value): boolean {
  if (value instanceof Callable || typeof value === 'function') return true;
  return value !== null && typeof value === 'object' && exposedMember(value, '__call__') !== undefined;
}
