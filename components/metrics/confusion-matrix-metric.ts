import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { NdArray } from '../../engine/types/index.js';
import { confusionRate } from './confusion-rates.js';
import { CumulativeMetric } from './cumulative-metric.js';
import { elements, float32, volume } from './elements.js';
import { type MetricReduction, reduceMetric, reductionArgument } from './metric-reduction.js';

const Arguments = Type.Object({
  includeBackground: Type.Boolean({
    default: true,
    description: 'Whether the first channel counts; with a single channel it always does.',
  }),
  metricName: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
    default: 'hit_rate',
    description: 'The rate or rates to compute: sensitivity, specificity, precision, f1 score, …',
  }),
  computeSample: Type.Boolean({
    default: false,
    description:
      "Whether to compute the rates of each item and reduce those, rather than reduce the items' counts first.",
  }),
  reduction: reductionArgument,
  getNotNans: Type.Boolean({
    default: false,
    description: 'Whether to return how many values stand behind each, too.',
  }),
});

/**
 * Rates from the confusion matrix of each item and class (MONAI's `ConfusionMatrixMetric`). Predictions and labels are binary, a channel for
 * each class: [C] for classification, [C, …] for segmentation. The values kept are [tp, fp, tn, fn].
 */
export class ConfusionMatrixMetric extends CumulativeMetric {
  readonly #names: readonly string[];
  #classification = false;

  constructor(readonly options: Static<typeof Arguments>) {
    super();
    this.#names = [options.metricName].flat();
    for (const name of this.#names) confusionRate(name);
  }

  protected override measure(prediction: NdArray, label: NdArray): NdArray {
    const [channels = 0, ...space] = prediction.shape;
    if (prediction.shape.length === 0) this.refuse('a prediction needs a channel axis');
    if (prediction.shape.join() !== label.shape.join()) {
      this.refuse(`the prediction is [${prediction.shape.join(', ')}] but the label [${label.shape.join(', ')}]`);
    }
    const size = volume(space);
    this.#classification = space.length === 0 || (space.length === 1 && size === 1);
    const first = this.options.includeBackground || channels === 1 ? 0 : 1;
    const p = elements(prediction);
    const y = elements(label);
    const counts: number[] = [];
    for (let begin = first * size; begin < channels * size; begin += size) {
      let tp = 0;
      let tn = 0;
      let positive = 0;
      for (let index = begin; index < begin + size; index++) {
        const sum = (p[index] ?? 0) + (y[index] ?? 0);
        if (sum === 2) tp++;
        else if (sum === 0) tn++;
        positive += y[index] ?? 0;
      }
      counts.push(tp, size - positive - tn, tn, positive - tp);
    }
    return float32(counts, [channels - first, 4]);
  }

  /** The rates in the order of their names, each with its counts where the options say so. */
  override aggregate(computeSample = false, reduction?: MetricReduction | null): (NdArray | NdArray[])[] {
    const kept = this.kept();
    const mode = reduction ?? this.options.reduction;
    // Classification items have one position a class, where rates of single items mean nothing.
    const bySample = computeSample || (this.options.computeSample && !this.#classification);
    return this.#names.map((name) => {
      const { values, notNans } = reduceMetric(bySample ? rate(name, kept) : kept, mode);
      const result = bySample ? values : rate(name, values);
      return this.options.getNotNans ? [result, notNans] : result;
    });
  }
}

/** The rate of each [tp, fp, tn, fn]; of a single one as an array of one element. */
function rate(name: string, counts: NdArray): NdArray {
  const compute = confusionRate(name);
  const data = elements(counts);
  const rates = Array.from({ length: data.length / 4 }, (_, index) => {
    const [tp = 0, fp = 0, tn = 0, fn = 0] = data.subarray(index * 4, index * 4 + 4);
    return compute({ tp, fp, tn, fn });
  });
  return float32(rates, counts.shape.length === 1 ? [1] : counts.shape.slice(0, -1));
}

export const confusionMatrixMetric = component({
  name: 'ConfusionMatrixMetric',
  modules: ['monai.metrics', 'monai.metrics.confusion_matrix'],
  kind: 'metric',
  description:
    'Sensitivity, specificity, precision and other rates of items and classes, kept until they are aggregated.',
  arguments: Arguments,
  create: (args) => new ConfusionMatrixMetric(args),
});
