import * as tf from '@tensorflow/tfjs';
import { operation, present } from './operation.js';

/** Names of the kernels that a backend can bring of its own: inputs `x` and `slopes`; `x`, `slopes` and `dy`, outputs dx and dslopes. */
export const preluKernel = 'MedbundlePreluForward';
export const preluGradientKernel = 'MedbundlePreluGradient';

/**
 * x where it is positive, slope · x elsewhere; differentiable in both. At zero its gradient is the slope, as in PyTorch.
 *
 * @param x [N, …, C], float32
 * @param slopes one for each channel, or one for all: [C] or [1]
 */
export function preluOf(x: tf.Tensor, slopes: tf.Tensor): tf.Tensor {
  return present(forward({ x, slopes }, {})[0]);
}

const forward = operation({
  name: preluKernel,
  compose({ x, slopes }) {
    const input = present(x);
    return [tf.add(tf.relu(input), tf.mul(belowZero(input), present(slopes)))];
  },
});

const backward = operation({
  name: preluGradientKernel,
  compose({ x, slopes, dy }) {
    const [input, gradient, factors] = [present(x), present(dy), present(slopes)];
    const positive = tf.step(input);
    const dx = tf.mul(gradient, tf.add(positive, tf.mul(tf.sub(1, positive), factors)));
    const products = tf.mul(gradient, belowZero(input));
    const channels = input.shape[input.rank - 1] ?? 1;
    const sums = factors.size === 1 ? tf.sum(products) : tf.sum(tf.reshape(products, [-1, channels]), 0);
    return [dx, tf.reshape(sums, factors.shape)];
  },
});

tf.registerGradient({
  kernelName: preluKernel,
  inputsToSave: ['x', 'slopes'],
  gradFunc(dys, [x, slopes]) {
    const dy = present(Array.isArray(dys) ? dys[0] : dys);
    const [dx, dslopes] = backward({ x: present(x), slopes: present(slopes), dy }, {});
    return { x: () => present(dx), slopes: () => present(dslopes) };
  },
});

/** min(x, 0), quick on every backend. */
function belowZero(x: tf.Tensor): tf.Tensor {
  return tf.neg(tf.relu(tf.neg(x)));
}
