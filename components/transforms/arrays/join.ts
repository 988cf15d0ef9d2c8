import { NdArray } from '../../../engine/types/index.js';
import { castData } from './cast.js';
import { contiguousStrides } from './strided-copy.js';

/** Arrays one after the other along an axis, in the dtype of the first (`numpy.concatenate`). All other extents agree. */
export function joinAlong(axis: number, arrays: readonly NdArray[]): NdArray {
  const [first] = arrays;
  if (!first) throw new RangeError('no arrays to join');
  const shape = [...first.shape];
  shape[axis] = arrays.reduce((sum, array) => sum + (array.shape[axis] ?? 0), 0);
  const result = NdArray.zeros(shape, first.dtype);
  const outer = shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
  const stride = (contiguousStrides(shape)[axis] ?? 1) * (shape[axis] ?? 1);
  let at = 0;
  for (const array of arrays) {
    const data = castData(array, first.dtype);
    const length = data.length / outer;
    for (let block = 0; block < outer; block++) {
      copyInto(result, data, block * length, length, block * stride + at);
    }
    at += length;
  }
  return result;
}

function copyInto(target: NdArray, source: NdArray['data'], from: number, length: number, to: number): void {
  const part = source.subarray(from, from + length);
  if (target.data instanceof BigInt64Array) {
    if (part instanceof BigInt64Array) target.data.set(part, to);
  } else if (!(part instanceof BigInt64Array)) {
    target.data.set(part, to);
  }
}
