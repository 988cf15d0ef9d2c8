import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { logSoftmaxChannels } from './channels.js';
import { Loss } from './loss.js';
import { oneHot } from './one-hot.js';
import { DeprecatedReduction, type Reduction, ReductionArgument } from './reduction.js';
import { numbersOf, type Weights, WeightsArgument } from './weights.js';

export interface CrossEntropyLossOptions {
  readonly weight?: Weights | null;
  readonly ignoreIndex?: number;
  readonly reduction?: Reduction;
  readonly labelSmoothing?: number;
}

/** torch.nn.CrossEntropyLoss: of logits [N, C, …] and class numbers [N, …] or class probabilities [N, C, …]. */
export class CrossEntropyLoss extends Loss {
  readonly #weights: number[] | null;
  readonly #ignored: number;
  readonly #reduction: Reduction;
  readonly #smoothing: number;

  constructor({
    weight = null,
    ignoreIndex = -100,
    reduction = 'mean',
    labelSmoothing = 0,
  }: CrossEntropyLossOptions = {}) {
    super();
    this.#weights = weight === null ? null : [numbersOf(weight)].flat();
    this.#ignored = ignoreIndex;
    this.#reduction = reduction;
    this.#smoothing = labelSmoothing;
  }

  /**
   * @returns a scalar; with the reduction `none` [N, …]
   * @throws BundleError `bad_input` when the shapes do not agree, or the weights are not as many as the classes
   */
  override forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const classes = input.shape[1] ?? 1;
      if (this.#weights && this.#weights.length !== classes) {
        this.#refuse(`${this.#weights.length} weights for ${classes} classes`);
      }
      const weights = tf.reshape(tf.tensor1d(this.#weights ?? Array<number>(classes).fill(1)), [
        classes,
        ...input.shape.slice(2).map(() => 1),
      ]);
      const logs = tf.mul(logSoftmaxChannels(input), weights);
      if (target.shape.join() === input.shape.join()) return this.#ofProbabilities(logs, target);
      const labels = [input.shape[0], ...input.shape.slice(2)];
      if (target.shape.join() !== labels.join()) {
        this.#refuse(`the label has the shape [${target.shape.join(', ')}], not [${labels.join(', ')}]`);
      }
      return this.#ofNumbers(logs, target, weights);
    });
  }

  #ofProbabilities(logs: tf.Tensor, target: tf.Tensor): tf.Tensor {
    const classes = logs.shape[1] ?? 1;
    const truth = tf.add(tf.mul(tf.cast(target, 'float32'), 1 - this.#smoothing), this.#smoothing / classes);
    const losses = tf.neg(tf.sum(tf.mul(truth, logs), 1));
    if (this.#reduction === 'none') return losses;
    const sum = tf.sum(losses);
    return this.#reduction === 'sum' ? sum : tf.div(sum, losses.size);
  }

  #ofNumbers(logs: tf.Tensor, target: tf.Tensor, weights: tf.Tensor): tf.Tensor {
    const classes = logs.shape[1] ?? 1;
    const labels = tf.cast(target, 'int32');
    const counted = tf.cast(tf.notEqual(labels, tf.scalar(this.#ignored, 'int32')), 'float32');
    const hot = oneHot(tf.expandDims(labels, 1), classes);
    const own = tf.neg(tf.mul(tf.sum(tf.mul(hot, logs), 1), counted));
    const smoothed = tf.mul(tf.neg(tf.sum(logs, 1)), tf.mul(counted, this.#smoothing / classes));
    const losses = tf.add(tf.mul(own, 1 - this.#smoothing), smoothed);
    if (this.#reduction === 'none') return losses;
    const sum = tf.sum(losses);
    if (this.#reduction === 'sum') return sum;
    return tf.div(sum, tf.sum(tf.mul(tf.sum(tf.mul(hot, weights), 1), counted)));
  }

  #refuse(problem: string): never {
    return fail({ family: 'component', code: 'bad_input', component: 'CrossEntropyLoss', problem });
  }
}

export const crossEntropyLoss = component({
  name: 'CrossEntropyLoss',
  modules: ['torch.nn', 'torch.nn.modules.loss'],
  kind: 'loss',
  description: 'Cross-entropy of logits with class numbers or class probabilities.',
  arguments: Type.Object({
    weight: WeightsArgument('Weight of each class.'),
    sizeAverage: DeprecatedReduction,
    ignoreIndex: Type.Integer({ description: 'Class number that does not count.', default: -100 }),
    reduce: DeprecatedReduction,
    reduction: ReductionArgument,
    labelSmoothing: Type.Number({
      description: 'Share of the label that is spread over all classes.',
      minimum: 0,
      maximum: 1,
      default: 0,
    }),
  }),
  create: (options) => new CrossEntropyLoss(options),
});
