import * as tf from '@tensorflow/tfjs';
import { operation, present } from './operation.js';
import { spatialMean } from './spatial-mean.js';

/** What a normalisation takes its statistics over, and what follows it. */
export type NormSettings = {
  /**
   * Groups of neighbouring channels that share statistics: as many as channels for instance and batch norm. Statistics are taken over the
   * group's channels and all positions.
   */
  readonly groups: number;
  /** Whether also over the batch (batch norm). */
  readonly acrossBatch: boolean;
  /** Added to the variance. */
  readonly epsilon: number;
  /** Slope, 0 to 1, of a leaky ReLU applied to the result; 1 for none, 0 for ReLU. */
  readonly slope: number;
};

export interface Normalized {
  readonly y: tf.Tensor;
  /** [N, C]: repeated within a group, and over the batch with `acrossBatch`. */
  readonly mean: tf.Tensor;
  /** 1 / √(variance + epsilon), as `mean`; the variance is the biased one. */
  readonly rstd: tf.Tensor;
}

/** Names of the kernels, forward and backward, that a backend can bring of its own. */
export const normForwardKernel = 'MedbundleNorm';
export const normBackwardKernel = 'MedbundleNormGradient';

/** The learned part: scale and offset by channel, [C] each. */
export interface Affine {
  readonly scale: tf.Tensor;
  readonly offset: tf.Tensor;
}

/**
 * Instance, group and batch normalisation with scale and offset by channel, fused with the leaky ReLU that often follows. Differentiable
 * in `x`, `scale` and `offset`; one node on the tape, which keeps only `x` and `y`.
 *
 * @param x [N, …, C], float32
 */
export function normalize(x: tf.Tensor, affine: Affine | null, settings: NormSettings): Normalized {
  const channels = [x.shape[x.rank - 1] ?? 1];
  const { scale, offset } = affine ?? { scale: tf.ones(channels), offset: tf.zeros(channels) };
  const [y, mean, rstd] = forward({ x, scale, offset }, settings);
  if (!affine) tf.dispose([scale, offset]);
  return { y: present(y), mean: present(mean), rstd: present(rstd) };
}

const forward = operation<NormSettings>({
  name: normForwardKernel,
  compose({ x, scale, offset }, settings) {
    const input = present(x);
    const mean = shared(spatialMean(input), settings);
    const variance = shared(spatialMean(tf.squaredDifference(input, mean)), settings);
    const rstd = tf.rsqrt(tf.add(variance, settings.epsilon));
    const factor = tf.mul(rstd, present(scale));
    const constant = tf.sub(present(offset), tf.mul(mean, factor));
    const y = leaky(tf.add(tf.mul(input, factor), constant), settings.slope);
    const statistics = [input.shape[0] ?? 1, input.shape[input.rank - 1] ?? 1];
    return [y, tf.reshape(mean, statistics), tf.reshape(rstd, statistics)];
  },
});

const backward = operation<NormSettings>({
  name: normBackwardKernel,
  compose({ x, y, dy, scale, mean, rstd }, settings) {
    const input = present(x);
    const wide = [input.shape[0] ?? 1, ...input.shape.slice(1, -1).map(() => 1), input.shape[input.rank - 1] ?? 1];
    const inverse = tf.reshape(present(rstd), wide);
    const gradient = leakyGradient(present(dy), present(y), settings.slope);
    const centered = tf.sub(input, tf.reshape(present(mean), wide));
    const meanGradient = spatialMean(gradient);
    const meanProduct = tf.mul(spatialMean(tf.mul(gradient, centered)), inverse);

    const weights = present(scale);
    const level = tf.mul(inverse, shared(tf.mul(meanGradient, weights), settings));
    const tilt = tf.mul(tf.mul(inverse, inverse), shared(tf.mul(meanProduct, weights), settings));
    const factor = tf.mul(inverse, weights);
    const dx = tf.sub(tf.sub(tf.mul(gradient, factor), tf.mul(centered, tilt)), level);
    return [dx, overBatch(meanProduct, input), overBatch(meanGradient, input)];
  },
});

tf.registerGradient({
  kernelName: normForwardKernel,
  inputsToSave: ['x', 'scale', 'offset'],
  outputsToSave: [true, true, true],
  gradFunc(dys, saved, attributes) {
    const [dy] = Array.isArray(dys) ? dys : [dys];
    const [x, scale, offset, y, mean, rstd] = saved.map(present);
    const inputs = { x, scale, offset, y, mean, rstd, dy };
    const [dx, dscale, doffset] = backward(checked(inputs), attributes as NormSettings);
    return { x: () => present(dx), scale: () => present(dscale), offset: () => present(doffset) };
  },
});

/** Statistics by image and channel, [N, 1, …, C], averaged over the channels of each group and, for batch norm, over the batch. */
function shared(statistics: tf.Tensor, { groups, acrossBatch }: NormSettings): tf.Tensor {
  const { shape } = statistics;
  const channels = shape[shape.length - 1] ?? 1;
  let averaged = statistics;
  if (acrossBatch) averaged = tf.broadcastTo(tf.mean(averaged, 0, true), shape);
  if (groups < channels) {
    const grouped = tf.reshape(averaged, [-1, groups, channels / groups]);
    averaged = tf.reshape(tf.broadcastTo(tf.mean(grouped, 2, true), grouped.shape), shape);
  }
  return averaged;
}

/** Sums over positions and batch from means over positions: [C]. */
function overBatch(means: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const channels = x.shape[x.rank - 1] ?? 1;
  const positions = x.size / ((x.shape[0] ?? 1) * channels);
  return tf.mul(tf.sum(tf.reshape(means, [-1, channels]), 0), positions);
}

function leaky(x: tf.Tensor, slope: number): tf.Tensor {
  if (slope === 1) return x;
  return slope === 0 ? tf.relu(x) : tf.leakyRelu(x, slope);
}

/** The output has the sign of what the leaky ReLU was given, so it tells where the slope applies. */
function leakyGradient(dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  return slope === 1 ? dy : tf.mul(dy, tf.step(y, slope));
}

function checked(inputs: Record<string, tf.Tensor | undefined>): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(inputs)) tensors[name] = present(tensor);
  return tensors;
}
