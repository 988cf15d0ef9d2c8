import * as tf from '@tensorflow/tfjs';
import { operation, present } from './operation.js';

/** Names of the kernels, forward and backward, that a backend can bring of its own. */
export const crossEntropyKernel = 'MedbundleCrossEntropy';
export const crossEntropyGradientKernel = 'MedbundleCrossEntropyGradient';

export type CrossEntropySettings = {
  /** Share of each label, 0 to 1, that is spread over all classes. */
  readonly smoothing: number;
  /** The class number whose positions do not count. */
  readonly ignored: number;
};

/**
 * Cross-entropy of logits at each position, channels first, in one pass over them where the backend has a kernel. Differentiable in `x`.
 *
 * @param x [N, C, …], float32
 * @param labels class numbers [N, …], int32, or shares of the classes [N, C, …], float32
 * @param weights by class, [C], float32
 * @returns by position, [N, …]: the loss, and the weight of the position's own class (0 where it does not count)
 */
export function crossEntropy(
  x: tf.Tensor,
  labels: tf.Tensor,
  weights: tf.Tensor,
  settings: CrossEntropySettings,
): { readonly loss: tf.Tensor; readonly counted: tf.Tensor } {
  const [loss, normalizer, counted] = forward({ x, labels, weights }, settings);
  normalizer?.dispose();
  return { loss: present(loss), counted: present(counted) };
}

const forward = operation<CrossEntropySettings>({
  name: crossEntropyKernel,
  compose({ x, labels, weights }, settings) {
    const [input, label, weight] = [present(x), present(labels), present(weights)];
    const most = tf.max(input, 1, true);
    const sums = tf.sum(tf.exp(tf.sub(input, most)), 1, true);
    const normalizer = tf.add(tf.log(sums), most);
    const logs = tf.sub(input, normalizer);
    const loss = tf.neg(tf.sum(tf.mul(portions(input, label, weight, settings), logs), 1));
    const own = isNumbers(label, input)
      ? tf.sum(tf.mul(hot(label, input, settings), byClass(weight, input)), 1)
      : tf.onesLike(loss);
    return [loss, tf.squeeze(normalizer, [1]), own];
  },
});

const backward = operation<CrossEntropySettings>({
  name: crossEntropyGradientKernel,
  compose({ x, labels, weights, normalizer, dloss }, settings) {
    const input = present(x);
    const part = portions(input, present(labels), present(weights), settings);
    const probabilities = tf.exp(tf.sub(input, tf.expandDims(present(normalizer), 1)));
    const slope = tf.sub(tf.mul(probabilities, tf.sum(part, 1, true)), part);
    return [tf.mul(slope, tf.expandDims(present(dloss), 1))];
  },
});

tf.registerGradient({
  kernelName: crossEntropyKernel,
  inputsToSave: ['x', 'labels', 'weights'],
  outputsToSave: [false, true, false],
  gradFunc(dys, saved, attributes) {
    const [dloss] = Array.isArray(dys) ? dys : [dys];
    const [x, labels, weights, normalizer] = saved.map(present);
    const inputs = {
      x: present(x),
      labels: present(labels),
      weights: present(weights),
      normalizer: present(normalizer),
      dloss: present(dloss),
    };
    return { x: () => present(backward(inputs, attributes as CrossEntropySettings)[0]) };
  },
});

function isNumbers(labels: tf.Tensor, x: tf.Tensor): boolean {
  return labels.rank < x.rank;
}

function byClass(weights: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.reshape(weights, [-1, ...x.shape.slice(2).map(() => 1)]);
}

/** 1 at the class of each position that counts, [N, C, …]. */
function hot(labels: tf.Tensor, x: tf.Tensor, settings: CrossEntropySettings): tf.Tensor {
  const classes = tf.reshape(tf.range(0, x.shape[1] ?? 1, 1, 'int32'), [1, -1, ...x.shape.slice(2).map(() => 1)]);
  return tf.mul(tf.cast(tf.equal(tf.expandDims(labels, 1), classes), 'float32'), counts(labels, settings));
}

function counts(labels: tf.Tensor, { ignored }: CrossEntropySettings): tf.Tensor {
  return tf.expandDims(tf.cast(tf.notEqual(labels, tf.scalar(ignored, 'int32')), 'float32'), 1);
}

/** How much of each class's logarithm makes the loss, [N, C, …]. */
function portions(x: tf.Tensor, labels: tf.Tensor, weights: tf.Tensor, settings: CrossEntropySettings): tf.Tensor {
  const { smoothing } = settings;
  const spread = smoothing / (x.shape[1] ?? 1);
  const shares = isNumbers(labels, x)
    ? tf.add(tf.mul(hot(labels, x, settings), 1 - smoothing), tf.mul(counts(labels, settings), spread))
    : tf.add(tf.mul(labels, 1 - smoothing), spread);
  return tf.mul(shares, byClass(weights, x));
}
