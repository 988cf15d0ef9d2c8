import { fail } from '../../engine/errors.js';
import { processGroup } from '../../engine/parallel/process-group.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Device } from '../../engine/types/index.js';
import { type ProgressBar, progress } from '../../engine/types/progress.js';
import { emptyBatch } from '../data/batch.js';
import { decollateBatch } from '../data/decollate-batch.js';
import { isMapping } from '../data/mapping.js';
import { type DataSource, passLength } from './batch-cursor.js';
import { Engine } from './engine.js';
import type { EventLike } from './event-source.js';
import { type EventGroup, Events, IterationEvents } from './events.js';
import { type Postprocessing, postprocess } from './postprocessing.js';
import type { PrepareBatch, PrepareBatchFunction, PreparedBatch } from './prepare-batch.js';
import type { State } from './state.js';

/** What `handlers` of a trainer or evaluator hold. */
export interface Attachable {
  attach(engine: Engine): void;
}

/** A metric that computes itself from an engine's output and puts its value into `state.metrics[name]`. */
export interface AttachableMetric {
  attach(engine: Engine, name: string): void;
}

/** Whether `current` is better than the best metric so far. */
export type MetricComparison = (current: number, best: number) => unknown;

/** MONAI's `Workflow` arguments. */
export interface WorkflowOptions {
  readonly device?: Device | string | null;
  readonly maxEpochs: number;
  readonly dataLoader: DataSource;
  /** Iterations in an epoch; the data's own length when null. */
  readonly epochLength?: number | null;
  readonly nonBlocking?: boolean;
  readonly prepareBatch: PrepareBatch | PrepareBatchFunction;
  /** Replaces the step: `(engine, batch) => output`. */
  readonly iterationUpdate?: ((engine: Engine, batch: unknown) => unknown) | null;
  readonly postprocessing?: Postprocessing | null;
  /** The first one is the key metric, by which models are compared. */
  readonly keyMetric?: Readonly<Record<string, AttachableMetric>> | null;
  readonly additionalMetrics?: Readonly<Record<string, AttachableMetric>> | null;
  readonly metricCmpFn?: MetricComparison | null;
  readonly handlers?: Attachable | readonly Attachable[] | null;
  readonly amp?: boolean;
  readonly eventNames?: readonly (EventLike | EventGroup)[] | null;
  readonly eventToAttr?: Readonly<Record<string, string>> | ReadonlyMap<unknown, unknown> | null;
  /** Whether batch and output become lists of samples after the model. */
  readonly decollate?: boolean;
  readonly toKwargs?: Readonly<Record<string, unknown>> | null;
  readonly ampKwargs?: Readonly<Record<string, unknown>> | null;
}

/**
 * An engine over a data loader with metrics, postprocessing and handlers: what MONAI's trainers and evaluators share.
 * The order of what happens on each event is MONAI's: decollation, postprocessing, metrics, best metric, handlers.
 */
export abstract class Workflow extends Engine {
  static override readonly [exposed]: Exposed = {
    run: method(),
    get_stats: method(),
    data_loader: property(),
    amp: property(),
    prepare_batch: method('batchdata', 'device', 'non_blocking').as('prepare'),
  };

  readonly dataLoader: DataSource;
  readonly amp: boolean;
  readonly #options: WorkflowOptions;
  #bar: ProgressBar | null = null;

