import { fail } from '../../errors.js';
import { Dict, type Value } from '../../values/index.js';

interface Mapping {
  has(key: Value): boolean;
  get(key: Value): Value | undefined;
  set(key: Value, value: Value): unknown;
}

/** One key into a mapping; `onTop` at the level of config ids, where `+id` may still extend the config itself. */
export function mergeKey(into: Mapping, key: Value, value: Value, onTop: boolean): void {
  const old = into.get(key);
  if (old instanceof Dict && value instanceof Dict) into.set(key, updated(old, value));
  else if (typeof key === 'string' && key.startsWith('+')) extend(into, key, value, onTop);
  else into.set(key, value);
}

/** A mapping with another one's keys over it. */
export function updated(old: Dict, value: Dict): Dict {
  const result = new Dict(old);
  for (const [key, item] of value) mergeKey(result, key, item, false);
  return result;
}

function extend(into: Mapping, key: string, value: Value, onTop: boolean): void {
  const name = key.slice(1);
  const target = onTop && into.has(key) ? key : name;
  const old = into.get(target);
  if (old === undefined) into.set(onTop ? key : name, value);
  else if (Array.isArray(old) && Array.isArray(value)) into.set(target, [...old, ...value]);
  else if (old instanceof Dict && value instanceof Dict) into.set(target, new Dict([...old, ...value]));
  else {
    const problem = 'it extends what the arguments file gives, so both must be mappings, or both lists';
    fail({ family: 'command', code: 'invalid_option', option: key, problem, fix: 'leave out the + to replace it' });
  }
}
