import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import { fieldOf, numberIn } from '../../engine/types/resumable.js';
import { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';
import { firstOf } from './stats-handler.js';

type Point = readonly [iteration: number, value: unknown];

const Arguments = Type.Object({
  lossTransform: Nullable(
    Callback<(output: unknown) => unknown>('The loss of an output; "loss" of the first sample by default.'),
  ),
  metricTransform: Nullable(Callback<(value: unknown) => unknown>('What to keep of a metric; all by default.')),
  evaluator: Type.Union([Instance<Engine>('an evaluator', (value) => value instanceof Engine), Type.Null()], {
    default: null,
    description: 'An evaluator whose metrics to keep as well.',
  }),
});

/** Keeps the loss of each iteration and the metrics in memory (MONAI's `MetricLogger`). */
export class MetricLogger {
  static readonly [exposed]: Exposed = {
    attach: method('engine'),
    attach_evaluator: method('evaluator'),
    loss: property(),
    metrics: property(),
    iteration: property(),
    state_dict: method(),
    load_state_dict: method('state_dict'),
  };

  loss: Point[] = [];
  metrics: Record<string, Point[]> = {};
  iteration = 0;

  constructor(readonly options: Static<typeof Arguments>) {
    if (options.evaluator) this.attachEvaluator(options.evaluator);
  }

  attach(engine: Engine): void {
    engine.addEventHandler(Events.ITERATION_COMPLETED, this);
  }

  attachEvaluator(evaluator: Engine): void {
    evaluator.addEventHandler(Events.COMPLETED, () => this.logMetrics(evaluator));
  }

  handle(engine: Engine): void {
    this.iteration = engine.state.iteration;
    const { output } = engine.state;
    const { lossTransform } = this.options;
    this.loss.push([this.iteration, lossTransform ? lossTransform(output) : lossOf(output)]);
    this.logMetrics(engine);
  }

  logMetrics(engine: Engine): void {
    const { metricTransform } = this.options;
    for (const [name, value] of Object.entries(engine.state.metrics)) {
      const points = this.metrics[name] ?? [];
      points.push([this.iteration, metricTransform ? metricTransform(value) : value]);
      this.metrics[name] = points;
    }
  }

  resumeState(): unknown {
    return { ...this.stateDict(), iteration: this.iteration };
  }

  resumeFrom(state: unknown): void {
    this.loadStateDict({ Loss: fieldOf(state, 'Loss'), Metrics: fieldOf(state, 'Metrics') });
    this.iteration = numberIn(state, 'iteration', 0);
  }

  stateDict(): Record<string, unknown> {
    return { Loss: this.loss, Metrics: this.metrics };
  }

  loadStateDict(state: Readonly<Record<string, unknown>>): void {
    this.loss = pointsOf(state.Loss);
    const metrics: unknown = state.Metrics;
    const entries = typeof metrics === 'object' && metrics !== null ? Object.entries(metrics) : [];
    this.metrics = Object.fromEntries(entries.map(([name, points]) => [name, pointsOf(points)]));
  }
}

function pointsOf(value: unknown): Point[] {
  const points: unknown[] = Array.isArray(value) ? value : [];
  return points.flatMap((point): Point[] =>
    Array.isArray(point) && typeof point[0] === 'number' ? [[point[0], point[1]]] : [],
  );
}

function lossOf(output: unknown): unknown {
  const first = firstOf(output);
  if (typeof first === 'object' && first !== null && 'loss' in first) return first.loss;
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'MetricLogger',
    problem: "the engine's output has no loss",
    fix: 'attach it to a trainer, or give it a loss_transform',
  });
}

export const metricLogger = component({
  name: 'MetricLogger',
  aliases: ['metriclogger'],
  modules: ['monai.handlers', 'monai.handlers.metric_logger'],
  kind: 'handler',
  description: 'Keeps the loss of each iteration and the metrics in memory.',
  arguments: Arguments,
  create: (args) => new MetricLogger(args),
});
