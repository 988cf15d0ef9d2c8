import * as tf from '@tensorflow/tfjs';

/** Changes a prediction and the weights to blend it with; the tensors returned are the caller's from then on. */
export type WindowProcess = (
  prediction: tf.Tensor,
  windows: tf.Tensor,
  weights: tf.Tensor,
) => readonly [prediction: tf.Tensor, weights: tf.Tensor];

/** Weights windows before they are summed, in the resolution of the network's output. Made and used within one `tf.tidy`. */
export class WindowBlend {
  /** The weights of one output window, row-major; null for weights of 1, and before the first window. */
  outWeights: Float32Array | null = null;
  readonly #map: tf.Tensor | null;
  #fitted: tf.Tensor | null = null;

  /** @param weights one window's weights, row-major; null for weights of 1 @param windowSize the window's extents */
  constructor(
    readonly weights: Float32Array | null,
    readonly windowSize: readonly number[],
    readonly process: WindowProcess | null,
  ) {
    this.#map = weights ? tf.tensor(weights, [1, 1, ...windowSize]) : null;
  }

  /** The prediction of some windows, weighted. */
  apply(prediction: tf.Tensor, windows: tf.Tensor): tf.Tensor {
    const map = this.#map;
    if (!map || !this.weights) return prediction;
    if (this.process) {
      const [output, changed] = this.process(prediction, windows, map);
      const fitted = resizeNearest(changed, output.shape.slice(2));
      // As in MONAI the weights of the first windows stand for all when the sum is divided.
      this.outWeights ??= Float32Array.from(fitted.dataSync());
      return tf.mul(output, fitted);
    }
    const outSize = prediction.shape.slice(2);
    this.outWeights ??= nearest(this.weights, this.windowSize, outSize);
    this.#fitted ??= tf.keep(tf.tensor(this.outWeights, [1, 1, ...outSize]));
    return tf.mul(prediction, this.#fitted);
  }

  dispose(): void {
    this.#map?.dispose();
    this.#fitted?.dispose();
  }
}

/** The position that the centre of `at` falls on when an axis of `from` is resized to `to` (PyTorch's `nearest-exact`). */
function source(at: number, from: number, to: number): number {
  return Math.floor(((at + 0.5) * from) / to);
}

function nearest(values: Float32Array, from: readonly number[], to: readonly number[]): Float32Array {
  const out = new Float32Array(to.reduce((product, extent) => product * extent, 1));
  for (let index = 0; index < out.length; index++) {
    let place = 0;
    let left = index;
    let stride = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const [extent, original] = [to[axis] ?? 1, from[axis] ?? 1];
      place += source(left % extent, original, extent) * stride;
      left = Math.floor(left / extent);
      stride *= original;
    }
    out[index] = values[place] ?? 0;
  }
  return out;
}

function resizeNearest(map: tf.Tensor, size: readonly number[]): tf.Tensor {
  return size.reduce((resized, extent, axis) => {
    const from = resized.shape[axis + 2] ?? 1;
    if (from === extent) return resized;
    const indices = Int32Array.from({ length: extent }, (_, at) => source(at, from, extent));
    return tf.gather(resized, tf.tensor1d(indices, 'int32'), axis + 2);
  }, map);
}
