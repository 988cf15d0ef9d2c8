import * as tf from '@tensorflow/tfjs';
import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { absolute } from './channels.js';
import { Loss } from './loss.js';
import { oneHot } from './one-hot.js';

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
      const [prediction, truth] = this.#prepared(input, tf.cast(target, 'float32'));
      const axes = prediction.shape
        .map((_, axis) => axis)
        .filter((axis) => axis > 1 || (axis === 0 && this.options.batch));
      return this.#reduced(this.#weighted(this.#ratio(prediction, truth, axes), truth), prediction.rank);
    });
  }

  #prepared(input: tf.Tensor, target: tf.Tensor): [tf.Tensor, tf.Tensor] {
    const { sigmoid, softmax, otherAct, toOnehotY, includeBackground } = this.options;
    const channels = input.shape[1] ?? 1;
    let prediction = sigmoid ? tf.sigmoid(input) : input;
    if (softmax && channels > 1) prediction = softmaxChannels(prediction);
    if (otherAct) prediction = otherAct(prediction);
    let truth = toOnehotY && channels > 1 ? oneHot(target, channels) : target;
    if (!includeBackground && channels > 1) {
      prediction = withoutFirstChannel(prediction);
      truth = withoutFirstChannel(truth);
    }
    if (!tf.util.arraysEqual(prediction.shape, truth.shape)) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'DiceLoss',
        problem: `the target has the shape [${truth.shape}], the prediction [${prediction.shape}]`,
        fix: 'give the target one channel a class, or set to_onehot_y for class numbers',
      });
    }
    return [prediction, truth];
  }

  /** One minus the overlap, for each item and channel (for each channel with `batch`). */
  #ratio(prediction: tf.Tensor, truth: tf.Tensor, axes: number[]): tf.Tensor {
    const { squaredPred, softLabel, jaccard, smoothNr, smoothDr } = this.options;
    const size = (x: tf.Tensor) => tf.sum(squaredPred ? tf.square(x) : absolute(x), axes);
    let predicted: tf.Tensor;
    let actual: tf.Tensor;
    let common: tf.Tensor;
    if (!squaredPred && !softLabel) {
      common = tf.sum(tf.mul(prediction, truth), axes);
      [predicted, actual] = [tf.sum(prediction, axes), tf.sum(truth, axes)];
    } else {
      [predicted, actual] = [size(prediction), size(truth)];
      common = tf.div(tf.sub(tf.add(predicted, actual), size(tf.sub(prediction, truth))), 2);
    }
    const missed = tf.sub(tf.add(predicted, actual), tf.mul(common, 2));
    const share = jaccard ? missed : tf.mul(missed, 0.5);
    const numerator = tf.add(tf.mul(common, 2), smoothNr);
    const denominator = tf.add(tf.mul(tf.add(common, share), 2), smoothDr);
    return tf.sub(1, tf.div(numerator, denominator));
  }

  #weighted(values: tf.Tensor, truth: tf.Tensor): tf.Tensor {
    const { weight } = this.options;
    const classes = truth.shape[1] ?? 1;
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

function withoutFirstChannel(x: tf.Tensor): tf.Tensor {
  const begin = x.shape.map((_, axis) => (axis === 1 ? 1 : 0));
  const size = x.shape.map((extent, axis) => (axis === 1 ? extent - 1 : extent));
  return tf.slice(x, begin, size);
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