  constructor(options: WorkflowOptions) {
    super();
    this.#options = options;
    this.dataLoader = options.dataLoader;
    this.amp = options.amp ?? false;
    this.state.maxEpochs = options.maxEpochs;
    this.state.epochLength = options.epochLength ?? passLength(options.dataLoader);
    this.state.device = deviceOf(options.device);
    for (const event of options.eventNames ?? []) this.registerEvents(event, options.eventToAttr);
    this.registerEvents(IterationEvents, options.eventToAttr);
    if (options.decollate ?? true) this.addEventHandler(IterationEvents.MODEL_COMPLETED, () => this.#decollate());
    const { postprocessing, keyMetric, handlers } = options;
    if (postprocessing) {
      this.addEventHandler(IterationEvents.MODEL_COMPLETED, () => postprocess(this.state, postprocessing));
    }
    if (keyMetric) this.#attachMetrics(keyMetric, options.additionalMetrics ?? {}, options.metricCmpFn ?? greater);
    for (const handler of handlers ? [handlers].flat() : []) handler.attach(this);
  }

  /** What the progress shows while an epoch runs: `Epoch 3/10`. */
  protected abstract progressLabel(): string;

  /** The step of this kind of workflow, unless `iteration_update` replaces it. */
  protected abstract iterate(batch: unknown): Promise<unknown>;

  protected override process(batch: unknown): unknown {
    if (batch === null || batch === undefined) {
      const problem = 'there is no batch data for this iteration';
      fail({ family: 'component', code: 'bad_input', component: this.constructor.name, problem });
    }
    if (batch === emptyBatch) return this.iterateWithoutSamples();
    const { iterationUpdate } = this.#options;
    return iterationUpdate ? iterationUpdate(this, batch) : this.iterate(batch);
  }

  /** A step of a rank that has no samples left while others have; gives an output without samples. */
  protected async iterateWithoutSamples(): Promise<unknown> {
    this.state.batch = [];
    return [];
  }

  protected override batchesDone(): Promise<void> {
    return this.exchange.run();
  }

  /** Input, target and extras of a batch, by `prepare_batch`. */
  prepare(batch: unknown): PreparedBatch {
    const { prepareBatch, nonBlocking } = this.#options;
    const { device } = this.state;
    return typeof prepareBatch === 'function'
      ? prepareBatch(batch, device, nonBlocking)
      : prepareBatch.prepare(batch, device, nonBlocking);
  }

  /** Runs to `state.maxEpochs`; without batches it warns and does nothing. */
  async run(): Promise<State> {
    this.state.rank = processGroup().rank;
    if (this.state.epochLength === 0) {
      this.logger.warning('the data loader is empty, or epoch_length is 0: nothing to run');
      return this.state;
    }
    return this.runOver(this.dataLoader, this.state.maxEpochs);
  }

  /** Named attributes of the state, null where there is none. */
  getStats(...names: string[]): Record<string, unknown> {
    return Object.fromEntries(names.map((name) => [name, this.state.get(name) ?? null]));
  }

  protected override epochBegins(done: number): void {
    this.#bar = progress.start({
      label: this.progressLabel(),
      total: this.state.epochLength ?? undefined,
      unit: 'steps',
    });
    if (done > 0) this.#bar.tick(done);
  }

  protected override iterationDone(): void {
    this.#bar?.tick(1, this.progressNote());
  }

  protected override epochEnds(): void {
    this.#bar?.done();
    this.#bar = null;
  }

  /** What the progress shows beside the count. */
  protected progressNote(): string | undefined {
    return undefined;
  }

  #decollate(): void {
    const { state } = this;
    if (Array.isArray(state.batch) || isMapping(state.batch)) state.batch = itemsOf(state.batch);
    if (isMapping(state.output)) state.output = itemsOf(state.output);
  }

  #attachMetrics(
    key: Readonly<Record<string, AttachableMetric>>,
    additional: Readonly<Record<string, AttachableMetric>>,
    better: MetricComparison,
  ): void {
    const { state } = this;
    state.keyMetricName = Object.keys(key)[0] ?? null;
    for (const [name, metric] of Object.entries({ ...key, ...additional })) metric.attach(this, name);
    this.addEventHandler(Events.EPOCH_COMPLETED, () => {
      const name = state.keyMetricName;
      if (name === null) return;
      const current = state.metrics[name];
      if (typeof current !== 'number') {
        this.logger.warning(
          `the key metric ${name} is not a single number, so no best model is kept: use another, or its reduction "mean"`,
        );
      } else if (state.bestMetricEpoch === -1 || better(current, state.bestMetric)) {
        this.logger.info(`Got new best metric of ${name}: ${current}`);
        state.bestMetric = current;
        state.bestMetricEpoch = state.epoch;
      }
    });
  }
}

/** MONAI's `default_metric_cmp_fn`: more is better. */
export function greater(current: number, best: number): boolean {
  return current > best;
}

function itemsOf(batch: unknown): unknown {
  return isMapping(batch) ? decollateBatch(batch) : batch;
}

function deviceOf(device: Device | string | null | undefined): Device | null {
  if (typeof device !== 'string') return device ?? null;
  const [type, index] = device.split(':');
  return new Device(type === 'cuda' ? 'cuda' : 'cpu', index === undefined ? null : Number(index));
}
