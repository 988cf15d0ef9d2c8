import { fail } from '../../engine/errors.js';
import { camelCase } from '../../engine/registry/case.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { type Device, NdArray } from '../../engine/types/index.js';
import { fieldOf, numberIn } from '../../engine/types/resumable.js';

/** What an engine and its handlers share (ignite's `State`, with the attributes MONAI adds). */
export class State {
  static readonly [exposed]: Exposed = {
    iteration: property(),
    epoch: property(),
    epoch_length: property(),
    max_epochs: property(),
    output: property(),
    batch: property(),
    metrics: property(),
    metric_details: property(),
    dataloader: property(),
    seed: property(),
    times: property(),
    rank: property(),
    device: property(),
    key_metric_name: property(),
    best_metric: property(),
    best_metric_epoch: property(),
    __getitem__: method('name').as('get'),
  };

  /** Iterations begun since the start of training; the first is 1. */
  iteration = 0;
  /** Epochs begun; the first is 1. */
  epoch = 0;
  /** Iterations in an epoch; null until known. */
  epochLength: number | null = null;
  maxEpochs: number | null = null;
  /** What the last iteration produced: in MONAI's workflows a list of samples, once decollated. */
  output: unknown = null;
  batch: unknown = null;
  metrics: Record<string, unknown> = {};
  /** Values for each image behind a metric, [images, classes], by the metric's name. */
  metricDetails: Record<string, NdArray | readonly NdArray[]> = {};
  dataloader: unknown = null;
  seed = 0;
  /** Seconds that the last epoch and the whole run took. */
  times: Record<string, number | null> = { EPOCH_COMPLETED: null, COMPLETED: null };
  rank = 0;
  device: Device | null = null;
  keyMetricName: string | null = null;
  bestMetric = -1;
  /** The epoch of `bestMetric`; -1 until there is one. */
  bestMetricEpoch = -1;

  readonly #custom = new Map<string, unknown>();

  /** Whether all epochs have been run. */
  isDone(): boolean {
    const { iteration, epoch, epochLength, maxEpochs } = this;
    if (maxEpochs === null) return false;
    return epoch >= maxEpochs || (epochLength !== null && iteration >= epochLength * maxEpochs);
  }

  /** What a checkpoint keeps of it: ignite's keys. */
  saved(): Record<string, number | null> {
    return { epoch_length: this.epochLength, max_epochs: this.maxEpochs, iteration: this.iteration };
  }

  /** Takes over what {@link saved} gave; `epoch` stands in for `iteration`. Both count what is done. */
  restore(saved: Readonly<Record<string, unknown>>): void {
    const number = (name: string): number | null => (typeof saved[name] === 'number' ? saved[name] : null);
    this.maxEpochs = number('max_epochs');
    this.epochLength = number('epoch_length');
    const iteration = number('iteration');
    if (iteration === null) {
      this.epoch = number('epoch') ?? 0;
      this.iteration = this.epoch * (this.epochLength ?? 0);
    } else {
      this.iteration = iteration;
      this.epoch = this.epochLength ? Math.floor(iteration / this.epochLength) : 0;
    }
  }

  /** What a run that is saved needs of it, its position aside. */
  resumeState(): Record<string, unknown> {
    return {
      iteration: this.iteration,
      epoch: this.epoch,
      epoch_length: this.epochLength,
      max_epochs: this.maxEpochs,
      metrics: onlyData(this.metrics),
      metric_details: onlyData(this.metricDetails),
      best_metric: this.bestMetric,
      best_metric_epoch: this.bestMetricEpoch,
      custom: onlyData(Object.fromEntries(this.#custom)),
    };
  }

  /**
   * Takes over what {@link resumeState} gave; how many epochs there are to be stays as it is.
   * @throws BundleError bad_input when an epoch had another length
   */
  resumeFrom(saved: unknown): void {
    const length = numberIn(saved, 'epoch_length', null);
    if (length !== null && this.epochLength !== null && length !== this.epochLength) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'Engine',
        problem: `an epoch had ${length} iterations when the run was saved, and has ${this.epochLength} now`,
        fix: 'resume with the same data, batch size and epoch_length',
      });
    }
    this.epochLength ??= length;
    this.iteration = numberIn(saved, 'iteration', 0);
    this.epoch = numberIn(saved, 'epoch', 0);
    this.metrics = entriesOf(fieldOf(saved, 'metrics'));
    this.metricDetails = {};
    for (const [name, details] of Object.entries(entriesOf(fieldOf(saved, 'metric_details')))) {
      const arrays: unknown[] = Array.isArray(details) ? details : [];
      if (details instanceof NdArray) this.metricDetails[name] = details;
      else this.metricDetails[name] = arrays.filter((array) => array instanceof NdArray);
    }
    this.bestMetric = numberIn(saved, 'best_metric', -1);
    this.bestMetricEpoch = numberIn(saved, 'best_metric_epoch', -1);
    for (const [name, value] of Object.entries(entriesOf(fieldOf(saved, 'custom')))) this.#custom.set(name, value);
  }

  /** An attribute by its Python name, the custom ones included; undefined when there is none. */
  get(name: string): unknown {
    const property = camelCase(name);
    const own: unknown = Object.getOwnPropertyDescriptor(this, property)?.value;
    return own === undefined ? this.#custom.get(name) : own;
  }

  has(name: string): boolean {
    return Object.hasOwn(this, camelCase(name)) || this.#custom.has(name);
  }

  /** Sets a custom attribute: a counter of custom events, a value that a handler leaves for others. */
  set(name: string, value: unknown): void {
    const property = camelCase(name);
    if (Object.hasOwn(this, property))
      Object.defineProperty(this, property, { value, writable: true, enumerable: true });
    else this.#custom.set(name, value);
  }
}

function entriesOf(state: unknown): Record<string, unknown> {
  return typeof state === 'object' && state !== null ? Object.fromEntries(Object.entries(state)) : {};
}

/** The entries that a checkpoint can hold: numbers, text, arrays, and lists of these. */
function onlyData(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isData = (value: unknown): boolean =>
    value === null ||
    ['number', 'string', 'boolean'].includes(typeof value) ||
    value instanceof NdArray ||
    (Array.isArray(value) && value.every(isData));
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isData(value)));
}
