import { ImageArray, NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import { Tensor } from '../torch/tensor.js';
import type { Library } from './operand.js';
import { NumpyScalar, scalarIfNoAxes } from './scalar.js';

/** Whose rules a value follows: PyTorch's for tensors and images (MONAI's MetaTensor is a tensor), else NumPy's. */
export function libraryOf(...values: readonly Value[]): Library {
  return values.some((value) => value instanceof Tensor || value instanceof ImageArray) ? 'torch' : 'numpy';
}

/** A result in the class of its operands: an image keeps its metadata, a tensor stays one, NumPy gives scalars. */
export function dress(result: NdArray, ...operands: readonly Value[]): NdArray {
  const image = operands.find((operand) => operand instanceof ImageArray);
  if (image instanceof ImageArray) {
    return new ImageArray(result.data, result.shape, result.dtype, image.meta, image.appliedOperations);
  }
  if (operands.some((operand) => operand instanceof Tensor)) return asTensor(result);
  return scalarIfNoAxes(result);
}

/** Like {@link dress}, but an array without axes stays one: what reshaping gives is no scalar. */
export function dressShaped(result: NdArray, ...operands: readonly Value[]): NdArray {
  const dressed = dress(result, ...operands);
  if (operands[0] instanceof NumpyScalar) return dressed;
  return dressed instanceof NumpyScalar ? result : dressed;
}

/** The same elements as a tensor. */
export function asTensor(array: NdArray): Tensor {
  return array instanceof Tensor ? array : new Tensor(array.data, array.shape, array.dtype);
}

/** The same elements as a plain NumPy array. */
export function asNumpy(array: NdArray): NdArray {
  return array.constructor === NdArray ? array : new NdArray(array.data, array.shape, array.dtype);
}
