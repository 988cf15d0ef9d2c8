import * as tf from '@tensorflow/tfjs';
import { type Static, Type } from 'typebox';
import { overlap } from '../../engine/backends/index.js';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { Loss } from './loss.js';
import { requireClassNumbers } from './one-hot.js';

export const DiceLossArguments = Type.Object({
  includeBackground: Type.Boolean({ default: true, description: 'Whether channel 0, the background, counts.' }),
  toOnehotY: Type.Boolean({ default: false, description: 'Whether the target holds class numbers in one channel.' }),
  sigmoid: Type.Boolean({ default: false, description: 'Apply a sigmoid to the prediction.' }),
  softmax: Type.Boolean({ default: false, description: 'Apply a softmax over the channels of the prediction.' }),
  otherAct: Nullable(Callback<(x: tf.Tensor) => tf.Tensor>('Another activation to apply to the prediction.')),
  squaredPred: Type.Boolean({ default: false, description: 'Square prediction and target in the denominator.' }),
  jaccard: Type.Boolean({ default: false, description: 'Compute the soft Jaccard index instead of Dice.' }),
  reduction: Type.Union([Type.Literal('mean'), Type.Literal('sum'), Type.Literal('none')], {
    default: 'mean',
    description: 'What is made of the values for each item and channel.',
  }),
  smoothNr: Type.Number({ default: 1e-5, description: 'Added to the numerator.' }),
  smoothDr: Type.Number({ default: 1e-5, description: 'Added to the denominator.' }),
  batch: Type.Boolean({ default: false, description: 'Sum over the batch before dividing.' }),
  weight: Nullable(
    Type.Union([Type.Number({ minimum: 0 }), Type.Array(Type.Number({ minimum: 0 }), { minItems: 1 })], {
      description: 'Weight of all classes, or one each.',
    }),
  ),
  softLabel: Type.Boolean({ default: false, description: 'The target holds values between 0 and 1.' }),
});

export type DiceLossOptions = Static<typeof DiceLossArguments>;

/**
 * One minus the soft Dice overlap (Milletari et al., "V-Net", 3DV 2016), as MONAI's `DiceLoss`. The target may have any
 * dtype: it is compared in float32.
 */
export class DiceLoss extends Loss {
  constructor(readonly options: DiceLossOptions) {
    super();
    const { sigmoid, softmax, otherAct } = options;
    if (Number(sigmoid) + Number(softmax) + Number(otherAct !== null) > 1) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'DiceLoss',
        problem: 'more than one of sigmoid, softmax and other_act is set',
        fix: 'keep the one that turns your network output into probabilities',
      });
    }
  }

  /** @throws BundleError bad_input when target and input differ in shape, or the weights in number */
  override forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const channels = input.shape[1] ?? 1;
      const all = this.#sums(input, tf.cast(target, 'float32'));
      const counted = this.options.includeBackground || channels === 1 ? all : tf.slice(all, [0, 1, 0]);
      const sums = this.options.batch ? tf.sum(counted, 0) : counted;
      return this.#reduced(this.#weighted(this.#ratio(sums), counted.shape[1] ?? 1), input.rank);
    });
  }

  /** What the loss is made of, [N, C, 3]: see {@link overlap}. */
  #sums(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    const { sigmoid, softmax, otherAct, toOnehotY, squaredPred, softLabel } = this.options;
    const channels = input.shape[1] ?? 1;
    const numbers = toOnehotY && channels > 1;
    if (numbers) requireClassNumbers(target);
    const prediction = otherAct ? otherAct(input) : input;
    const [batch = 1, classes = 1, ...spatial] = prediction.shape;
    if (!tf.util.arraysEqual(numbers ? [batch, 1, ...spatial] : [batch, classes, ...spatial], target.shape)) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'DiceLoss',
        problem: `the target has the shape [${target.shape}], the prediction [${prediction.shape}]`,
        fix: 'give the target one channel a class, or set to_onehot_y for class numbers',
      });
    }
    const activation = sigmoid ? 'sigmoid' : softmax && channels > 1 ? 'softmax' : 'none';
    const sums = squaredPred ? 'squares' : softLabel ? 'sizes' : 'products';
    return overlap(prediction, target, { activation, sums, numbers });
  }

  /** One minus the overlap, for each item and channel (for each channel with `batch`). */
  #ratio(sums: tf.Tensor): tf.Tensor {
    const { squaredPred, softLabel, jaccard, smoothNr, smoothDr } = this.options;
    const [first, predicted, actual] = tf.unstack(sums, sums.rank - 1);
    if (!first || !predicted || !actual) throw new TypeError('the sums of an overlap are three');
    const both = tf.add(predicted, actual);
    const common = squaredPred || softLabel ? tf.div(tf.sub(both, first), 2) : first;
    const missed = tf.sub(both, tf.mul(common, 2));
    const share = jaccard ? missed : tf.mul(missed, 0.5);
    const numerator = tf.add(tf.mul(common, 2), smoothNr);
    const denominator = tf.add(tf.mul(tf.add(common, share), 2), smoothDr);
    return tf.sub(1, tf.div(numerator, denominator));
  }

  #weighted(values: tf.Tensor, classes: number): tf.Tensor {
    const { weight } = this.options;
    if (weight === null || classes === 1) return values;
    if (typeof weight === 'number') return tf.mul(values, weight);
    if (weight.length === classes) return tf.mul(values, tf.tensor1d([...weight]));
    return fail({
      family: 'component',
      code: 'bad_input',
      component: 'DiceLoss',
      problem: `there are ${weight.length} weights for ${classes} classes`,
      fix: 'give one weight a class; without background, none for class 0',
    });
  }

  #reduced(values: tf.Tensor, rank: number): tf.Tensor {
    switch (this.options.reduction) {
      case 'mean':
        return tf.mean(values);
      case 'sum':
        return tf.sum(values);
      case 'none':
        return tf.reshape(values, [...values.shape.slice(0, 2), ...new Array<number>(rank - 2).fill(1)]);
    }
  }
}

/** Softmax over axis 1. */
export function softmaxChannels(x: tf.Tensor): tf.Tensor {
  const shifted = tf.exp(tf.sub(x, tf.max(x, 1, true)));
  return tf.div(shifted, tf.sum(shifted, 1, true));
}

export const diceLoss = component({
  name: 'DiceLoss',
  aliases: ['Dice', 'dice_loss'],
  modules: ['monai.losses', 'monai.losses.dice'],
  kind: 'loss',
  description: 'One minus the soft Dice overlap of prediction and target.',
  arguments: DiceLossArguments,
  create: (options) => new DiceLoss(options),
});
