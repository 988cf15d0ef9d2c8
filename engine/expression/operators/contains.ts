import { AnySet, Dict, DictView, Range, Tuple, type Value } from '../../values/index.js';
import { spend } from '../budget.js';
import { refusePromise, typeError, valueError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { bytesOf, itemsEqual, setHas } from './equality.js';
import { callExposed } from './exposed-operation.js';
import { hashable, withHashing } from './hashable.js';
import { isIterable, items } from './iterate.js';
import { intOf, isIntLike } from './number.js';
import { truthy } from './truth.js';

/** Python's `member in container`. */
export function contains(container: Value, member: Value): boolean {
  if (typeof container === 'string') {
    if (typeof member !== 'string') typeError(`'in <string>' requires string as left operand, not ${typeName(member)}`);
    spend(container.length / 64);
    return container.includes(member);
  }
  if (Array.isArray(container)) return someItem(container, member);
  if (container instanceof Tuple) return someItem(container.items, member);
  if (container instanceof Dict) return container.has(hashable(member));
  if (container instanceof AnySet) return withHashing(() => container.has(member));
  if (container instanceof DictView && container.kind !== 'values') return withHashing(() => setHas(container, member));
  if (container instanceof Range && isIntLike(member)) return container.indexOf(intOf(member)) !== -1;
  const bytes = bytesOf(container);
  if (bytes) return bytesContain(bytes, member);
  return objectContains(container, member);
}

function someItem(sequence: readonly Value[], member: Value): boolean {
  for (const item of sequence) {
    spend(1);
    if (itemsEqual(item, member)) return true;
  }
  return false;
}

function bytesContain(bytes: Uint8Array, member: Value): boolean {
  const part = bytesOf(member);
  if (part) return Buffer.from(bytes).includes(Buffer.from(part));
  if (!isIntLike(member)) typeError(`a bytes-like object is required, not '${typeName(member)}'`);
  const byte = Number(intOf(member));
  if (byte < 0 || byte > 255) valueError('byte must be in range(0, 256)');
  return bytes.includes(byte);
}

function objectContains(container: Value, member: Value): boolean {
  refusePromise(container);
  const answer = callExposed(container, '__contains__', member);
  if (answer !== undefined) return truthy(answer);
  if (!isIterable(container)) typeError(`argument of type '${typeName(container)}' is not iterable`);
  for (const item of items(container)) if (itemsEqual(item, member)) return true;
  return false;
}
