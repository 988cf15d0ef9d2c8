import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Instance } from '../../engine/registry/schema.js';
import type { Engine } from '../trainers/engine.js';
import { EngineEvent } from '../trainers/events.js';

/** MONAI's `GarbageCollector`: accepted, and does nothing, since tensors are released as soon as they are done with. */
export class GarbageCollector {
  static readonly [exposed]: Exposed = { attach: method('engine'), __call__: method('engine').as('handle') };

  attach(_engine: Engine): void {}

  handle(_engine: Engine): void {}
}

export const garbageCollector = component({
  name: 'GarbageCollector',
  modules: ['monai.handlers', 'monai.handlers.garbage_collector'],
  kind: 'handler',
  description: 'Accepted for MONAI; there is nothing to collect by hand here.',
  arguments: Type.Object({
    triggerEvent: Type.Union(
      [Type.String(), Instance<EngineEvent>('an event', (value) => value instanceof EngineEvent)],
      {
        default: 'epoch',
        description: '"epoch", "iteration" or an event.',
      },
    ),
    logLevel: Type.Integer({ default: 10, description: 'Accepted for MONAI.' }),
  }),
  create: ({ triggerEvent }) => {
    if (typeof triggerEvent === 'string' && !['epoch', 'iteration'].includes(triggerEvent.toLowerCase())) {
      fail({
        family: 'component',
        code: 'invalid_argument',
        component: 'GarbageCollector',
        argument: 'trigger_event',
        expected: '"epoch", "iteration" or an event',
        got: JSON.stringify(triggerEvent),
      });
    }
    return new GarbageCollector();
  },
});
