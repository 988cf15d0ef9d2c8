import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import type { Engine } from '../trainers/engine.js';

/**
 * A score for early stopping: the negative loss (MONAI's `stopping_fn_from_loss`). MONAI's works only where the output is the loss itself;
 * here it may also be found under "loss".
 */
export const stoppingFnFromLoss = component({
  name: 'stopping_fn_from_loss',
  modules: ['monai.handlers', 'monai.handlers.utils'],
  kind: 'function',
  description: 'Makes a score function for early stopping: the negative loss.',
  arguments: Type.Object({}),
  create:
    () =>
    (engine: Engine): number => {
      const { output } = engine.state;
      const one: unknown = Array.isArray(output) ? output[0] : output;
      const loss: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'loss') : one;
      if (typeof loss === 'number') return -loss;
      return fail({
        family: 'component',
        code: 'bad_input',
        component: 'stopping_fn_from_loss',
        problem: "the engine's output has no loss",
      });
    },
});
