import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Callback, Instance } from '../../engine/registry/schema.js';
import { getLogger } from '../../engine/types/log.js';
import { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';

const Arguments = Type.Object({
  patience: Type.Integer({ minimum: 1, description: 'Epochs or iterations without improvement before training ends.' }),
  scoreFunction: Callback<(engine: Engine) => unknown>("The engine's score; higher is better."),
  trainer: Type.Union([Instance<Engine>('a trainer', (value) => value instanceof Engine), Type.Null()], {
    default: null,
    description: 'The engine to end.',
  }),
  minDelta: Type.Number({ minimum: 0, default: 0, description: 'An increase of this or less is no improvement.' }),
  cumulativeDelta: Type.Boolean({
    default: false,
    description: 'Whether min_delta counts from the last improvement, rather than from the best score.',
  }),
  epochLevel: Type.Boolean({ default: true, description: 'Whether to look after each epoch, or each iteration.' }),
});

/** Ends training when a score stops improving (MONAI's `EarlyStopHandler`, ignite's `EarlyStopping`). */
export class EarlyStopHandler {
  static readonly [exposed]: Exposed = {
    attach: method('engine'),
    __call__: method('engine').as('handle'),
    set_trainer: method('trainer'),
    state_dict: method(),
    load_state_dict: method('state_dict'),
    trainer: property(),
  };

  trainer: Engine | null;
  #counter = 0;
  #best: number | null = null;

  constructor(readonly options: Static<typeof Arguments>) {
    this.trainer = options.trainer;
  }

  setTrainer(trainer: Engine): void {
    this.trainer = trainer;
    this.#counter = 0;
    this.#best = null;
  }

  attach(engine: Engine): void {
    engine.addEventHandler(this.options.epochLevel ? Events.EPOCH_COMPLETED : Events.ITERATION_COMPLETED, this);
  }

  /** @throws BundleError bad_input without a trainer, or when the score is no number */
  handle(engine: Engine): void {
    const trainer = this.trainer ?? refuse('it has no trainer', 'give it one, or call set_trainer() before training');
    const { scoreFunction, minDelta, cumulativeDelta, patience } = this.options;
    const score = scoreFunction(engine);
    if (typeof score !== 'number') refuse(`its score_function gave ${typeof score}, not a number`);
    if (this.#best !== null && score <= this.#best + minDelta) {
      if (!cumulativeDelta && score > this.#best) this.#best = score;
      this.#counter++;
      if (this.#counter >= patience) {
        getLogger('ignite.handlers.early_stopping.EarlyStopping').info('EarlyStopping: Stop training');
        trainer.terminate();
      }
    } else {
      this.#best = score;
      this.#counter = 0;
    }
  }

  stateDict(): Record<string, number | null> {
    return { counter: this.#counter, best_score: this.#best };
  }

  loadStateDict(state: Readonly<Record<string, unknown>>): void {
    this.#counter = typeof state.counter === 'number' ? state.counter : 0;
    this.#best = typeof state.best_score === 'number' ? state.best_score : null;
  }
}

function refuse(problem: string, fix?: string): never {
  return fail({ family: 'component', code: 'bad_input', component: 'EarlyStopHandler', problem, fix });
}

export const earlyStopHandler = component({
  name: 'EarlyStopHandler',
  modules: ['monai.handlers', 'monai.handlers.earlystop_handler'],
  kind: 'handler',
  description: 'Ends training when a score stops improving.',
  arguments: Arguments,
  create: (args) => new EarlyStopHandler(args),
});
