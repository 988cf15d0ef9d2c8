import * as tf from '@tensorflow/tfjs';
import { composite } from '../../../engine/backends/index.js';
import { channelsFirst, channelsLast } from './channels.js';
import { UnaryLayer } from './layer.js';
import { product } from './spatial.js';

export interface LayerNormOptions {
  /** The last extents of the channel-first input, over which statistics are taken. */
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  readonly bias: boolean;
}

/** torch.nn.LayerNorm, over the last axes of the channel-first tensor as PyTorch counts them. */
export class LayerNorm extends UnaryLayer {
  readonly #options: LayerNormOptions;
  readonly #scale: tf.Variable | undefined;
  readonly #offset: tf.Variable | undefined;

  constructor(options: LayerNormOptions) {
    super();
    const { normalizedShape: shape, elementwiseAffine, bias } = options;
    this.#options = options;
    if (elementwiseAffine) {
      this.#scale = this.parameter('weight', new Float32Array(product(shape)).fill(1), shape);
      if (bias) this.#offset = this.parameter('bias', new Float32Array(product(shape)), shape);
    }
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const first = channelsFirst(x);
      const axes = this.#options.normalizedShape.map((_, index, all) => first.rank - all.length + index);
      const inputs: Record<string, tf.Tensor> = { x: first };
      if (this.#scale) inputs.scale = this.#scale;
      if (this.#offset) inputs.offset = this.#offset;
      const attributes = { axes: axes.length, epsilon: this.#options.eps };
      return channelsLast(composite('MedbundleLayerNorm', inputs, attributes, () => this.#normalized(first, axes)));
    });
  }

  #normalized(x: tf.Tensor, axes: number[]): tf.Tensor {
    const mean = tf.mean(x, axes, true);
    const centered = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centered), axes, true);
    let y: tf.Tensor = tf.mul(centered, tf.rsqrt(tf.add(variance, this.#options.eps)));
    if (this.#scale) y = tf.mul(y, this.#scale);
    if (this.#offset) y = tf.add(y, this.#offset);
    return y;
  }
}
