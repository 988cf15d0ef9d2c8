import { allocate, type DTypeName, NdArray, type TypedArrayOf } from '../../types/index.js';
import { makeFloat, makeInt, type Value } from '../../values/index.js';
import { kindOf } from './dtype-rules.js';

/** The elements as numbers; int64 beyond 2^53 lose digits. Shares the data unless it is int64. */
export function numbersOf(array: NdArray): ArrayLike<number> {
  const data: ArrayLike<number> | BigInt64Array = array.data;
  if (!(data instanceof BigInt64Array)) return data;
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(data[i]);
  return numbers;
}

/** The elements of an integer or bool array as 64-bit integers; floats are cut off, NaN is the smallest integer. */
export function integersOf(array: NdArray): BigInt64Array {
  const data: ArrayLike<number> | BigInt64Array = array.data;
  if (data instanceof BigInt64Array) return data;
  const integers = new BigInt64Array(data.length);
  for (let i = 0; i < integers.length; i++) integers[i] = toInteger(data[i] ?? 0);
  return integers;
}

const SMALLEST = -(2n ** 63n);

function toInteger(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : SMALLEST;
}

/** The same array with elements of another dtype; always a copy. */
export function cast<D extends DTypeName>(array: NdArray, dtype: D): NdArray<D> {
  return new NdArray(castData(array, dtype), [...array.shape], dtype);
}

function castData<D extends DTypeName>(array: NdArray, dtype: D): TypedArrayOf<D> {
  const result = allocate(dtype, array.size);
  const target: ReturnType<typeof allocate> = result;
  if (target instanceof BigInt64Array) {
    target.set(integersOf(array));
  } else if (dtype === 'bool') {
    const source = array.data;
    for (let i = 0; i < target.length; i++) target[i] = Number(source[i]) === 0 ? 0 : 1;
  } else if (array.data instanceof BigInt64Array) {
    const source = array.data;
    const exact = kindOf(dtype) === 'f' ? source : source.map((value) => BigInt.asIntN(32, value));
    for (let i = 0; i < target.length; i++) target[i] = Number(exact[i]);
  } else {
    // Typed arrays cut off fractions and wrap around, as C's conversions do.
    target.set(array.data);
  }
  return result;
}

/** An array of `dtype` from numbers, shape (length,) unless given. */
export function fromNumbers<D extends DTypeName>(
  numbers: ArrayLike<number>,
  dtype: D,
  shape: readonly number[] = [numbers.length],
): NdArray<D> {
  const result = allocate(dtype, numbers.length);
  const target: ReturnType<typeof allocate> = result;
  if (target instanceof BigInt64Array) {
    for (let i = 0; i < target.length; i++) target[i] = toInteger(numbers[i] ?? 0);
  } else if (dtype === 'bool') {
    for (let i = 0; i < target.length; i++) target[i] = numbers[i] === 0 ? 0 : 1;
  } else {
    target.set(numbers);
  }
  return new NdArray(result, shape, dtype);
}

/** An int64 array from integers, wrapped around to 64 bits. */
export function fromIntegers(
  integers: ArrayLike<bigint>,
  shape: readonly number[] = [integers.length],
): NdArray<'int64'> {
  const data = new BigInt64Array(integers.length);
  for (let i = 0; i < data.length; i++) data[i] = integers[i] ?? 0n;
  return new NdArray(data, shape, 'int64');
}

/** One element as a Python bool, int or float. */
export function elementValue(array: NdArray, index: number): Value {
  const element: number | bigint = array.data[index] ?? 0;
  if (array.dtype === 'bool') return Number(element) !== 0;
  return kindOf(array.dtype) === 'f' ? makeFloat(Number(element)) : makeInt(element);
}

/** The elements as nested Python lists; one value for an array without axes. */
export function nestedLists(array: NdArray): Value {
  let at = 0;
  const level = (axis: number): Value => {
    if (axis === array.shape.length) return elementValue(array, at++);
    const extent = array.shape[axis] ?? 0;
    const list: Value[] = [];
    for (let i = 0; i < extent; i++) list.push(level(axis + 1));
    return list;
  };
  return level(0);
}
