import { type DTypeName, dtypes, NdArray, type TypedArrayOf } from '../types/index.js';
import { Damage } from './tree.js';

/** A torch element type: its storage class, its size in bytes, and the dtype it is held in here. */
export interface StorageType {
  readonly name: string;
  readonly bytes: number;
  readonly dtype: DTypeName;
  /** From the bytes of a storage to elements, where they are not held as they are stored. */
  readonly widen?: (bits: number) => number;
}

export const storageTypes: readonly StorageType[] = [
  { name: 'FloatStorage', bytes: 4, dtype: 'float32' },
  { name: 'DoubleStorage', bytes: 8, dtype: 'float64' },
  { name: 'HalfStorage', bytes: 2, dtype: 'float32', widen: halfToNumber },
  { name: 'BFloat16Storage', bytes: 2, dtype: 'float32', widen: bfloat16ToNumber },
  { name: 'LongStorage', bytes: 8, dtype: 'int64' },
  { name: 'IntStorage', bytes: 4, dtype: 'int32' },
  { name: 'ShortStorage', bytes: 2, dtype: 'int16' },
  { name: 'CharStorage', bytes: 1, dtype: 'int8' },
  { name: 'ByteStorage', bytes: 1, dtype: 'uint8' },
  { name: 'BoolStorage', bytes: 1, dtype: 'bool' },
];

/** The storage class that a dtype is saved as; undefined for those PyTorch has no class for (uint16, uint32). */
export function storageTypeOf(dtype: DTypeName): StorageType | undefined {
  return storageTypes.find((type) => type.dtype === dtype && !type.widen);
}

/**
 * The elements of a storage as an array of `shape`, contiguous whatever the strides were.
 * @throws Damage when the view reaches beyond the storage
 */
export function viewStorage(
  content: Uint8Array,
  type: StorageType,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): NdArray {
  const available = Math.floor(content.length / type.bytes);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const last = shape.reduce((at, extent, axis) => at + (extent - 1) * (strides[axis] ?? 0), offset);
  const whole = [offset, ...shape, ...strides].every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!whole || shape.length !== strides.length) throw new Damage('a tensor has an impossible shape');
  if (size > 0 && last >= available) throw new Damage('a tensor reaches beyond its storage');
  // An expanded tensor (stride 0) may be larger than its storage, but not absurdly so.
  if (size > Math.max(available, 2 ** 26)) throw new Damage('a tensor is far larger than its storage');
  const elements = elementsOf(content, type);
  if (isContiguous(shape, strides)) {
    return new NdArray(elements.subarray(offset, offset + size), [...shape], type.dtype);
  }
  const gathered = new dtypes[type.dtype](size);
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0, from = offset; to < size; to++) {
    gathered[to] = elements[from] as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      from -= (strides[axis] ?? 0) * (shape[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return new NdArray(gathered, [...shape], type.dtype);
}

function elementsOf(content: Uint8Array, type: StorageType): TypedArrayOf<DTypeName> {
  const count = Math.floor(content.length / type.bytes);
  // PyTorch aligns storages in the file, and a large file's bytes are looked at where they are. Otherwise a copy is aligned.
  const lies = content.byteOffset % 8 === 0 && content.length >= 4096 ? content.buffer : undefined;
  const [buffer, start] =
    lies instanceof ArrayBuffer ? [lies, content.byteOffset] : [new Uint8Array(content).buffer, 0];
  if (type.widen) return Float32Array.from(new Uint16Array(buffer, start, count), type.widen);
  return new dtypes[type.dtype](buffer, start, count);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis] ?? 1;
  }
  return true;
}

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The upper half of a float32. */
export function bfloat16ToNumber(bits: number): number {
  singleBits[0] = bits << 16;
  return single[0] ?? 0;
}
