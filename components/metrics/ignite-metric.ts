import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, DeviceArgument, Nullable } from '../../engine/registry/schema.js';
import { NdArray } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import type { Resumable } from '../../engine/types/resumable.js';
import type { Engine } from '../trainers/engine.js';
import type { SharedByRanks } from '../trainers/epoch-exchange.js';
import { type EngineEvent, Events } from '../trainers/events.js';
import { batchOfOne } from './elements.js';

/** Turns an engine's output into what a metric takes. */
export type OutputTransform = (output: unknown) => unknown;

/** When a metric starts, updates and computes, by ignite's names of usages. */
const usages: Readonly<Record<string, readonly [started: EngineEvent, updated: EngineEvent, computed: EngineEvent]>> = {
  epoch_wise: [Events.EPOCH_STARTED, Events.ITERATION_COMPLETED, Events.EPOCH_COMPLETED],
  running_epoch_wise: [Events.STARTED, Events.EPOCH_COMPLETED, Events.EPOCH_COMPLETED],
  batch_wise: [Events.ITERATION_STARTED, Events.ITERATION_COMPLETED, Events.ITERATION_COMPLETED],
  running_batch_wise: [Events.STARTED, Events.ITERATION_COMPLETED, Events.ITERATION_COMPLETED],
  single_epoch_running_batch_wise: [Events.EPOCH_STARTED, Events.ITERATION_COMPLETED, Events.ITERATION_COMPLETED],
};

/**
 * A metric that follows an engine: it resets as an epoch starts, takes each iteration's output, and puts its value into
 * `engine.state.metrics` as the epoch ends (ignite's `Metric`). Lists of items, as decollation makes them, are taken one by one.
 */
export abstract class IgniteMetric implements Resumable, SharedByRanks {
  static readonly [exposed]: Exposed = {
    attach: method('engine', 'name', 'usage'),
    reset: method(),
    update: method('output'),
    compute: method(),
  };

  /** The keys of an output that is a mapping, in the order of `update`'s input; null where a mapping means nothing. */
  protected readonly outputKeys: readonly string[] | null = ['y_pred', 'y'];

  readonly #reset = (): void => this.reset();
  readonly #update = (engine: Engine): Promise<void> => this.iterationCompleted(engine);

  readonly outputTransform: OutputTransform;

  constructor(
    outputTransform?: OutputTransform | null,
    readonly skipUnrolling = false,
  ) {
    this.outputTransform = outputTransform ?? ((output) => output);
  }

  abstract reset(): void;

  /** @param output usually [prediction, label], batches both */
  abstract update(output: unknown): void | Promise<void>;

  /** The value: a number, an array, or several numbers by name. */
  abstract compute(): unknown;

  /** What was taken in so far, for a run that stops within an epoch. A metric that keeps anything says what. */
  resumeState(): unknown {
    return null;
  }

  resumeFrom(_state: unknown): void {}

  share(): unknown {
    return this.resumeState();
  }

  /** Makes one metric of the parts of all ranks. A metric that does not say how keeps its own. */
  takeShares(_shares: readonly unknown[]): void {
    getLogger('monai.metrics').warning(
      `${this.constructor.name} does not say how parts of several ranks become one: its value is that of this rank's samples`,
    );
  }

  /** Follows `engine` under `name`. @throws BundleError invalid_argument for an unknown usage */
  attach(engine: Engine, name: string, usage = 'epoch_wise'): void {
    const events = usages[usage];
    if (!events) {
      const expected = `one of ${Object.keys(usages).join(', ')}`;
      const component = this.constructor.name;
      fail({
        family: 'component',
        code: 'invalid_argument',
        component,
        argument: 'usage',
        expected,
        got: `"${usage}"`,
      });
    }
    const [started, updated, computed] = events;
    // Elsewhere a metric is this rank's own: ranks speak with each other as epochs end.
    if (usage === 'epoch_wise') engine.exchange.add(name, this);
    if (!engine.hasEventHandler(this.#reset, started)) engine.addEventHandler(started, this.#reset);
    if (!engine.hasEventHandler(this.#update, updated)) engine.addEventHandler(updated, this.#update);
    engine.addEventHandler(computed, () => this.completed(engine, name));
  }

  /** Takes the engine's output. */
  async iterationCompleted(engine: Engine): Promise<void> {
    // A rank without samples in this step.
    if (Array.isArray(engine.state.output) && engine.state.output.length === 0) return;
    const output = this.#inOrder(this.outputTransform(engine.state.output));
    const lists: readonly unknown[] = Array.isArray(output) ? output : [];
    if (this.skipUnrolling || lists.length === 0 || !lists.every(isItemList)) {
      await this.update(output);
      return;
    }
    const [first = [], second = []] = lists;
    if (lists.length !== 2 || first.length !== second.length) {
      this.refuse(
        `the output must be two lists of the same length, not ${lists.map((list) => list.length).join(', ')}`,
      );
    }
    for (const [index, item] of first.entries()) {
      await this.update([batchOfOne(item), batchOfOne(second[index] ?? item)]);
    }
  }

  /** Puts the value into the engine's metrics; several values by name also under their own names. */
  completed(engine: Engine, name: string): void {
    const result = this.compute();
    const { metrics } = engine.state;
    if (typeof result === 'object' && result !== null && !(result instanceof NdArray) && !Array.isArray(result)) {
      if (name in result) this.refuse(`the name "${name}" is also the name of one of its values`);
      Object.assign(metrics, result);
    }
    metrics[name] = result instanceof NdArray && result.shape.length === 0 ? Number(result.data[0]) : result;
  }

  #inOrder(output: unknown): unknown {
    if (typeof output !== 'object' || output === null || Array.isArray(output) || output instanceof NdArray)
      return output;
    const mapping: Readonly<Record<string, unknown>> = { ...output };
    const keys = this.outputKeys ?? this.refuse('its output must not be a mapping');
    const missing = keys.filter((key) => !(key in mapping));
    if (missing.length > 0) this.refuse(`the output has no "${missing.join('", "')}"`);
    return keys.map((key) => mapping[key]);
  }

  protected refuse(problem: string): never {
    return fail({
      family: 'component',
      code: 'bad_input',
      component: this.constructor.name,
      problem,
      fix: "check the metric's output_transform, for example $monai.handlers.from_engine(['pred', 'label'])",
    });
  }
}

function isItemList(value: unknown): value is readonly (NdArray | number)[] {
  return Array.isArray(value) && value.every((item) => item instanceof NdArray || typeof item === 'number');
}

/** The two arrays of an output, or undefined. */
export function predictionAndLabel(output: unknown): readonly [NdArray, NdArray] | undefined {
  const [prediction, label]: unknown[] = Array.isArray(output) ? output : [];
  return prediction instanceof NdArray && label instanceof NdArray ? [prediction, label] : undefined;
}

/** The arguments that ignite's metrics share. */
export const igniteMetricArguments = {
  outputTransform: Nullable(
    Callback<OutputTransform>("Turns the engine's output into (y_pred, y), batches or lists of items."),
  ),
  device: DeviceArgument({ default: 'cpu', description: 'Accepted for ignite; metrics are computed on plain arrays.' }),
  skipUnrolling: Type.Boolean({
    default: false,
    description: 'Whether lists are handed to the metric as they are, rather than item by item.',
  }),
};
