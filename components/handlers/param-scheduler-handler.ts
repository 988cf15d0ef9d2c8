import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import type { Engine } from '../trainers/engine.js';
import type { EventLike } from '../trainers/event-source.js';
import { EngineEvent, Events } from '../trainers/events.js';

type Settings = Readonly<Record<string, unknown>>;
type Calculator = (settings: Settings, step: number) => number;

const calculators: Readonly<Record<string, Calculator>> = {
  /** Constant until `step_constant`, then linear to `max_value` at `step_max_value`. */
  linear: (settings, step) => {
    const first = number(settings, 'initial_value');
    const constant = number(settings, 'step_constant');
    const last = number(settings, 'step_max_value');
    const rise = number(settings, 'max_value') - first;
    if (step <= constant) return first;
    return step > last ? first + rise : first + (rise / (last - constant)) * (step - constant);
  },
  exponential: (settings, step) => number(settings, 'initial_value') * number(settings, 'gamma') ** step,
  step: (settings, step) =>
    number(settings, 'initial_value') * number(settings, 'gamma') ** Math.floor(step / number(settings, 'step_size')),
  multistep: (settings, step) => {
    const milestones: unknown[] = Array.isArray(settings.milestones) ? settings.milestones : [];
    const passed = milestones.filter((milestone) => typeof milestone === 'number' && milestone <= step).length;
    return number(settings, 'initial_value') * number(settings, 'gamma') ** passed;
  },
};

const Arguments = Type.Object({
  parameterSetter: Callback<(value: unknown) => unknown>('Called with each new value.'),
  valueCalculator: Type.Union(
    [
      Type.Unsafe<string>({ enum: Object.keys(calculators) }),
      Callback<(...settings: unknown[]) => unknown>(
        "The values of vc_kwargs, then the step, to the parameter's value.",
      ),
    ],
    { description: 'How the value follows from the step.' },
  ),
  vcKwargs: Type.Record(Type.String(), Type.Unknown(), { description: "The calculator's settings." }),
  epochLevel: Type.Boolean({ default: false, description: 'Whether the step is the epoch, or the iteration.' }),
  name: Nullable(Type.String({ description: 'Accepted for MONAI, which logs nothing here.' })),
  event: Type.Union(
    [Type.String(), Instance<EngineEvent>('an event', (value) => value instanceof EngineEvent), Type.Null()],
    { default: null, description: 'When to set the parameter; after each iteration by default.' },
  ),
});

/** Sets a parameter that changes over training (MONAI's `ParamSchedulerHandler`). */
export class ParamSchedulerHandler {
  static readonly [exposed]: Exposed = { attach: method('engine'), __call__: method('engine').as('handle') };

  constructor(readonly options: Static<typeof Arguments>) {}

  attach(engine: Engine): void {
    const event: EventLike = this.options.event ?? Events.ITERATION_COMPLETED;
    engine.addEventHandler(event, this);
  }

  handle(engine: Engine): void {
    const { valueCalculator, vcKwargs, parameterSetter, epochLevel } = this.options;
    const step = epochLevel ? engine.state.epoch : engine.state.iteration;
    const calculate = typeof valueCalculator === 'string' ? calculators[valueCalculator] : undefined;
    if (calculate) parameterSetter(calculate(vcKwargs, step));
    else if (typeof valueCalculator === 'function') parameterSetter(valueCalculator(...Object.values(vcKwargs), step));
  }
}

function number(settings: Settings, name: string): number {
  const value = settings[name];
  if (typeof value === 'number') return value;
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'ParamSchedulerHandler',
    problem: `vc_kwargs needs the number "${name}"`,
  });
}

export const paramSchedulerHandler = component({
  name: 'ParamSchedulerHandler',
  modules: ['monai.handlers', 'monai.handlers.parameter_scheduler'],
  kind: 'handler',
  description: 'Sets a parameter that changes over training.',
  arguments: Arguments,
  create: (args) => new ParamSchedulerHandler(args),
});
