import * as tf from '@tensorflow/tfjs';
import { composite, type NormSettings, normalize } from '../../../engine/backends/index.js';
import { UnaryLayer } from './layer.js';

export interface FeatureNormOptions {
  readonly features: number;
  readonly eps: number;
  /** Share of the new in the running statistics; null for the average over all batches. */
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
}

/** What batch and instance norm share: scale and offset by channel, and running statistics. */
export abstract class FeatureNorm extends UnaryLayer {
  readonly #options: FeatureNormOptions;
  readonly #scale: tf.Variable | undefined;
  readonly #offset: tf.Variable | undefined;
  readonly #running: { mean: tf.Variable; variance: tf.Variable; batches: tf.Variable } | undefined;

  constructor(options: FeatureNormOptions) {
    super();
    const { features, affine, trackRunningStats } = options;
    this.#options = options;
    if (affine) {
      this.#scale = this.parameter('weight', new Float32Array(features).fill(1), [features]);
      this.#offset = this.parameter('bias', new Float32Array(features), [features]);
    }
    if (trackRunningStats) {
      this.#running = {
        mean: this.buffer('running_mean', new Float32Array(features), [features]),
        variance: this.buffer('running_var', new Float32Array(features).fill(1), [features]),
        batches: this.buffer('num_batches_tracked', new Int32Array(1), []),
      };
    }
  }

  protected abstract readonly acrossBatch: boolean;

  override forward(x: tf.Tensor): tf.Tensor {
    return this.forwardLeaky(x, 1);
  }

  /** The norm followed by a leaky ReLU of `slope` (0 to 1; 1 for none): together they cost less. */
  forwardLeaky(x: tf.Tensor, slope: number): tf.Tensor {
    return tf.tidy(() => {
      if (this.#running && !this.training) {
        const { mean, variance } = this.#running;
        const inputs: Record<string, tf.Tensor> = { x, mean, variance };
        if (this.#scale) inputs.scale = this.#scale;
        if (this.#offset) inputs.offset = this.#offset;
        const attributes = { epsilon: this.#options.eps, slope };
        return composite('MedbundleBatchNorm', inputs, attributes, () => this.#byRunningStatistics(x, slope));
      }
      const { features: groups, eps: epsilon } = this.#options;
      const settings: NormSettings = { groups, acrossBatch: this.acrossBatch, epsilon, slope };
      const affine = this.#scale && this.#offset ? { scale: this.#scale, offset: this.#offset } : null;
      const { y, mean, rstd } = normalize(x, affine, settings);
      if (this.#running) this.#track(x, mean, rstd);
      return y;
    });
  }

  #byRunningStatistics(x: tf.Tensor, slope: number): tf.Tensor {
    if (!this.#running) throw new TypeError('the norm keeps no statistics');
    const rstd = tf.rsqrt(tf.add(this.#running.variance, this.#options.eps));
    const factor = this.#scale ? tf.mul(rstd, this.#scale) : rstd;
    const shift = tf.neg(tf.mul(this.#running.mean, factor));
    const y = tf.add(tf.mul(x, factor), this.#offset ? tf.add(shift, this.#offset) : shift);
    return slope === 1 ? y : tf.leakyRelu(y, slope);
  }

  /** Moves the running statistics toward the batch's: the mean over images of mean and unbiased variance. */
  #track(x: tf.Tensor, mean: tf.Tensor, rstd: tf.Tensor): void {
    const running = this.#running;
    if (!running) return;
    // Read back, because what is on the tape must not depend on the statistics' update.
    const features = this.#options.features;
    const images = this.acrossBatch ? 1 : (x.shape[0] ?? 1);
    const positions = x.size / features / images;
    const means = mean.dataSync();
    const inverses = rstd.dataSync();
    const batches = (running.batches.dataSync()[0] ?? 0) + (this.acrossBatch ? 1 : 0);
    const share = this.#options.momentum ?? (this.acrossBatch ? 1 / batches : 0);
    const meanValues = Float32Array.from(running.mean.dataSync());
    const varianceValues = Float32Array.from(running.variance.dataSync());
    for (let feature = 0; feature < features; feature++) {
      let meanSum = 0;
      let varianceSum = 0;
      for (let image = 0; image < images; image++) {
        meanSum += means[image * features + feature] ?? 0;
        varianceSum += (inverses[image * features + feature] ?? 1) ** -2 - this.#options.eps;
      }
      const unbiased = (varianceSum / images) * (positions / Math.max(1, positions - 1));
      meanValues[feature] = (1 - share) * (meanValues[feature] ?? 0) + (share * meanSum) / images;
      varianceValues[feature] = (1 - share) * (varianceValues[feature] ?? 0) + share * unbiased;
    }
    assign(running.mean, meanValues);
    assign(running.variance, varianceValues);
    assign(running.batches, Int32Array.of(batches));
  }
}

/** torch.nn.BatchNorm1d, 2d, 3d. */
export class BatchNorm extends FeatureNorm {
  protected override readonly acrossBatch = true;
}

/** torch.nn.InstanceNorm1d, 2d, 3d. Like PyTorch's, it does not count batches, so without momentum its statistics stand still. */
export class InstanceNorm extends FeatureNorm {
  protected override readonly acrossBatch = false;
}

function assign(variable: tf.Variable, values: Float32Array | Int32Array): void {
  const tensor = tf.tensor(values, variable.shape, variable.dtype === 'int32' ? 'int32' : 'float32');
  variable.assign(tensor);
  tensor.dispose();
}
