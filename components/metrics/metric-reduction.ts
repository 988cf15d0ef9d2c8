import { Type } from 'typebox';
import { constant } from '../../engine/registry/component.js';
import { type Exposed, exposed, property } from '../../engine/registry/exposed.js';
import type { NdArray } from '../../engine/types/index.js';
import { elements, float32, volume } from './elements.js';

const modes = ['none', 'mean', 'sum', 'mean_batch', 'sum_batch', 'mean_channel', 'sum_channel'] as const;

/** Over what values per item and class are reduced, by MONAI's names. */
export type MetricReduction = (typeof modes)[number];

/** The `reduction` argument of metrics. */
export const reductionArgument = Type.Unsafe<MetricReduction>({
  enum: [...modes],
  default: 'mean',
  description: 'Over what the values of items and classes are averaged or summed; NaN are left out.',
});

export interface Reduced {
  readonly values: NdArray<'float32'>;
  /** How many values that are not NaN stand behind each. */
  readonly notNans: NdArray<'float32'>;
}

/**
 * Reduces values of items and classes, leaving out NaN (MONAI's `do_metric_reduction`). `mean` averages over classes first, then over
 * items that have any; where nothing is left the result is 0.
 * @param data [items, classes, …]; what follows the classes is kept
 */
export function reduceMetric(data: NdArray, reduction: MetricReduction): Reduced {
  const [items = 0, classes = 0, ...rest] = data.shape;
  const inner = volume(rest);
  const values = elements(data);
  if (reduction === 'none') {
    const counts = Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
    return { values: float32(values, data.shape), notNans: float32(counts, data.shape) };
  }
  const table: Table = { values, stride: [classes * inner, inner, 1] };
  const mean = reduction.startsWith('mean');
  if (reduction === 'mean_batch' || reduction === 'sum_batch') {
    return gather([classes, ...rest], (at) => over(table, items, [0, at % (classes * inner)], mean));
  }
  const row = (item: number, at: number): Sum => over(table, classes, [1, item * classes * inner + at], mean);
  if (reduction === 'mean_channel' || reduction === 'sum_channel') {
    return gather([items, ...rest], (at) => row(Math.floor(at / inner), at % inner));
  }
  // torch.where against a zero of shape [1] makes MONAI's scalar mean an array of one element.
  const shape = mean && rest.length === 0 ? [1] : rest;
  return gather(shape, (at) => {
    let value = 0;
    let count = 0;
    for (let item = 0; item < items; item++) {
      const each = row(item, at);
      value += each.value;
      count += mean ? Number(each.count > 0) : each.count;
    }
    return { value: mean && count > 0 ? value / count : value, count };
  });
}

interface Table {
  readonly values: ArrayLike<number>;
  readonly stride: readonly [item: number, channel: number, inner: number];
}

interface Sum {
  readonly value: number;
  readonly count: number;
}

/** Sum or mean of `length` values, from `offset` on along axis 0 (items) or 1 (classes). */
function over(table: Table, length: number, [axis, offset]: readonly [0 | 1, number], mean: boolean): Sum {
  let value = 0;
  let count = 0;
  for (let index = 0; index < length; index++) {
    const one = table.values[offset + index * table.stride[axis]] ?? Number.NaN;
    if (Number.isNaN(one)) continue;
    value += one;
    count++;
  }
  return { value: mean && count > 0 ? Math.fround(value / count) : value, count };
}

function gather(shape: readonly number[], compute: (at: number) => Sum): Reduced {
  const sums = Array.from({ length: volume(shape) }, (_, at) => compute(at));
  return {
    values: float32(
      sums.map(({ value }) => value),
      shape,
    ),
    notNans: float32(
      sums.map(({ count }) => count),
      shape,
    ),
  };
}

class MetricReductions {
  static readonly [exposed]: Exposed = {
    NONE: property(),
    MEAN: property(),
    SUM: property(),
    MEAN_BATCH: property(),
    SUM_BATCH: property(),
    MEAN_CHANNEL: property(),
    SUM_CHANNEL: property(),
  };

  readonly NONE = 'none';
  readonly MEAN = 'mean';
  readonly SUM = 'sum';
  readonly MEAN_BATCH = 'mean_batch';
  readonly SUM_BATCH = 'sum_batch';
  readonly MEAN_CHANNEL = 'mean_channel';
  readonly SUM_CHANNEL = 'sum_channel';
}

export const metricReduction = constant({
  name: 'MetricReduction',
  modules: ['monai.utils', 'monai.utils.enums'],
  value: new MetricReductions(),
});
