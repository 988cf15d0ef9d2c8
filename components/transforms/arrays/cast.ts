import {
  type AnyTypedArray,
  allocate,
  DType,
  type DTypeLike,
  type DTypeName,
  ImageArray,
  type NdArray,
  type TypedArrayOf,
} from '../../../engine/types/index.js';

/** A typed array whose elements are plain numbers: every dtype but int64. */
export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The bare name of a dtype given as `torch.float32`, `numpy.float32` or `float32`. */
export function dtypeName(dtype: DTypeLike): DTypeName {
  return dtype instanceof DType ? dtype.name : dtype;
}

export function isFloating(dtype: DTypeName): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/**
 * The elements of `array` as `dtype`, with PyTorch's and NumPy's rules: fractions are cut off, whole numbers wrap around
 * (300 as uint8 is 44, −1 is 255), anything but 0 is true. The array's own data when the dtype is the same already.
 */
export function castData<D extends DTypeName>(array: NdArray, dtype: D): TypedArrayOf<D> {
  if (array.dtype === dtype) return array.data as TypedArrayOf<D>;
  const result = allocate(dtype, array.size);
  const source: AnyTypedArray = array.data;
  const target: AnyTypedArray = result;
  if (dtype === 'bool') {
    for (let index = 0; index < source.length; index++) target[index] = Number(source[index]) === 0 ? 0 : 1;
  } else if (source instanceof BigInt64Array) {
    for (let index = 0; index < source.length; index++) target[index] = Number(source[index]);
  } else if (target instanceof BigInt64Array) {
    for (let index = 0; index < source.length; index++) {
      const value = Math.trunc(source[index] as number);
      target[index] = Number.isFinite(value) ? BigInt(value) : 0n;
    }
  } else {
    target.set(source);
  }
  return result;
}

/** `array` with another dtype; metadata and applied operations stay. The same object when nothing changes. */
export function cast<D extends DTypeName>(array: ImageArray, dtype: D): ImageArray<D> {
  if (array.dtype === dtype) return array as ImageArray<D>;
  return new ImageArray(castData(array, dtype), array.shape, dtype, array.meta, array.appliedOperations);
}

/** The elements as numbers, without a copy unless they are int64. */
export function numbers(array: NdArray): NumberArray {
  const data: AnyTypedArray = array.data;
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
}

/** The dtype that PyTorch gives a NumPy array it has no type for: uint16 becomes int32, uint32 becomes int64. */
export function torchDtype(dtype: DTypeName): DTypeName {
  if (dtype === 'uint16') return 'int32';
  if (dtype === 'uint32') return 'int64';
  return dtype;
}
