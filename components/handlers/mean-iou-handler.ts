import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { MeanIoU } from '../metrics/mean-iou.js';
import { reductionArgument } from '../metrics/metric-reduction.js';
import { IgniteMetricHandler } from './ignite-metric-handler.js';
import { metricHandlerArguments } from './metric-handler-arguments.js';

/** The mean intersection over union of an epoch, as an engine's metric (MONAI's `MeanIoUHandler`). */
export const meanIoUHandler = component({
  name: 'MeanIoUHandler',
  modules: ['monai.handlers', 'monai.handlers.mean_iou'],
  kind: 'metric',
  description: 'Mean intersection over union of an epoch.',
  arguments: Type.Object({
    includeBackground: metricHandlerArguments.includeBackground,
    reduction: reductionArgument,
    outputTransform: metricHandlerArguments.outputTransform,
    saveDetails: metricHandlerArguments.saveDetails,
  }),
  create: ({ outputTransform, saveDetails, ...options }) =>
    new IgniteMetricHandler(
      new MeanIoU({ ...options, getNotNans: false, ignoreEmpty: true }),
      outputTransform,
      saveDetails,
    ),
});
