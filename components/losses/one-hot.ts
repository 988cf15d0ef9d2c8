import * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';

/**
 * Class numbers [N, 1, …] as one channel a class, [N, classes, …], float32 (MONAI's `one_hot`).
 * @throws BundleError bad_input when there is more than one channel
 */
export function oneHot(labels: tf.Tensor, classes: number): tf.Tensor {
  requireClassNumbers(labels);
  const numbers = tf.reshape(tf.range(0, classes), [1, classes, ...labels.shape.slice(2).map(() => 1)]);
  return tf.cast(tf.equal(tf.floor(tf.cast(labels, 'float32')), numbers), 'float32');
}

/** @throws BundleError bad_input when `labels` [N, 1, …] has more than one channel */
export function requireClassNumbers(labels: tf.Tensor): void {
  if (labels.shape[1] !== 1) {
    fail({
      family: 'component',
      code: 'bad_input',
      component: 'one_hot',
      problem: `labels of shape [${labels.shape}] should have a single channel of class numbers`,
      fix: 'leave to_onehot_y out when the target has one channel a class already',
    });
  }
}
