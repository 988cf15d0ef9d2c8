import { Float, floatRepr, type Value } from '../values/index.js';

/** A key of a mapping as part of an id, in Python's words: `True`, `None`, `1.5`. */
export function pythonKey(key: Value): string {
  if (key === null) return 'None';
  if (typeof key === 'boolean') return key ? 'True' : 'False';
  if (key instanceof Float) return floatRepr(key.value);
  if (typeof key === 'number') return Number.isInteger(key) ? String(key) : floatRepr(key);
  return String(key);
}
