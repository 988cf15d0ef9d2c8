import { endianness } from 'node:os';
import { type AnyTypedArray, allocate, type DTypeName, type TypedArrayOf } from '../../../engine/types/index.js';
import { storage } from './format.js';

const arrays = {
  [storage.int8]: Int8Array,
  [storage.uint8]: Uint8Array,
  [storage.int16]: Int16Array,
  [storage.uint16]: Uint16Array,
  [storage.int32]: Int32Array,
  [storage.uint32]: Uint32Array,
  [storage.float32]: Float32Array,
  [storage.float64]: Float64Array,
  [storage.int64]: BigInt64Array,
  [storage.uint64]: BigUint64Array,
} as const;

type NumericStorage = keyof typeof arrays;

function isNumeric(type: number): type is NumericStorage {
  return type in arrays;
}

/** Bytes of one number of that storage type; undefined when the type does not hold numbers. */
export function storageBytes(type: number): number | undefined {
  return isNumeric(type) ? arrays[type].BYTES_PER_ELEMENT : undefined;
}

/**
 * Stored numbers (column-major, any numeric storage type) as a row-major array of `dtype`. MATLAB stores a double array of
 * small whole numbers in fewer bytes, so the storage type says nothing about the dtype. Undefined when a uint64 does not
 * fit int64.
 */
export function rowMajorNumbers<D extends DTypeName>(
  data: Uint8Array,
  type: number,
  littleEndian: boolean,
  shape: readonly number[],
  dtype: D,
): TypedArrayOf<D> | undefined {
  const stored = storedNumbers(data, type, littleEndian);
  const out: TypedArrayOf<D> = allocate(dtype, stored.length);
  const target: AnyTypedArray = out;
  if (target instanceof BigInt64Array) {
    const whole = new BigInt64Array(stored.length);
    for (let index = 0; index < stored.length; index++) {
      const value = BigInt(stored[index] ?? 0);
      if (value >= 2n ** 63n) return undefined;
      whole[index] = value;
    }
    toRowMajor(whole, target, shape);
  } else if (stored instanceof BigInt64Array || stored instanceof BigUint64Array) {
    toRowMajor(Float64Array.from(stored, Number), target, shape);
  } else {
    toRowMajor(stored, target, shape);
  }
  return out;
}

function storedNumbers(
  data: Uint8Array,
  type: number,
  littleEndian: boolean,
): InstanceType<(typeof arrays)[NumericStorage]> {
  const NumberArray = isNumeric(type) ? arrays[type] : Uint8Array;
  // A copy of its own: aligned, and free to be swapped.
  const copy = Buffer.from(new Uint8Array(data).buffer);
  if (littleEndian !== (endianness() === 'LE')) {
    if (NumberArray.BYTES_PER_ELEMENT === 2) copy.swap16();
    else if (NumberArray.BYTES_PER_ELEMENT === 4) copy.swap32();
    else if (NumberArray.BYTES_PER_ELEMENT === 8) copy.swap64();
  }
  return new NumberArray(copy.buffer, copy.byteOffset, copy.byteLength / NumberArray.BYTES_PER_ELEMENT);
}

/** Copies column-major `from` to row-major `to`. */
function toRowMajor<T extends number | bigint>(
  from: ArrayLike<T>,
  to: { [index: number]: T; readonly length: number },
  shape: readonly number[],
): void {
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 2) {
    for (let row = 0, out = 0; row < rows; row++) {
      for (let at = row, column = 0; column < columns; column++, at += rows) {
        const value = from[at];
        if (value !== undefined) to[out++] = value;
      }
    }
    return;
  }
  const position = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, extent) => product * extent, 1));
  let at = 0;
  for (let out = 0; out < to.length; out++) {
    const value = from[at];
    if (value !== undefined) to[out] = value;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      at += stride;
      if (next < (shape[axis] ?? 0)) {
        position[axis] = next;
        break;
      }
      at -= next * stride;
      position[axis] = 0;
    }
  }
}

/** Row-major numbers as column-major bytes in little-endian order. */
export function columnMajorBytes(data: AnyTypedArray, shape: readonly number[]): Uint8Array {
  // Reversing the axes turns one order into the other, so the same walk does.
  const turned = data.slice();
  if (data instanceof BigInt64Array && turned instanceof BigInt64Array) toRowMajor(data, turned, [...shape].reverse());
  else if (!(data instanceof BigInt64Array) && !(turned instanceof BigInt64Array)) {
    toRowMajor(data, turned, [...shape].reverse());
  }
  const bytes = Buffer.from(turned.buffer, turned.byteOffset, turned.byteLength);
  if (endianness() === 'BE') {
    if (turned.BYTES_PER_ELEMENT === 2) bytes.swap16();
    else if (turned.BYTES_PER_ELEMENT === 4) bytes.swap32();
    else if (turned.BYTES_PER_ELEMENT === 8) bytes.swap64();
  }
  return bytes;
}
