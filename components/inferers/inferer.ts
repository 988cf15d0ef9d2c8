import type * as tf from '@tensorflow/tfjs';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';

/** How a network is applied to an input: whole, or window by window. */
export abstract class Inferer {
  static readonly [exposed]: Exposed = { __call__: method('inputs', 'network').as('infer') };

  /** @param inputs [N, C, …] @param network channel-first in and out. The caller owns the result. */
  abstract infer(inputs: tf.Tensor, network: (x: tf.Tensor) => tf.Tensor): tf.Tensor;
}
