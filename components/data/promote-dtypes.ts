import { type AnyTypedArray, allocate, type DTypeName, type NdArray } from '../../engine/types/index.js';

/** Whole dtypes by their bits; negative for signed ones. */
const wholeBits = { bool: 0, uint8: 8, int8: -8, uint16: 16, int16: -16, uint32: 32, int32: -32, int64: -64 } as const;

/** The dtype that holds values of both (`torch.promote_types`). */
export function promoteDtypes(a: DTypeName, b: DTypeName): DTypeName {
  if (a === b) return a;
  if (a === 'float64' || b === 'float64') return 'float64';
  if (a === 'float32' || b === 'float32') return 'float32';
  const [left, right] = [wholeBits[a], wholeBits[b]];
  if (left === 0) return b;
  if (right === 0) return a;
  if (left > 0 === right > 0) return Math.abs(left) > Math.abs(right) ? a : b;
  // A signed type must be wider than the unsigned one to hold its values.
  const [signed, unsigned] = left < 0 ? [-left, right] : [-right, left];
  const bits = Math.max(signed, 2 * unsigned);
  return bits <= 16 ? 'int16' : bits === 32 ? 'int32' : 'int64';
}

/** The array's elements as `dtype`; itself when it has that already. `dtype` holds every value. */
export function promoted({ data, dtype: from }: NdArray, dtype: DTypeName): AnyTypedArray {
  if (from === dtype) return data;
  const out: AnyTypedArray = allocate(dtype, data.length);
  if (out instanceof BigInt64Array) {
    for (let index = 0; index < out.length; index++) out[index] = BigInt(data[index] ?? 0);
  } else {
    for (let index = 0; index < out.length; index++) out[index] = Number(data[index] ?? 0);
  }
  return out;
}
