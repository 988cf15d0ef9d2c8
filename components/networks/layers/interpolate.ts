import * as tf from '@tensorflow/tfjs';
import { composite } from '../../../engine/backends/index.js';
import { UnaryLayer } from './layer.js';
import { product } from './spatial.js';

/**
 * torch.nn.Upsample in its linear modes (linear, bilinear, trilinear): each axis by a matrix that mixes two neighbours. Without
 * parameters.
 */
export class LinearUpsample extends UnaryLayer {
  /** @param scale by axis; sizes are rounded down @param alignCorners whether the outermost elements keep their places */
  constructor(
    readonly scale: readonly number[],
    readonly alignCorners: boolean,
  ) {
    super();
  }

  override forward(x: tf.Tensor): tf.Tensor {
    const { scale, alignCorners } = this;
    return composite('MedbundleResizeLinear', { x }, { scale, alignCorners }, () =>
      tf.tidy(() =>
        scale.reduce<tf.Tensor>((resized, factor, index) => {
          const extent = resized.shape[index + 1] ?? 1;
          return resizeAxis(resized, index + 1, Math.floor(extent * factor), alignCorners);
        }, x),
      ),
    );
  }
}

function resizeAxis(x: tf.Tensor, axis: number, size: number, alignCorners: boolean): tf.Tensor {
  const extent = x.shape[axis] ?? 1;
  if (size === extent) return x;
  const before = product(x.shape.slice(0, axis));
  const after = product(x.shape.slice(axis + 1));
  const weights = tf.tensor2d(linearWeights(extent, size, alignCorners), [extent, size]);
  const lines = tf.reshape(tf.transpose(tf.reshape(x, [before, extent, after]), [0, 2, 1]), [before * after, extent]);
  const mixed = tf.transpose(tf.reshape(tf.matMul(lines as tf.Tensor2D, weights), [before, after, size]), [0, 2, 1]);
  return tf.reshape(
    mixed,
    x.shape.map((old, index) => (index === axis ? size : old)),
  );
}

/** [extent, size]: how much of each input element each output element takes. */
function linearWeights(extent: number, size: number, alignCorners: boolean): Float32Array {
  const weights = new Float32Array(extent * size);
  for (let output = 0; output < size; output++) {
    const place = alignCorners
      ? (output * (extent - 1)) / Math.max(1, size - 1)
      : Math.max(0, ((output + 0.5) * extent) / size - 0.5);
    const low = Math.min(extent - 1, Math.floor(place));
    const high = Math.min(extent - 1, low + 1);
    const share = place - low;
    weights[low * size + output] = (weights[low * size + output] ?? 0) + 1 - share;
    weights[high * size + output] = (weights[high * size + output] ?? 0) + share;
  }
  return weights;
}
