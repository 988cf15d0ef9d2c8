import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Instance } from '../../engine/registry/schema.js';
import { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';

/** What a ValidationHandler runs: an evaluator. */
export interface Validator extends Engine {
  run(globalEpoch?: number): unknown;
}

export interface ValidationHandlerOptions {
  readonly interval: number;
  readonly validator?: Validator | null;
  readonly epochLevel?: boolean;
  readonly execAtStart?: boolean;
}

/**
 * Runs an evaluator every so many epochs or iterations of the engine it is attached to, and waits for it (MONAI's `ValidationHandler`). When
 * the engine is interrupted, the evaluator's handlers hear of it too, so that a CheckpointSaver there saves.
 */
export class ValidationHandler {
  static readonly [exposed]: Exposed = {
    attach: method('engine'),
    __call__: method('engine').as('handle'),
    set_validator: method('validator'),
    validator: property(),
    interval: property(),
  };

  readonly interval: number;
  validator: Validator | null;

  constructor(readonly options: ValidationHandlerOptions) {
    this.interval = options.interval;
    this.validator = options.validator ?? null;
  }

  setValidator(validator: Validator): void {
    this.validator = validator;
  }

  attach(engine: Engine): void {
    const event = (this.options.epochLevel ?? true) ? Events.EPOCH_COMPLETED : Events.ITERATION_COMPLETED;
    engine.addEventHandler(event.every(this.interval), this);
    if (this.options.execAtStart) engine.addEventHandler(Events.STARTED, this);
    engine.addEventHandler(Events.INTERRUPT, () => this.validator?.fireEvent(Events.INTERRUPT));
  }

  /** @throws BundleError bad_input without a validator */
  async handle(engine: Engine): Promise<void> {
    if (!this.validator) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'ValidationHandler',
        problem: 'it has no validator',
        fix: 'give it one, or call set_validator() before training',
      });
    }
    await this.validator.run(engine.state.epoch);
  }
}

function isValidator(value: unknown): value is Validator {
  return value instanceof Engine && 'run' in value && typeof value.run === 'function';
}

export const validationHandler = component({
  name: 'ValidationHandler',
  modules: ['monai.handlers', 'monai.handlers.validation_handler'],
  kind: 'handler',
  description: 'Runs an evaluator every so many epochs or iterations of training.',
  arguments: Type.Object({
    interval: Type.Integer({ minimum: 1, description: 'Epochs or iterations between two validations.' }),
    validator: Type.Union([Instance<Validator>('an evaluator', isValidator), Type.Null()], {
      default: null,
      description: 'The evaluator.',
    }),
    epochLevel: Type.Boolean({ default: true, description: 'Whether the interval counts epochs, or iterations.' }),
    execAtStart: Type.Boolean({ default: false, description: 'Whether to validate before training, too.' }),
  }),
  create: (args) => new ValidationHandler(args),
});
