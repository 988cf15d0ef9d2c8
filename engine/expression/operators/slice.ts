import {
  addInts,
  ByteArray,
  compareInts,
  type Int,
  multiplyInts,
  Range,
  type Slice,
  Tuple,
  type Value,
} from '../../values/index.js';
import { allocate, allocateItems, spend } from '../budget.js';
import { asIndex } from '../callables/arguments.js';
import { typeError, valueError } from '../raise.js';
import { isWide, textPoints } from '../text/code-points.js';
import { callExposed } from './exposed-operation.js';
import { intOf, isIntLike } from './number.js';

/** What a slice selects in a sequence of a given length. */
export interface Selection {
  readonly start: Int;
  readonly stop: Int;
  readonly step: Int;
}

/** Python's `slice.indices(length)`. */
export function sliceIndices(slice: Slice, length: Int): Selection {
  const step = slice.step === null ? 1 : sliceIndex(slice.step);
  if (step === 0) valueError('slice step cannot be zero');
  const isBackward = step < 0;
  const lowest: Int = isBackward ? -1 : 0;
  const highest = isBackward ? addInts(length, -1) : length;
  const clip = (part: Value, fallback: Int): Int => {
    if (part === null) return fallback;
    const index = sliceIndex(part);
    const counted = index < 0 ? addInts(index, length) : index;
    return compareInts(counted, lowest) < 0 ? lowest : compareInts(counted, highest) > 0 ? highest : counted;
  };
  return {
    start: clip(slice.start, isBackward ? highest : lowest),
    stop: clip(slice.stop, isBackward ? lowest : highest),
    step,
  };
}

function sliceIndex(value: Value): Int {
  if (isIntLike(value)) return intOf(value);
  if (callExposed(value, '__index__') !== undefined) return asIndex(value);
  typeError('slice indices must be integers or None or have an __index__ method');
}

/** The positions that a slice selects. */
export function selectedPositions(slice: Slice, length: number): number[] {
  const { start, stop, step } = sliceIndices(slice, length);
  const positions: number[] = [];
  const stride = Number(step);
  if (stride > 0) for (let at = Number(start); at < Number(stop); at += stride) positions.push(at);
  else for (let at = Number(start); at > Number(stop); at += stride) positions.push(at);
  spend(positions.length / 8);
  return positions;
}

/** The items that a slice selects, in order. */
export function selectItems<T>(sequence: readonly T[], slice: Slice): T[] {
  const { start, stop, step } = sliceIndices(slice, sequence.length);
  if (step === 1) {
    allocateItems(Math.max(0, Number(stop) - Number(start)));
    return sequence.slice(Number(start), Math.max(Number(start), Number(stop)));
  }
  const positions = selectedPositions(slice, sequence.length);
  allocateItems(positions.length);
  return positions.map((at) => sequence[at] as T);
}

/** `sequence[slice]` for the built-in sequences; undefined for anything else. */
export function sliceSequence(value: Value, slice: Slice): Value | undefined {
  if (typeof value === 'string') return sliceText(value, slice);
  if (Array.isArray(value)) return selectItems<Value>(value, slice);
  if (value instanceof Tuple) return new Tuple(selectItems(value.items, slice));
  if (value instanceof Uint8Array) return sliceBytes(value, slice);
  if (value instanceof ByteArray) return new ByteArray(sliceBytes(value.bytes, slice));
  return value instanceof Range ? sliceRange(value, slice) : undefined;
}

function sliceText(text: string, slice: Slice): string {
  if (isWide(text)) return selectItems(textPoints(text), slice).join('');
  const { start, stop, step } = sliceIndices(slice, text.length);
  if (step === 1) {
    allocate(Math.max(0, Number(stop) - Number(start)));
    return text.slice(Number(start), Math.max(Number(start), Number(stop)));
  }
  const positions = selectedPositions(slice, text.length);
  allocate(positions.length);
  return positions.map((at) => text.charAt(at)).join('');
}

function sliceBytes(bytes: Uint8Array, slice: Slice): Uint8Array {
  const positions = selectedPositions(slice, bytes.length);
  allocate(positions.length);
  return Uint8Array.from(positions, (at) => bytes[at] ?? 0);
}

function sliceRange(range: Range, slice: Slice): Range {
  const { start, stop, step } = sliceIndices(slice, range.length);
  const at = (index: Int): Int => addInts(range.start, multiplyInts(index, range.step));
  return new Range(at(start), at(stop), multiplyInts(range.step, step));
}
