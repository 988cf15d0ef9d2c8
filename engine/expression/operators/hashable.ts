import { hashKey, Tuple, UnhashableKey, type Value } from '../../values/index.js';
import { typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';

/** `value`, when Python can hash it; TypeError otherwise. */
export function hashable(value: Value): Value {
  if (hashKey(value) !== undefined) return value;
  refuseUnhashable(value);
}

export function refuseUnhashable(value: Value): never {
  typeError(`unhashable type: '${typeName(culprit(value))}'`);
}

/** Runs `work`, turning a container's refusal of a key into Python's TypeError. */
export function withHashing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnhashableKey) refuseUnhashable(error.key);
    throw error;
  }
}

/** The innermost value that cannot be hashed. */
function culprit(value: Value): Value {
  if (!(value instanceof Tuple)) return value;
  const inner = value.items.find((item) => hashKey(item) === undefined);
  return inner === undefined ? value : culprit(inner);
}
