import { BoundMethod, exposedMember } from '../../registry/exposed.js';
import { notImplemented, type Value } from '../../values/index.js';

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** What the operator method `name` of an object gives, or undefined when the object does not expose it. */
export function callExposed(object: Value, name: string, ...args: Value[]): Value | undefined {
  if (object === null || typeof object !== 'object' || Array.isArray(object)) return undefined;
  const member = exposedMember(object, name);
  return member && new BoundMethod(object, name, member).call(args, noKeywords);
}

/** `a.name(b)`, then `b.reflected(a)`, as Python tries them; undefined when neither object offers it. */
export function callEither(a: Value, b: Value, name: string, reflected: string): Value | undefined {
  const result = callExposed(a, name, b);
  if (result !== undefined && result !== notImplemented) return result;
  const other = callExposed(b, reflected, a);
  return other === notImplemented ? undefined : other;
}
