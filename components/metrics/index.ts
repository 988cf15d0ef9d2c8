import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { accuracy } from './accuracy.js';
import { average } from './average.js';
import { confusionMatrixMetric } from './confusion-matrix-metric.js';
import { cumulativeAverage } from './cumulative-average.js';
import { diceMetric } from './dice-metric.js';
import { loss } from './loss.js';
import { meanIoU } from './mean-iou.js';
import { metricReduction } from './metric-reduction.js';
import { rocAucMetric } from './roc-auc-metric.js';

/** The metrics family, as the registry lists it. */
export const metrics: readonly (ComponentDefinition | ConstantDefinition)[] = [
  diceMetric,
  meanIoU,
  confusionMatrixMetric,
  rocAucMetric,
  cumulativeAverage,
  accuracy,
  loss,
  average,
  metricReduction,
];
