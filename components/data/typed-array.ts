import { type AnyTypedArray, type DTypeName, dtypes, NdArray } from '../../engine/types/index.js';

/** A bare typed array as an array of one dimension that shares its data; undefined when no dtype has such elements. */
export function asVector(value: ArrayBufferView): NdArray | undefined {
  const dtype = Buffer.isBuffer(value) ? 'uint8' : dtypeOf(value);
  if (!dtype) return undefined;
  const data = value as AnyTypedArray;
  return new NdArray(data, [data.length], dtype);
}

function dtypeOf(value: ArrayBufferView): DTypeName | undefined {
  for (const dtype of Object.keys(dtypes) as DTypeName[]) {
    if (dtype !== 'bool' && Object.getPrototypeOf(value) === dtypes[dtype].prototype) return dtype;
  }
  return undefined;
}
