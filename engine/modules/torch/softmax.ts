import type { NdArray } from '../../types/index.js';
import { applyBinary } from '../numpy/binary.js';
import { extreme, sum } from '../numpy/reduce.js';
import { applyFloatFunction } from '../numpy/unary.js';

/** Softmax along an axis, or its logarithm. */
export function softmax(array: NdArray, axis: number, logarithm: boolean): NdArray {
  const highest = extreme(array, true, [axis], true);
  const shifted = applyBinary('subtract', { array }, { array: highest }, 'torch');
  const grown = applyFloatFunction('exp', shifted, 'torch');
  const total = sum(grown, [axis], true);
  if (!logarithm) return applyBinary('divide', { array: grown }, { array: total }, 'torch');
  return applyBinary('subtract', { array: shifted }, { array: applyFloatFunction('log', total, 'torch') }, 'torch');
}
