import {
  addInts,
  ByteArray,
  compareInts,
  Dict,
  type Int,
  Range,
  Slice,
  Tuple,
  type Value,
} from '../../values/index.js';
import { asIndex } from '../callables/arguments.js';
import { indexError, raise, refusePromise, typeError } from '../raise.js';
import { isWide, textPoints } from '../text/code-points.js';
import { repr } from '../text/repr.js';
import { PyType } from '../types/python-type.js';
import { typeName } from '../types/type-name.js';
import { callExposed } from './exposed-operation.js';
import { hashable } from './hashable.js';
import { intOf, isIntLike } from './number.js';
import { sliceSequence } from './slice.js';

/** Python's `object[index]`. */
export function subscript(object: Value, index: Value): Value {
  if (object instanceof Dict) return itemOfDict(object, index);
  if (index instanceof Slice) {
    const part = sliceSequence(object, index);
    if (part !== undefined) return part;
  }
  if (Array.isArray(object)) return itemAt(object, index, 'list');
  if (typeof object === 'string') return characterAt(object, index);
  if (object instanceof Tuple) return itemAt(object.items, index, 'tuple');
  if (object instanceof Uint8Array) return byteAt(object, index, 'byte', 'index');
  if (object instanceof ByteArray) return byteAt(object.bytes, index, 'bytearray', 'bytearray index');
  if (object instanceof Range) return rangeAt(object, index);
  refusePromise(object);
  const item = callExposed(object, '__getitem__', index);
  if (item !== undefined) return item;
  if (object instanceof PyType) typeError(`type '${object.name}' is not subscriptable`);
  typeError(`'${typeName(object)}' object is not subscriptable`);
}

function itemOfDict(dict: Dict, key: Value): Value {
  const value = dict.get(hashable(key));
  if (value !== undefined) return value;
  const made = callExposed(dict, '__missing__', key);
  if (made !== undefined) return made;
  raise('KeyError', repr(key));
}

function itemAt(items: readonly Value[], index: Value, kind: string): Value {
  const at = position(index, items.length, kind, `${kind} indices must be integers or slices, not ${typeName(index)}`);
  return items[at] ?? null;
}

function characterAt(text: string, index: Value): string {
  const points = isWide(text) ? textPoints(text) : text;
  const refusal = `string indices must be integers, not '${typeName(index)}'`;
  return points[position(index, points.length, 'string', refusal)] ?? '';
}

function byteAt(bytes: Uint8Array, index: Value, kind: string, range: string): number {
  const refusal = `${kind} indices must be integers or slices, not ${typeName(index)}`;
  const at = resolve(index, bytes.length, refusal);
  return at === undefined ? indexError(`${range} out of range`) : (bytes[Number(at)] ?? 0);
}

function rangeAt(range: Range, index: Value): Int {
  const at = resolve(index, range.length, `range indices must be integers or slices, not ${typeName(index)}`);
  return at === undefined ? indexError('range object index out of range') : range.at(at);
}

function position(index: Value, length: number, kind: string, refusal: string): number {
  const at = resolve(index, length, refusal);
  return at === undefined ? indexError(`${kind} index out of range`) : Number(at);
}

/** The position that an index means, counted from the end where negative; undefined when it is outside. */
function resolve(index: Value, length: Int, refusal: string): Int | undefined {
  let at: Int;
  if (typeof index === 'number' && Number.isInteger(index)) at = index;
  else if (isIntLike(index)) at = intOf(index);
  else if (callExposed(index, '__index__') !== undefined) at = asIndex(index);
  else typeError(refusal);
  if (typeof length === 'number' && typeof at === 'bigint' && (at >= 2n ** 63n || at < -(2n ** 63n))) {
    indexError("cannot fit 'int' into an index-sized integer");
  }
  const counted = at < 0 ? addInts(at, length) : at;
  return compareInts(counted, 0) < 0 || compareInts(counted, length) >= 0 ? undefined : counted;
}
