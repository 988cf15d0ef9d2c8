import { AnySet, ByteArray, Dict, DictView, Range, Tuple, type Value } from '../../values/index.js';
import { asSize } from '../callables/arguments.js';
import { overflowError, refusePromise, typeError } from '../raise.js';
import { textLength } from '../text/code-points.js';
import { typeName } from '../types/type-name.js';
import { callExposed } from './exposed-operation.js';

/** Python's `len(value)`. */
export function lengthOf(value: Value): number {
  return tryLength(value) ?? typeError(`object of type '${typeName(value)}' has no len()`);
}

/** Python's `len(value)`, or undefined where Python says that there is none. */
export function tryLength(value: Value): number | undefined {
  if (typeof value === 'string') return textLength(value);
  if (Array.isArray(value) || value instanceof Tuple || value instanceof Uint8Array || value instanceof ByteArray) {
    return value.length;
  }
  if (value instanceof Dict || value instanceof AnySet || value instanceof DictView) return value.size;
  if (value instanceof Range) {
    if (value.length >= 2 ** 63) overflowError('Python int too large to convert to C ssize_t');
    return Number(value.length);
  }
  refusePromise(value);
  const length = callExposed(value, '__len__');
  return length === undefined ? undefined : asSize(length);
}
