import { Type } from 'typebox';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import type { OutputTransform } from '../metrics/ignite-metric.js';

/** The arguments that the handlers around MONAI's metrics share. */
export const metricHandlerArguments = {
  includeBackground: Type.Boolean({
    default: true,
    description: 'Whether the first channel counts; with a single channel it always does.',
  }),
  outputTransform: Nullable(
    Callback<OutputTransform>("Turns the engine's output into (y_pred, y), batches or lists of items."),
  ),
  saveDetails: Type.Boolean({
    default: true,
    description: 'Whether to keep the values of each item in state.metric_details.',
  }),
};
