import { type AnyTypedArray, NdArray } from '../../engine/types/index.js';

/** What metrics measure: a batch, [N, C, …], or a list of its items, [C, …] each. */
export type MetricInput = NdArray | readonly NdArray[];

/** The elements as numbers; 64-bit integers are converted, everything else is passed without a copy. */
export function elements(array: NdArray): Exclude<AnyTypedArray, BigInt64Array> {
  const { data } = array;
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
}

/** The items of a batch, [C, …] each, sharing its memory. A list passes as it is. */
export function itemsOf(input: MetricInput): readonly NdArray[] {
  if (!(input instanceof NdArray)) return input;
  const [count = 0, ...shape] = input.shape;
  const size = volume(shape);
  return Array.from({ length: count }, (_, index) => view(input, index * size, size, shape));
}

/** One item as a batch of one, [1, C, …]. */
export function batchOfOne(item: NdArray | number): NdArray {
  if (typeof item === 'number') return new NdArray(Float64Array.of(item), [1], 'float64');
  return item.reshape([1, ...item.shape]);
}

/** Some elements of an array under a shape of their own, sharing memory. */
export function view(array: NdArray, begin: number, size: number, shape: readonly number[]): NdArray {
  return new NdArray(array.data.subarray(begin, begin + size), shape, array.dtype);
}

/** Number of elements of a shape. */
export function volume(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** A float32 array of the values. */
export function float32(values: Iterable<number>, shape: readonly number[]): NdArray<'float32'> {
  return new NdArray(Float32Array.from(values), shape, 'float32');
}
