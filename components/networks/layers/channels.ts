import * as tf from '@tensorflow/tfjs';

/** [N, C, …] → [N, …, C]. With one channel nothing is moved. */
export function channelsLast(x: tf.Tensor): tf.Tensor {
  const [n = 1, channels = 1, ...spatial] = x.shape;
  if (channels === 1) return tf.reshape(x, [n, ...spatial, 1]);
  return tf.transpose(x, [0, ...spatial.map((_, axis) => axis + 2), 1]);
}

/** [N, …, C] → [N, C, …]. With one channel nothing is moved. */
export function channelsFirst(x: tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  const spatial = x.shape.slice(1, last);
  if (x.shape[last] === 1) return tf.reshape(x, [x.shape[0] ?? 1, 1, ...spatial]);
  return tf.transpose(x, [0, last, ...spatial.map((_, axis) => axis + 1)]);
}
