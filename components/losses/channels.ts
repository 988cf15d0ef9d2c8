import * as tf from '@tensorflow/tfjs';

/** Logarithm of the softmax over the channels of [N, C, …]. */
export function logSoftmaxChannels(x: tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  if (last === 1) return tf.logSoftmax(x);
  const spatial = Array.from({ length: last - 1 }, (_, axis) => axis);
  const moved = tf.transpose(x, [0, ...spatial.map((axis) => axis + 2), 1]);
  return tf.transpose(tf.logSoftmax(moved), [0, last, ...spatial.map((axis) => axis + 1)]);
}

/** |x| with the derivative 0 at 0, as PyTorch has it (tfjs: −1). */
export function absolute(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(x), tf.relu(tf.neg(x)));
}
