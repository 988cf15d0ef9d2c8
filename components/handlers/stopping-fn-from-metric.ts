import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import type { Engine } from '../trainers/engine.js';

/** A score for early stopping: the metric of that name (MONAI's `stopping_fn_from_metric`). */
export const stoppingFnFromMetric = component({
  name: 'stopping_fn_from_metric',
  modules: ['monai.handlers', 'monai.handlers.utils'],
  kind: 'function',
  description: 'Makes a score function for early stopping: the value of a metric.',
  arguments: Type.Object({ metricName: Type.String({ description: "The metric's name." }) }),
  create:
    ({ metricName }) =>
    (engine: Engine): number => {
      const value = engine.state.metrics[metricName];
      if (typeof value === 'number') return value;
      return fail({
        family: 'component',
        code: 'bad_input',
        component: 'stopping_fn_from_metric',
        problem: `there is no single number under the metric "${metricName}"`,
        fix: `the metrics are: ${Object.keys(engine.state.metrics).join(', ') || 'none'}`,
      });
    },
});
