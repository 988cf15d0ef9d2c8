import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { averageArgument, ROCAUCMetric } from '../metrics/roc-auc-metric.js';
import { IgniteMetricHandler } from './ignite-metric-handler.js';
import { metricHandlerArguments } from './metric-handler-arguments.js';

/** The area under the ROC curve over an epoch, as an engine's metric (MONAI's handler `ROCAUC`). */
export const rocAuc = component({
  name: 'ROCAUC',
  modules: ['monai.handlers', 'monai.handlers.roc_auc'],
  kind: 'metric',
  description: 'Area under the ROC curve over an epoch.',
  arguments: Type.Object({ average: averageArgument, outputTransform: metricHandlerArguments.outputTransform }),
  create: ({ average, outputTransform }) => new IgniteMetricHandler(new ROCAUCMetric(average), outputTransform, false),
});
