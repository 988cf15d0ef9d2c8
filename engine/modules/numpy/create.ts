import { asSize } from '../../expression/callables/arguments.js';
import { callExposed } from '../../expression/operators/exposed-operation.js';
import { items, tryIterable } from '../../expression/operators/iterate.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { type DTypeName, NdArray } from '../../types/index.js';
import { Float, isInt, Tuple, type Value } from '../../values/index.js';
import { kindOf, promoteNumpy } from './dtype-rules.js';
import { cast, fromIntegers, fromNumbers } from './elements.js';
import { type Shape, sizeOf, spellShape } from './shape.js';

/**
 * An array from a Python value: a number, an array, nested lists or tuples of them. The dtype is the smallest that
 * holds every element, with int64 and float64 for Python's own numbers; undefined for a value that is none of these.
 * @throws ValueError when the lists are not of equal lengths
 */
export function arrayFromValues(value: Value, dtype?: DTypeName): NdArray | undefined {
  const leaves: Leaf[] = [];
  const shape = collect(value, leaves, 0);
  if (shape === undefined) return undefined;
  const natural = leaves.reduce<DTypeName | undefined>(
    (common, leaf) => (common === undefined ? leaf.dtype : promoteNumpy(common, leaf.dtype)),
    undefined,
  );
  const wanted = dtype ?? natural ?? 'float64';
  const [only] = leaves;
  if (leaves.length === 1 && only?.array) return new NdArray(cast(only.array, wanted).data, shape, wanted);
  return new NdArray(joinLeaves(leaves, wanted, sizeOf(shape)).data, shape, wanted);
}

/** What the walk through nested lists finds: a number or a whole array. */
interface Leaf {
  readonly dtype: DTypeName;
  readonly integer?: bigint;
  readonly number?: number;
  readonly array?: NdArray;
}

function joinLeaves(leaves: readonly Leaf[], dtype: DTypeName, size: number): NdArray {
  if (leaves.some(({ array }) => array !== undefined)) {
    const parts = leaves.map((leaf) => cast(leaf.array ?? joinLeaves([leaf], dtype, 1), dtype));
    const result = NdArray.zeros([size], dtype);
    let at = 0;
    for (const part of parts) {
      copyInto(result, part, at);
      at += part.size;
    }
    return result;
  }
  if (dtype === 'int64') {
    return fromIntegers(leaves.map((leaf) => leaf.integer ?? BigInt(Math.trunc(finite(leaf.number ?? 0)))));
  }
  return fromNumbers(
    leaves.map((leaf) => leaf.number ?? Number(leaf.integer)),
    dtype,
  );
}

function finite(value: number): number {
  if (Number.isNaN(value)) valueError('cannot convert float NaN to integer');
  return Number.isFinite(value) ? value : raise('OverflowError', 'cannot convert float infinity to integer');
}

function copyInto(target: NdArray, source: NdArray, at: number): void {
  const [to, from]: [{ [index: number]: number | bigint }, ArrayLike<number | bigint>] = [target.data, source.data];
  for (let i = 0; i < from.length; i++) to[at + i] = from[i] ?? 0;
}

function leafOf(value: Value): Leaf | undefined {
  if (typeof value === 'boolean') return { dtype: 'bool', number: value ? 1 : 0 };
  if (isInt(value)) {
    const integer = BigInt(value);
    if (integer >= 2n ** 63n || integer < -(2n ** 63n)) {
      raise('OverflowError', 'Python int too large to convert to C long');
    }
    return { dtype: 'int64', integer };
  }
  if (typeof value === 'number') return { dtype: 'float64', number: value };
  if (value instanceof Float) return { dtype: 'float64', number: value.value };
  return undefined;
}

/** Walks nested sequences, collecting numbers in row-major order; the shape they have, undefined if one is no number. */
function collect(value: Value, leaves: Leaf[], depth: number): number[] | undefined {
  if (value instanceof NdArray) {
    leaves.push({ dtype: value.dtype, array: value });
    return [...value.shape];
  }
  const leaf = leafOf(value);
  if (leaf) {
    leaves.push(leaf);
    return [];
  }
  if (!isSequence(value)) return undefined;
  let inner: number[] | undefined;
  let count = 0;
  for (const item of items(value)) {
    const shape = collect(item, leaves, depth + 1);
    if (shape === undefined) return undefined;
    if (inner !== undefined && (inner.length !== shape.length || inner.some((extent, i) => extent !== shape[i]))) {
      raggedError(depth + 1);
    }
    inner = shape;
    count++;
  }
  return [count, ...(inner ?? [])];
}

function raggedError(depth: number): never {
  valueError(
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${depth} dimensions.`,
  );
}

/** Lists, tuples, and objects that have both a length and items, such as ranges. */
function isSequence(value: Value): boolean {
  if (Array.isArray(value) || value instanceof Tuple) return true;
  if (value === null || typeof value !== 'object' || tryIterable(value) === undefined) return false;
  return callExposed(value, '__len__') !== undefined || typeName(value) === 'range';
}

/** The array that a value stands for. @throws TypeError for a value that arrays cannot hold */
export function toArray(value: Value, dtype?: DTypeName): NdArray {
  if (value instanceof NdArray && (dtype === undefined || dtype === value.dtype)) return value;
  return (
    arrayFromValues(value, dtype) ??
    typeError(`arrays of ${typeName(value)} do not exist here: numbers, bools and nested lists of them do`)
  );
}

/** An array filled with one value. */
export function filled(shape: Shape, value: Value, dtype?: DTypeName): NdArray {
  const one = toArray(value, dtype);
  if (one.size !== 1) valueError(`could not broadcast input array from shape ${spellShape(one.shape)}`);
  const size = sizeOf(shape);
  const result = NdArray.zeros([size], one.dtype);
  const target: { [index: number]: number | bigint } = result.data;
  const element: number | bigint = one.data[0] ?? 0;
  for (let i = 0; i < size; i++) target[i] = element;
  return new NdArray(result.data, [...shape], one.dtype);
}

/** A shape argument: one int or a sequence of ints. */
export function shapeArgument(value: Value): number[] {
  if (isInt(value) || typeof value === 'boolean') return [asSize(value)];
  if (value instanceof NdArray && value.shape.length === 0) return [asSize(value)];
  return [...items(value)].map(asSize);
}

/** Evenly spaced numbers from `start` by `step` up to, not including, `stop`; integers stay integers. */
export function range(start: Value, stop: Value, step: Value, dtype?: DTypeName): NdArray {
  const parts = [toArray(start), toArray(stop), toArray(step)];
  const natural = parts.map((part) => part.dtype).reduce(promoteNumpy);
  const wanted = dtype ?? (natural === 'bool' ? 'int64' : natural);
  const [from, to, by] = parts.map((part) => Number(part.data[0] ?? 0));
  if (from === undefined || to === undefined || by === undefined) return fromNumbers([], wanted);
  if (by === 0) raise('ZeroDivisionError', 'division by zero');
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (!Number.isFinite(length)) valueError('arange: cannot compute length');
  sizeOf([length]);
  if (kindOf(wanted) !== 'f') {
    return fromNumbers(
      Array.from({ length }, (_, i) => Math.trunc(from) + i * Math.trunc(by)),
      wanted,
    );
  }
  // NumPy computes the second element and steps by its distance from the first.
  const second = from + by;
  const delta = second - from;
  return fromNumbers(
    Array.from({ length }, (_, i) => (i === 0 ? from : i === 1 ? second : from + i * delta)),
    wanted,
  );
}
