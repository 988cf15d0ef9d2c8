import * as tf from '@tensorflow/tfjs';
import { NdArray } from '../../engine/types/index.js';
import type { Parameter } from '../networks/module.js';

/** A parameter's layout to PyTorch's, as an array. */
export function toTorch(tensor: tf.Tensor, parameter: Parameter): NdArray {
  const laid = parameter.toTorch ? tf.transpose(tensor, [...parameter.toTorch]) : tensor;
  const array = new NdArray(Float32Array.from(laid.dataSync()), laid.shape, 'float32');
  if (laid !== tensor) laid.dispose();
  return array;
}

/** The reverse: PyTorch's layout to the parameter's own. The caller owns the result. */
export function fromTorch(array: NdArray, parameter: Parameter): tf.Tensor {
  return tf.tidy(() => {
    const tensor = tf.tensor(Float32Array.from(array.data, Number), [...array.shape], 'float32');
    if (!parameter.toTorch) return tensor;
    const back = new Array<number>(parameter.toTorch.length).fill(0);
    for (const [to, from] of parameter.toTorch.entries()) back[from] = to;
    return tf.transpose(tensor, back);
  });
}
