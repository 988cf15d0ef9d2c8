import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { BCEWithLogitsLoss } from './bce-with-logits-loss.js';
import { CrossEntropyLoss } from './cross-entropy-loss.js';
import { DiceLoss, DiceLossArguments, type DiceLossOptions } from './dice-loss.js';
import { Loss } from './loss.js';
import { numbersOf, type Weights, WeightsArgument } from './weights.js';

export interface DiceCELossOptions extends Omit<DiceLossOptions, 'softLabel' | 'reduction' | 'weight'> {
  readonly reduction: 'mean' | 'sum';
  readonly weight: Weights | null;
  readonly lambdaDice: number;
  readonly lambdaCe: number;
  readonly labelSmoothing: number;
}

/** The weighted sum of Dice loss and cross-entropy, as MONAI's `DiceCELoss`; with one channel, of binary cross-entropy. */
export class DiceCELoss extends Loss {
  readonly #dice: DiceLoss;
  readonly #crossEntropy: CrossEntropyLoss;
  readonly #binary: BCEWithLogitsLoss;
  readonly #shares: { dice: number; crossEntropy: number };

  /** @throws BundleError `invalid_argument` as {@link DiceLoss} */
  constructor(options: DiceCELossOptions) {
    super();
    const { weight, reduction, lambdaDice, lambdaCe, labelSmoothing } = options;
    const weights = weight === null ? null : numbersOf(weight);
    const foreground = options.includeBackground === false && Array.isArray(weights) ? weights.slice(1) : weights;
    this.#dice = new DiceLoss({ ...options, weight: foreground, softLabel: false });
    this.#crossEntropy = new CrossEntropyLoss({ weight: weights, reduction, labelSmoothing });
    this.#binary = new BCEWithLogitsLoss({ posWeight: weights, reduction });
    this.#shares = { dice: lambdaDice, crossEntropy: lambdaCe };
  }

  /**
   * @param input [N, C, …], logits
   * @param target [N, C, …], or [N, 1, …] class numbers
   * @throws BundleError `bad_input` when the shapes do not agree
   */
  override forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const classes = input.shape[1] ?? 1;
      const channels = target.shape[1] ?? 1;
      if (input.rank !== target.rank || (channels !== 1 && channels !== classes)) {
        const problem = `a label of shape [${target.shape.join(', ')}] for a prediction of shape [${input.shape.join(', ')}]`;
        const fix = 'give it one channel of class numbers, or one channel for each class';
        fail({ family: 'component', code: 'bad_input', component: 'DiceCELoss', problem, fix });
      }
      const dice = this.#dice.forward(input, target);
      const other = classes === 1 ? this.#binary.forward(input, target) : this.#entropy(input, target);
      return tf.add(tf.mul(dice, this.#shares.dice), tf.mul(other, this.#shares.crossEntropy));
    });
  }

  #entropy(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    const [n = 1, channels = 1, ...spatial] = target.shape;
    const numbers = channels === 1;
    return this.#crossEntropy.forward(input, numbers ? tf.reshape(target, [n, ...spatial]) : target);
  }
}

const { softLabel: _, ...diceArguments } = DiceLossArguments.properties;

const share = (description: string) => Type.Number({ description, minimum: 0, default: 1 });

export const diceCeLoss = component({
  name: 'DiceCELoss',
  modules: ['monai.losses', 'monai.losses.dice'],
  kind: 'loss',
  description: 'Weighted sum of Dice loss and cross-entropy.',
  arguments: Type.Object({
    ...diceArguments,
    weight: WeightsArgument('Weight of each class, the background included; of positive labels with one channel.'),
    reduction: Type.Union([Type.Literal('mean'), Type.Literal('sum')], {
      description: 'What becomes of the single losses: mean or sum.',
      default: 'mean',
    }),
    lambdaDice: share('Share of the Dice loss.'),
    lambdaCe: share('Share of the cross-entropy.'),
    labelSmoothing: Type.Number({
      description: 'Share of the label that cross-entropy spreads over all classes.',
      minimum: 0,
      maximum: 1,
      default: 0,
    }),
  }),
  create: (options) => new DiceCELoss(options),
});
