import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { crossEntropy } from '../../engine/backends/index.js';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Loss } from './loss.js';
import { DeprecatedReduction, type Reduction, ReductionArgument, reduce } from './reduction.js';
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
      const weights = tf.tensor1d(this.#weights ?? Array<number>(classes).fill(1));
      const settings = { smoothing: this.#smoothing, ignored: this.#ignored };
      if (target.shape.join() === input.shape.join()) {
        const { loss } = crossEntropy(input, tf.cast(target, 'float32'), weights, settings);
        return reduce(loss, this.#reduction);
      }
      const labels = [input.shape[0], ...input.shape.slice(2)];
      if (target.shape.join() !== labels.join()) {
        this.#refuse(`the label has the shape [${target.shape.join(', ')}], not [${labels.join(', ')}]`);
      }
      const { loss, counted } = crossEntropy(input, tf.cast(target, 'int32'), weights, settings);
      // PyTorch's mean is over the weights of the labels.
      return this.#reduction === 'mean' ? tf.div(tf.sum(loss), tf.sum(counted)) : reduce(loss, this.#reduction);
    });
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
