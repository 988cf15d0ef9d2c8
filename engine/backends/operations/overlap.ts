import * as tf from '@tensorflow/tfjs';
import { operation, present } from './operation.js';

/** Names of the kernels, forward and backward, that a backend can bring of its own. */
export const overlapKernel = 'MedbundleOverlap';
export const overlapGradientKernel = 'MedbundleOverlapGradient';

export type OverlapSettings = {
  /** What turns `x` into the prediction p. */
  readonly activation: 'none' | 'sigmoid' | 'softmax';
  /** What is added up: p·t, p and t; or |p − t|, |p| and |t|; or (p − t)², p² and t². */
  readonly sums: 'products' | 'sizes' | 'squares';
  /** The target holds class numbers in one channel (rounded down) instead of one channel a class. */
  readonly numbers: boolean;
};

/**
 * The sums that Dice and Jaccard losses are made of, by item and channel, in one pass over prediction and target where the
 * backend has a kernel. Differentiable in `x`.
 *
 * @param x [N, C, …], float32
 * @param target t, [N, C, …], or [N, 1, …] with `numbers`; float32
 * @returns [N, C, 3]
 */
export function overlap(x: tf.Tensor, target: tf.Tensor, settings: OverlapSettings): tf.Tensor {
  return present(forward({ x, target }, settings)[0]);
}

const forward = operation<OverlapSettings>({
  name: overlapKernel,
  compose({ x, target }, settings) {
    const p = prediction(lines(present(x)), settings);
    const t = truth(lines(present(target)), p, settings);
    const terms: Record<OverlapSettings['sums'], () => tf.Tensor[]> = {
      products: () => [tf.mul(p, t), p, t],
      sizes: () => [tf.abs(tf.sub(p, t)), tf.abs(p), tf.abs(t)],
      squares: () => [tf.square(tf.sub(p, t)), tf.square(p), tf.square(t)],
    };
    return [
      tf.stack(
        terms[settings.sums]().map((term) => tf.sum(term, 2)),
        2,
      ),
    ];
  },
});

const backward = operation<OverlapSettings>({
  name: overlapGradientKernel,
  compose({ x, target, dsums }, settings) {
    const input = present(x);
    const p = prediction(lines(input), settings);
    const t = truth(lines(present(target)), p, settings);
    const [common, own] = tf.split(present(dsums), 3, 2);
    const [first, second] = [present(common), present(own)];
    const slopes: Record<OverlapSettings['sums'], () => tf.Tensor> = {
      products: () => tf.add(tf.mul(first, t), second),
      sizes: () => tf.add(tf.mul(first, tf.sign(tf.sub(p, t))), tf.mul(second, tf.sign(p))),
      squares: () => tf.mul(tf.add(tf.mul(first, tf.sub(p, t)), tf.mul(second, p)), 2),
    };
    const slope = slopes[settings.sums]();
    const activated: Record<OverlapSettings['activation'], () => tf.Tensor> = {
      none: () => slope,
      sigmoid: () => tf.mul(slope, tf.mul(p, tf.sub(1, p))),
      softmax: () => tf.mul(p, tf.sub(slope, tf.sum(tf.mul(p, slope), 1, true))),
    };
    return [tf.reshape(activated[settings.activation](), input.shape)];
  },
});

tf.registerGradient({
  kernelName: overlapKernel,
  inputsToSave: ['x', 'target'],
  gradFunc(dys, saved, attributes) {
    const [dsums] = Array.isArray(dys) ? dys : [dys];
    const [x, target] = saved.map(present);
    const inputs = { x: present(x), target: present(target), dsums: present(dsums) };
    return { x: () => present(backward(inputs, attributes as OverlapSettings)[0]) };
  },
});

/** [N, C, positions]. */
function lines(x: tf.Tensor): tf.Tensor {
  return tf.reshape(x, [x.shape[0] ?? 1, x.shape[1] ?? 1, x.shape.slice(2).reduce((size, extent) => size * extent, 1)]);
}

function prediction(x: tf.Tensor, { activation }: OverlapSettings): tf.Tensor {
  if (activation === 'sigmoid') return tf.sigmoid(x);
  if (activation === 'none') return x;
  const shifted = tf.exp(tf.sub(x, tf.max(x, 1, true)));
  return tf.div(shifted, tf.sum(shifted, 1, true));
}

function truth(target: tf.Tensor, p: tf.Tensor, { numbers }: OverlapSettings): tf.Tensor {
  if (!numbers) return target;
  const classes = tf.reshape(tf.range(0, p.shape[1] ?? 1), [1, -1, 1]);
  return tf.cast(tf.equal(tf.floor(target), classes), 'float32');
}
