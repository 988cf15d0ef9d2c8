import * as tf from '@tensorflow/tfjs';
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
      const mean = tf.mean(first, axes, true);
      const centered = tf.sub(first, mean);
      const variance = tf.mean(tf.square(centered), axes, true);
      let y: tf.Tensor = tf.mul(centered, tf.rsqrt(tf.add(variance, this.#options.eps)));
      if (this.#scale) y = tf.mul(y, this.#scale);
      if (this.#offset) y = tf.add(y, this.#offset);
      return channelsLast(y);
    });
  }
}
