import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Nullable } from '../../engine/registry/schema.js';
import type { NdArray } from '../../engine/types/index.js';
import { CumulativeMetric } from './cumulative-metric.js';
import { elements, float32, volume } from './elements.js';
import { type MetricReduction, reduceMetric, reductionArgument } from './metric-reduction.js';

/** The arguments that DiceMetric and MeanDice share. */
export const diceArguments = {
  includeBackground: Type.Boolean({
    default: true,
    description: 'Whether the first channel counts; with a single channel it always does.',
  }),
  numClasses: Nullable(
    Type.Integer({
      minimum: 1,
      description:
        "Number of classes, where predictions are class numbers in one channel; the prediction's channels by default.",
    }),
  ),
  returnWithLabel: Type.Union([Type.Boolean(), Type.Array(Type.String())], {
    default: false,
    description: 'With reduction "mean_batch": whether to name the values of the classes, or their names.',
  }),
};

const Arguments = Type.Object({
  includeBackground: diceArguments.includeBackground,
  reduction: reductionArgument,
  getNotNans: Type.Boolean({
    default: false,
    description: 'Whether to return how many values stand behind each, too.',
  }),
  ignoreEmpty: Type.Boolean({
    default: true,
    description:
      'Whether an empty label gives NaN, to be left out; otherwise it gives 1 for an empty prediction, else 0.',
  }),
  numClasses: diceArguments.numClasses,
  returnWithLabel: diceArguments.returnWithLabel,
});

/** Values by class name, where they are asked for by name. */
export type NamedValues = Readonly<Record<string, number>>;

/**
 * The Dice coefficient, 2·|P ∩ Y| / (|P| + |Y|), of each item and class (MONAI's `DiceMetric`). Predictions are one-hot or binary with a channel for
 * each class, or class numbers in one channel; labels likewise. Nothing is thresholded here: any value but 0 is foreground.
 */
export class DiceMetric extends CumulativeMetric {
  constructor(readonly options: Static<typeof Arguments>) {
    super();
  }

  protected override measure(prediction: NdArray, label: NdArray): NdArray {
    const [channels = 0, ...space] = prediction.shape;
    const [labelChannels = 0, ...labelSpace] = label.shape;
    if (space.length === 0) this.refuse('a prediction needs a channel axis and spatial axes');
    if (space.join() !== labelSpace.join()) {
      this.refuse(`the prediction is [${prediction.shape.join(', ')}] but the label [${label.shape.join(', ')}]`);
    }
    const { includeBackground, numClasses, ignoreEmpty } = this.options;
    const classes = numClasses ?? channels;
    const first = includeBackground ? 0 : 1;
    const chosen = classes > 1 ? Array.from({ length: classes - first }, (_, index) => first + index) : [1];
    const least = Math.min(...[channels, labelChannels].filter((count) => count > 1));
    if (classes > least) this.refuse(`there are ${classes} classes but only ${least} channels`);
    const size = volume(space);
    const scores = chosen.map((number) =>
      dice(
        {
          values: elements(prediction),
          number: channels === 1 ? number : null,
          offset: channels === 1 ? 0 : number * size,
        },
        {
          values: elements(label),
          number: labelChannels === 1 ? number : null,
          offset: labelChannels === 1 ? 0 : number * size,
        },
        size,
        ignoreEmpty,
      ),
    );
    return float32(scores, [scores.length]);
  }

  /** The reduced scores; by class name, or with their counts, where the options say so. */
  override aggregate(reduction?: MetricReduction | null): NdArray | NamedValues | (NdArray | NamedValues)[] {
    const { values, notNans } = reduceMetric(this.kept(), reduction ?? this.options.reduction);
    const named = this.options.reduction === 'mean_batch' ? this.#byName(values) : values;
    return this.options.getNotNans ? [named, notNans] : named;
  }

  #byName(values: NdArray): NdArray | NamedValues {
    const { returnWithLabel, includeBackground } = this.options;
    if (!returnWithLabel) return values;
    const scores = Array.from(elements(values));
    const names = Array.isArray(returnWithLabel)
      ? returnWithLabel
      : scores.map((_, index) => `label_${includeBackground ? index : index + 1}`);
    return Object.fromEntries(names.slice(0, scores.length).map((name, index) => [name, rounded(scores[index] ?? 0)]));
  }
}

interface Channel {
  readonly values: ArrayLike<number>;
  /** The class number to look for, or null where the values themselves say how much is foreground. */
  readonly number: number | null;
  readonly offset: number;
}

function dice(prediction: Channel, label: Channel, size: number, ignoreEmpty: boolean): number {
  let labelSum = 0;
  let predictionSum = 0;
  let both = 0;
  for (let index = 0; index < size; index++) {
    const y = label.values[label.offset + index] ?? 0;
    const p = prediction.values[prediction.offset + index] ?? 0;
    const weight = label.number === null ? y : Number(y === label.number);
    labelSum += weight;
    if (prediction.number === null ? p !== 0 : p === prediction.number) {
      predictionSum++;
      both += weight;
    }
  }
  if (labelSum > 0) return (2 * both) / (labelSum + predictionSum);
  if (ignoreEmpty) return Number.NaN;
  return labelSum + predictionSum <= 0 ? 1 : 0;
}

/** To four decimals, as MONAI rounds what it names. */
function rounded(value: number): number {
  return Number(value.toFixed(4));
}

export const diceMetric = component({
  name: 'DiceMetric',
  modules: ['monai.metrics', 'monai.metrics.meandice'],
  kind: 'metric',
  description: 'Dice coefficients of items and classes, kept until they are aggregated.',
  arguments: Arguments,
  create: (args) => new DiceMetric(args),
});
