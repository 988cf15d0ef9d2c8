import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { DiceMetric, diceArguments } from '../metrics/dice-metric.js';
import { reductionArgument } from '../metrics/metric-reduction.js';
import { IgniteMetricHandler } from './ignite-metric-handler.js';
import { metricHandlerArguments } from './metric-handler-arguments.js';

/** The mean Dice coefficient over an epoch, as an engine's metric (MONAI's handler `MeanDice`). */
export const meanDice = component({
  name: 'MeanDice',
  modules: ['monai.handlers', 'monai.handlers.mean_dice'],
  kind: 'metric',
  description: 'Mean Dice coefficient over an epoch.',
  arguments: Type.Object({
    includeBackground: diceArguments.includeBackground,
    reduction: reductionArgument,
    numClasses: diceArguments.numClasses,
    outputTransform: metricHandlerArguments.outputTransform,
    saveDetails: metricHandlerArguments.saveDetails,
    returnWithLabel: diceArguments.returnWithLabel,
  }),
  create: ({ outputTransform, saveDetails, ...options }) =>
    new IgniteMetricHandler(
      new DiceMetric({ ...options, getNotNans: false, ignoreEmpty: true }),
      outputTransform,
      saveDetails,
    ),
});
