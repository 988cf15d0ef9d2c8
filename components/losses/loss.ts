import type * as tf from '@tensorflow/tfjs';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';

/** A differentiable measure of error. */
export abstract class Loss {
  static readonly [exposed]: Exposed = { __call__: method('input', 'target').as('forward') };

  /**
   * @param input the network's output, [N, C, …], float32
   * @param target [N, C or 1, …], any dtype
   * @returns a scalar, or per-item values when the reduction is `none`
   */
  abstract forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor;
}
