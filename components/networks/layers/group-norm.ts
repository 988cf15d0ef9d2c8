import type * as tf from '@tensorflow/tfjs';
import { normalize } from '../../../engine/backends/index.js';
import { UnaryLayer } from './layer.js';

export interface GroupNormOptions {
  readonly groups: number;
  readonly channels: number;
  readonly eps: number;
  readonly affine: boolean;
}

/** torch.nn.GroupNorm: statistics over each image's groups of neighbouring channels. `channels` is a multiple of `groups`. */
export class GroupNorm extends UnaryLayer {
  readonly #options: GroupNormOptions;
  readonly #affine: { scale: tf.Variable; offset: tf.Variable } | null;

  constructor(options: GroupNormOptions) {
    super();
    const { channels, affine } = options;
    this.#options = options;
    this.#affine = affine
      ? {
          scale: this.parameter('weight', new Float32Array(channels).fill(1), [channels]),
          offset: this.parameter('bias', new Float32Array(channels), [channels]),
        }
      : null;
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return this.forwardLeaky(x, 1);
  }

  /** The norm followed by a leaky ReLU of `slope` (0 to 1; 1 for none): together they cost less. */
  forwardLeaky(x: tf.Tensor, slope: number): tf.Tensor {
    const { groups, eps } = this.#options;
    const { y, mean, rstd } = normalize(x, this.#affine, { groups, acrossBatch: false, epsilon: eps, slope });
    mean.dispose();
    rstd.dispose();
    return y;
  }
}
