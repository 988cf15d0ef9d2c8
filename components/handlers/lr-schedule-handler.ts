import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import { getLogger } from '../../engine/types/log.js';
import type { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';
import { floatText } from './decimal-text.js';

/** What an LrScheduleHandler asks of a scheduler. */
export interface SteppedScheduler {
  step(...args: unknown[]): void;
  /** The learning rates of the optimizer's parameter groups. */
  getLastLr(): readonly number[];
}

const Arguments = Type.Object({
  lrScheduler: Instance<SteppedScheduler>(
    'a learning rate scheduler',
    (value) => typeof value === 'object' && value !== null && typeof Reflect.get(value, 'step') === 'function',
    { description: 'The scheduler.' },
  ),
  printLr: Type.Boolean({ default: true, description: 'Whether to log the learning rate after each step.' }),
  name: Nullable(Type.String({ description: "The logger's name; the engine's own by default." })),
  epochLevel: Type.Boolean({ default: true, description: 'Whether to step after each epoch, or each iteration.' }),
  stepTransform: Nullable(
    Callback<(engine: Engine) => unknown>(
      "What to hand to the scheduler's step, such as a metric; nothing by default.",
    ),
  ),
});

/** Steps a learning rate scheduler after each epoch or iteration (MONAI's `LrScheduleHandler`). */
export class LrScheduleHandler {
  static readonly [exposed]: Exposed = { attach: method('engine'), __call__: method('engine').as('handle') };

  constructor(readonly options: Static<typeof Arguments>) {}

  attach(engine: Engine): void {
    engine.addEventHandler(this.options.epochLevel ? Events.EPOCH_COMPLETED : Events.ITERATION_COMPLETED, this);
  }

  handle(engine: Engine): void {
    const { lrScheduler, stepTransform, printLr, name } = this.options;
    const given = stepTransform ? stepTransform(engine) : [];
    lrScheduler.step(...(Array.isArray(given) ? given : [given]));
    if (!printLr) return;
    const logger = name === null ? engine.logger : getLogger(name);
    const [rate = Number.NaN] = lrScheduler.getLastLr();
    logger.info(`Current learning rate: ${floatText(rate)}`);
  }
}

export const lrScheduleHandler = component({
  name: 'LrScheduleHandler',
  modules: ['monai.handlers', 'monai.handlers.lr_schedule_handler'],
  kind: 'handler',
  description: 'Steps a learning rate scheduler after each epoch or iteration.',
  arguments: Arguments,
  create: (args) => new LrScheduleHandler(args),
});
