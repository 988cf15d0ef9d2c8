import { type AnyTypedArray, type DTypeName, dtypes, type TypedArrayOf } from './dtype.js';

/**
 * A dense array in row-major order: what transforms, data sets and metrics work on. It is plain data (no backend), so
 * it crosses to workers by structured clone or shared memory.
 */
export class NdArray<D extends DTypeName = DTypeName> {
  constructor(
    readonly data: TypedArrayOf<D>,
    readonly shape: readonly number[],
    readonly dtype: D,
  ) {}

  /** Number of elements. */
  get size(): number {
    return this.data.length;
  }

  /** An array of zeros. */
  static zeros<D extends DTypeName>(shape: readonly number[], dtype: D): NdArray<D> {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return new NdArray(allocate(dtype, size), [...shape], dtype);
  }

  /** The same elements under another shape of the same size; shares the data. */
  reshape(shape: readonly number[]): NdArray<D> {
    return new NdArray(this.data, [...shape], this.dtype);
  }
}

/** A zeroed typed array of `size` elements for `dtype`. */
export function allocate<D extends DTypeName>(dtype: D, size: number): TypedArrayOf<D> {
  const array: AnyTypedArray = new dtypes[dtype](size);
  return array as TypedArrayOf<D>;
}
