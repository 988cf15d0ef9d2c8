import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { NdArray } from '../../engine/types/index.js';
import { CumulativeMetric } from './cumulative-metric.js';
import { elements, float32, volume } from './elements.js';
import { type MetricReduction, reduceMetric, reductionArgument } from './metric-reduction.js';

const Arguments = Type.Object({
  includeBackground: Type.Boolean({
    default: true,
    description: 'Whether the first channel counts; with a single channel it always does.',
  }),
  reduction: reductionArgument,
  getNotNans: Type.Boolean({
    default: false,
    description: 'Whether to return how many values stand behind each, too.',
  }),
  ignoreEmpty: Type.Boolean({
    default: true,
    description: 'Whether an empty label gives NaN, to be left out; otherwise it gives 1 for an empty prediction.',
  }),
});

/** Intersection over union of each item and class (MONAI's `MeanIoU`). Predictions and labels are binary, a channel for each class. */
export class MeanIoU extends CumulativeMetric {
  constructor(readonly options: Static<typeof Arguments>) {
    super();
  }

  protected override measure(prediction: NdArray, label: NdArray): NdArray {
    const [channels = 0, ...space] = prediction.shape;
    if (space.length === 0) this.refuse('a prediction needs a channel axis and spatial axes');
    if (prediction.shape.join() !== label.shape.join()) {
      this.refuse(`the prediction is [${prediction.shape.join(', ')}] but the label [${label.shape.join(', ')}]`);
    }
    const size = volume(space);
    const first = this.options.includeBackground || channels === 1 ? 0 : 1;
    const p = elements(prediction);
    const y = elements(label);
    const scores = Array.from({ length: channels - first }, (_, index) => {
      const begin = (first + index) * size;
      return this.#overlap(p.subarray(begin, begin + size), y.subarray(begin, begin + size));
    });
    return float32(scores, [scores.length]);
  }

  #overlap(p: ArrayLike<number>, y: ArrayLike<number>): number {
    let both = 0;
    let predicted = 0;
    let labelled = 0;
    for (let index = 0; index < p.length; index++) {
      const a = p[index] ?? 0;
      const b = y[index] ?? 0;
      both += a * b;
      predicted += a;
      labelled += b;
    }
    const union = predicted + labelled - both;
    if (this.options.ignoreEmpty) return labelled > 0 ? both / union : Number.NaN;
    return union > 0 ? both / union : 1;
  }

  /** The reduced scores, with their counts where the options say so. */
  override aggregate(reduction?: MetricReduction | null): NdArray | NdArray[] {
    const { values, notNans } = reduceMetric(this.kept(), reduction ?? this.options.reduction);
    return this.options.getNotNans ? [values, notNans] : values;
  }
}

export const meanIoU = component({
  name: 'MeanIoU',
  modules: ['monai.metrics', 'monai.metrics.meaniou'],
  kind: 'metric',
  description: 'Intersection over union of items and classes, kept until it is aggregated.',
  arguments: Arguments,
  create: (args) => new MeanIoU(args),
});
