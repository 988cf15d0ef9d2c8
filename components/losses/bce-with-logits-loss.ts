import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Loss } from './loss.js';
import { DeprecatedReduction, type Reduction, ReductionArgument, reduce } from './reduction.js';
import { numbersOf, type Weights, WeightsArgument } from './weights.js';

export interface BCEWithLogitsLossOptions {
  readonly weight?: Weights | null;
  readonly reduction?: Reduction;
  readonly posWeight?: Weights | null;
}

/** torch.nn.BCEWithLogitsLoss: binary cross-entropy of logits with labels from 0 to 1 of the same shape. */
export class BCEWithLogitsLoss extends Loss {
  readonly #weight: number | number[] | null;
  readonly #reduction: Reduction;
  readonly #positive: number | number[] | null;

  constructor({ weight = null, reduction = 'mean', posWeight = null }: BCEWithLogitsLossOptions = {}) {
    super();
    this.#weight = weight === null ? null : numbersOf(weight);
    this.#reduction = reduction;
    this.#positive = posWeight === null ? null : numbersOf(posWeight);
  }

  /** @returns a scalar; with the reduction `none` as `input` */
  override forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const truth = tf.cast(target, 'float32');
      const missed = tf.softplus(tf.neg(input));
      const share = this.#positive === null ? 1 : tf.add(1, tf.mul(tf.sub(tf.tensor(this.#positive), 1), truth));
      const losses = tf.add(tf.mul(tf.sub(1, truth), input), tf.mul(share, missed));
      return reduce(this.#weight === null ? losses : tf.mul(losses, tf.tensor(this.#weight)), this.#reduction);
    });
  }
}

export const bceWithLogitsLoss = component({
  name: 'BCEWithLogitsLoss',
  modules: ['torch.nn', 'torch.nn.modules.loss'],
  kind: 'loss',
  description: 'Binary cross-entropy of logits with labels from 0 to 1.',
  arguments: Type.Object({
    weight: WeightsArgument('Weights of the elements, as long as the last axis.'),
    sizeAverage: DeprecatedReduction,
    reduce: DeprecatedReduction,
    reduction: ReductionArgument,
    posWeight: WeightsArgument('Weight of positive labels, as long as the last axis.'),
  }),
  create: (options) => new BCEWithLogitsLoss(options),
});
