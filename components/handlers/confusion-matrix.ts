import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { ConfusionMatrixMetric } from '../metrics/confusion-matrix-metric.js';
import { reductionArgument } from '../metrics/metric-reduction.js';
import { IgniteMetricHandler } from './ignite-metric-handler.js';
import { metricHandlerArguments } from './metric-handler-arguments.js';

/** A rate from the confusion matrix over an epoch, as an engine's metric (MONAI's handler `ConfusionMatrix`). */
export const confusionMatrix = component({
  name: 'ConfusionMatrix',
  modules: ['monai.handlers', 'monai.handlers.confusion_matrix'],
  kind: 'metric',
  description: 'Sensitivity, specificity, precision or another rate over an epoch.',
  arguments: Type.Object({
    includeBackground: metricHandlerArguments.includeBackground,
    metricName: Type.String({ default: 'hit_rate', description: 'The rate: sensitivity, specificity, f1 score, …' }),
    computeSample: Type.Boolean({
      default: false,
      description: "Whether to compute the rate of each item, rather than reduce the items' counts first.",
    }),
    reduction: reductionArgument,
    outputTransform: metricHandlerArguments.outputTransform,
    saveDetails: metricHandlerArguments.saveDetails,
  }),
  create: ({ outputTransform, saveDetails, ...options }) =>
    new IgniteMetricHandler(new ConfusionMatrixMetric({ ...options, getNotNans: false }), outputTransform, saveDetails),
});
