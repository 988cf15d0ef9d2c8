import * as tf from '@tensorflow/tfjs';
import { operation, present } from './operation.js';

/**
 * The mean over all spatial positions of `x` [N, …, C]: [N, 1, …, 1, C]. As two average poolings, first along rows, then across
 * them: faster than a reduction on some backends, and accurate in float32 because each sum is short.
 */
export function spatialMean(x: tf.Tensor): tf.Tensor {
  const { batch, channels, rows, columns } = planeOf(x.shape);
  const plane = tf.reshape(x, [batch, rows, columns, channels]) as tf.Tensor4D;
  const lines = tf.avgPool(plane, [1, columns], 1, 'valid');
  const mean = tf.avgPool(lines, [rows, 1], 1, 'valid');
  return tf.reshape(mean, [batch, ...x.shape.slice(1, -1).map(() => 1), channels]);
}

/** Name of the kernel of {@link channelSum} that a backend can bring of its own. */
export const channelSumKernel = 'MedbundleChannelSum';

/** The sum over everything but channels: [C]. */
export function channelSum(x: tf.Tensor): tf.Tensor {
  return present(run({ x }, {})[0]);
}

const run = operation({
  name: channelSumKernel,
  compose({ x }) {
    const input = present(x);
    const channels = input.shape[input.rank - 1] ?? 1;
    const positions = input.size / Math.max(1, (input.shape[0] ?? 1) * channels);
    const means = tf.reshape(spatialMean(input), [-1, channels]);
    return [tf.mul(tf.sum(means, 0), positions)];
  },
});

function planeOf(shape: readonly number[]) {
  const batch = shape[0] ?? 1;
  const channels = shape[shape.length - 1] ?? 1;
  const spatial = shape.slice(1, -1);
  if (spatial.length === 1) {
    const rows = divisorNearRoot(spatial[0] ?? 1);
    return { batch, channels, rows, columns: (spatial[0] ?? 1) / rows };
  }
  const columns = spatial[spatial.length - 1] ?? 1;
  const rows = spatial.slice(0, -1).reduce((product, extent) => product * extent, 1);
  return { batch, channels, rows, columns };
}

/** The largest divisor of `size` that is at most its square root. */
function divisorNearRoot(size: number): number {
  for (let divisor = Math.floor(Math.sqrt(size)); divisor > 1; divisor--) if (size % divisor === 0) return divisor;
  return 1;
}
