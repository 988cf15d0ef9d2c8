import { valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import { applyBinary } from './binary.js';
import { toArray } from './create.js';
import { cast } from './elements.js';
import { nonzero } from './indexing.js';
import { bringTo, commonDType, type Library, type Operand, operandOf } from './operand.js';
import { broadcastShapes, sizeOf } from './shape.js';
import { broadcastTo } from './strided.js';

/** The operand that a value is; lists and numbers become arrays. @throws TypeError */
export function requireOperand(value: Value): Operand {
  return operandOf(value) ?? { array: toArray(value) };
}

/** Elements kept within limits; None sets no limit. */
export function clip(array: NdArray, low: Value, high: Value, library: Library = 'numpy'): NdArray {
  let result = array;
  if (low !== null) result = applyBinary('maximum', { array: result }, requireOperand(low), library);
  if (high !== null) result = applyBinary('minimum', { array: result }, requireOperand(high), library);
  return result === array ? cast(array, array.dtype) : result;
}

/** `condition ? x : y`, element by element, broadcast. */
export function where(condition: NdArray, x: Operand, y: Operand, library: Library): NdArray {
  const dtype = commonDType([x, y], library);
  const shape = broadcastShapes([condition.shape, x.array.shape, y.array.shape], library);
  const test = broadcastTo(cast(condition, 'bool'), shape).data;
  const yes: ArrayLike<number | bigint> = broadcastTo(bringTo(x, dtype, library), shape).data;
  const no: ArrayLike<number | bigint> = broadcastTo(bringTo(y, dtype, library), shape).data;
  const result = NdArray.zeros([sizeOf(shape)], dtype);
  const target: { [index: number]: number | bigint } = result.data;
  for (let i = 0; i < test.length; i++) target[i] = (test[i] === 0 ? no[i] : yes[i]) ?? 0;
  return new NdArray(result.data, shape, dtype);
}

/** NaN and infinities replaced by numbers; the dtype's largest numbers stand in for infinities unless told. */
export function replaceNonFinite(array: NdArray, nan: number, high: number | null, low: number | null): NdArray {
  const limit = array.dtype === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE;
  const result = cast(array, array.dtype);
  if (result.dtype !== 'float32' && result.dtype !== 'float64') return result;
  const target: { [index: number]: number | bigint } = result.data;
  for (let i = 0; i < result.size; i++) {
    const x = Number(target[i]);
    if (Number.isNaN(x)) target[i] = nan;
    else if (!Number.isFinite(x)) target[i] = x > 0 ? (high ?? limit) : (low ?? -limit);
  }
  return result;
}

/** Rows of positions of the elements that are not zero. */
export function argwhere(array: NdArray): NdArray {
  const places = nonzero(array);
  const rank = array.shape.length;
  const count = places[0]?.length ?? (rank === 0 && Number(array.data[0]) !== 0 ? 1 : 0);
  const data = new BigInt64Array(count * rank);
  for (const [axis, list] of places.entries()) {
    for (const [row, place] of list.entries()) data[row * rank + axis] = BigInt(place);
  }
  return new NdArray(data, [count, rank], 'int64');
}

/** Differences of neighbours along an axis, taken `order` times. */
export function differences(
  array: NdArray,
  order: number,
  take: (part: NdArray, from: number, to: number) => NdArray,
  extent: number,
): NdArray {
  if (order < 0) valueError('order must be non-negative');
  let result = array;
  for (let turn = 0, length = extent; turn < order; turn++, length--) {
    const [after, before] = [take(result, 1, length), take(result, 0, length - 1)];
    result = applyBinary(
      result.dtype === 'bool' ? 'bitwise_xor' : 'subtract',
      { array: after },
      { array: before },
      'numpy',
    );
  }
  return result;
}
