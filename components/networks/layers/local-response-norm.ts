import * as tf from '@tensorflow/tfjs';
import { composite } from '../../../engine/backends/index.js';
import { UnaryLayer } from './layer.js';

export interface LocalResponseNormOptions {
  /** Channels in a neighbourhood. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** torch.nn.LocalResponseNorm: x / (k + alpha · mean of squares over neighbouring channels)^beta. */
export class LocalResponseNorm extends UnaryLayer {
  readonly #options: LocalResponseNormOptions;

  constructor(options: LocalResponseNormOptions) {
    super();
    this.#options = options;
  }

  override forward(x: tf.Tensor): tf.Tensor {
    const { size, alpha, beta, k } = this.#options;
    return composite('MedbundleLocalResponseNorm', { x }, { size, alpha, beta, k }, () =>
      tf.tidy(() => {
        const channels = x.shape[x.rank - 1] ?? 1;
        const before = Math.floor(size / 2);
        const rows = tf.pad(tf.reshape(tf.square(x), [-1, channels]), [
          [0, 0],
          [before, size - 1 - before],
        ]);
        const neighbours = Array.from({ length: size }, (_, shift) => tf.slice(rows, [0, shift], [-1, channels]));
        const mean = tf.div(tf.addN(neighbours), size);
        const divisor = tf.pow(tf.add(tf.mul(mean, alpha), k), beta);
        return tf.div(x, tf.reshape(divisor, x.shape));
      }),
    );
  }
}
