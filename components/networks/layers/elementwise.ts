import * as tf from '@tensorflow/tfjs';
import { composite, preluOf } from '../../../engine/backends/index.js';

/** Activations of torch.nn that tfjs does not have or has without a parameter: element by element, any shape. */

export function elu(x: tf.Tensor, alpha: number): tf.Tensor {
  return composite('MedbundleElu', { x }, { alpha }, () =>
    alpha === 1 ? tf.elu(x) : tf.add(tf.relu(x), tf.mul(tf.expm1(belowZero(x)), alpha)),
  );
}

export function celu(x: tf.Tensor, alpha: number): tf.Tensor {
  return composite('MedbundleCelu', { x }, { alpha }, () =>
    tf.add(tf.relu(x), tf.mul(tf.expm1(tf.div(belowZero(x), alpha)), alpha)),
  );
}

/** x·Φ(x); with `tanh` its approximation. */
export function gelu(x: tf.Tensor, approximate: 'none' | 'tanh'): tf.Tensor {
  return composite('MedbundleGelu', { x }, { approximate }, () => {
    const inner =
      approximate === 'none'
        ? tf.erf(tf.mul(x, Math.SQRT1_2))
        : tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI)));
    return tf.mul(tf.mul(x, tf.add(inner, 1)), 0.5);
  });
}

export function swish(x: tf.Tensor, alpha: number): tf.Tensor {
  return composite('MedbundleSwish', { x }, { alpha }, () => tf.mul(x, tf.sigmoid(alpha === 1 ? x : tf.mul(x, alpha))));
}

export function mish(x: tf.Tensor): tf.Tensor {
  return composite('MedbundleMish', { x }, {}, () => tf.mul(x, tf.tanh(tf.softplus(x))));
}

/** A slope below zero for each channel (the last axis), or one for all. */
export function prelu(x: tf.Tensor, slopes: tf.Tensor): tf.Tensor {
  return composite('MedbundlePrelu', { x, slopes }, {}, () => preluOf(x, slopes));
}

/** min(x, 0), quick on every backend. */
function belowZero(x: tf.Tensor): tf.Tensor {
  return tf.neg(tf.relu(tf.neg(x)));
}
