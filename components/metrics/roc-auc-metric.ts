import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { NdArray } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import { CumulativeMetric } from './cumulative-metric.js';
import { elements } from './elements.js';

const averages = ['macro', 'weighted', 'micro', 'none'] as const;

/** How the areas of several classes become one. */
export type Average = (typeof averages)[number];

/** The `average` argument. */
export const averageArgument = Type.Unsafe<Average>({
  enum: [...averages],
  default: 'macro',
  description:
    'How the areas of several classes become one: their mean, weighted by support, over all elements at once, or not at all.',
});

/**
 * Area under the ROC curve of scores against labels of 0 and 1 (MONAI's `ROCAUCMetric`). Items are [C], one-hot with several classes.
 */
export class ROCAUCMetric extends CumulativeMetric {
  constructor(readonly average: Average) {
    super();
  }

  protected override measure(prediction: NdArray, label: NdArray): readonly NdArray[] {
    return [prediction, label];
  }

  /** The area; one for each class with average `none`. NaN where a class has only one kind of label. */
  override aggregate(average?: Average | null): number | number[] {
    const buffers = this.buffer();
    const [scores, labels] = Array.isArray(buffers) ? buffers : [];
    if (!scores || !labels) return this.refuse('nothing was measured yet');
    const [items = 0, classes = 1] = scores.shape;
    if (scores.shape.length > 2 || labels.shape.length > 2) this.refuse('items must be scores of classes, [C]');
    const s = elements(scores);
    const y = elements(labels);
    if (classes === 1) return area(s, y);
    if (scores.shape.join() !== labels.shape.join()) {
      this.refuse(`scores are [${scores.shape.join(', ')}] but labels [${labels.shape.join(', ')}]`);
    }
    const mode = average ?? this.average;
    if (mode === 'micro') return area(s, y);
    const column = (of: ArrayLike<number>, index: number): number[] =>
      Array.from({ length: items }, (_, item) => of[item * classes + index] ?? 0);
    const areas = Array.from({ length: classes }, (_, index) => area(column(s, index), column(y, index)));
    if (mode === 'none') return areas;
    const weights = areas.map((_, index) =>
      mode === 'macro' ? 1 : column(y, index).reduce((sum, value) => sum + value, 0),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return areas.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total;
  }
}

/** Fraction of pairs of a positive and a negative item that the scores put in order; ties count half. */
function area(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const positives = Array.from(labels).filter((label) => label === 1).length;
  const negatives = Array.from(labels).filter((label) => label === 0).length;
  if (positives + negatives !== labels.length || positives === 0 || negatives === 0) {
    getLogger('monai.metrics').warning('ROC AUC needs labels of both 0 and 1 and no others; the area is NaN');
    return Number.NaN;
  }
  const order = Array.from(scores, (_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let below = 0;
  let ordered = 0;
  for (let begin = 0; begin < order.length; ) {
    let [tiedPositives, tiedNegatives] = [0, 0];
    const score = scores[order[begin] ?? 0];
    let end = begin;
    for (; end < order.length && scores[order[end] ?? 0] === score; end++) {
      if (labels[order[end] ?? 0] === 1) tiedPositives++;
      else tiedNegatives++;
    }
    ordered += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    begin = Math.max(end, begin + 1);
  }
  return ordered / (positives * negatives);
}

export const rocAucMetric = component({
  name: 'ROCAUCMetric',
  modules: ['monai.metrics', 'monai.metrics.rocauc'],
  kind: 'metric',
  description: 'Area under the ROC curve of scores against labels of 0 and 1.',
  arguments: Type.Object({ average: averageArgument }),
  create: ({ average }) => new ROCAUCMetric(average),
});
