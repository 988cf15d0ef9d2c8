import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { getLogger, type Logger, logLevels } from '../../engine/types/log.js';
import { isMapping } from '../data/mapping.js';
import type { Engine } from '../trainers/engine.js';
import { type EngineEvent, type EventFilter, Events } from '../trainers/events.js';
import { formatKeyValue } from './key-value-format.js';
import { valueText } from './value-text.js';

const OutputTransform = Callback<(output: unknown) => unknown>(
  "What to log of an iteration's output: a number, or numbers by name; the first sample's by default.",
);

/** A switch that may be a filter, as several handlers have it. */
export const logSwitch = (description: string) =>
  Type.Union([Type.Boolean(), Callback<EventFilter>('(engine, count) → bool')], { default: true, description });

const Arguments = Type.Object({
  iterationLog: logSwitch('Whether to log each iteration; a function of engine and iteration decides for each.'),
  epochLog: logSwitch('Whether to log each epoch; a function of engine and epoch decides for each.'),
  epochPrintLogger: Nullable(Callback<(engine: Engine) => unknown>('Logs an epoch in its own way.')),
  iterationPrintLogger: Nullable(Callback<(engine: Engine) => unknown>('Logs an iteration in its own way.')),
  outputTransform: Nullable(OutputTransform),
  globalEpochTransform: Nullable(
    Callback<(epoch: number) => unknown>('The epoch to show for the epoch of the engine.'),
  ),
  stateAttributes: Nullable(
    Type.Array(Type.String(), { description: 'Attributes of the state to log with an epoch.' }),
  ),
  name: Type.Union([Type.String(), Type.Null()], {
    default: 'monai.handlers.StatsHandler',
    description: "The logger's name; null for the engine's own.",
  }),
  tagName: Type.String({ default: 'Loss', description: 'What to call an output that is a single number.' }),
  keyVarFormat: Type.String({ default: '{}: {:.4f} ', description: "Python's format of a name and a number." }),
});

/** Logs an engine's output after each iteration and its metrics after each epoch, in MONAI's words (`StatsHandler`). */
export class StatsHandler {
  static readonly [exposed]: Exposed = { attach: method('engine') };

  #logger: Logger;
  readonly #ignored = new Set<string>();
  readonly #attached = new WeakSet<Engine>();

  constructor(readonly options: Static<typeof Arguments>) {
    this.#logger = getLogger(options.name);
    if (options.name !== null && this.#logger.level === logLevels.NOTSET) this.#logger.setLevel(logLevels.INFO);
  }

  /** Attaching to the same engine again does nothing. */
  attach(engine: Engine): void {
    if (this.#attached.has(engine)) return;
    this.#attached.add(engine);
    const { name, iterationLog, epochLog } = this.options;
    if (name === null) this.#logger = engine.logger;
    if (this.#logger.effectiveLevel() > logLevels.INFO) {
      this.#logger.warning(`the logger ${this.#logger.name} is set above INFO, so StatsHandler's lines will not show`);
    }
    this.#listen(engine, Events.ITERATION_COMPLETED, iterationLog, () => this.iterationCompleted(engine));
    this.#listen(engine, Events.EPOCH_COMPLETED, epochLog, () => this.epochCompleted(engine));
    engine.addEventHandler(Events.EXCEPTION_RAISED, (_, error) => {
      this.#logger.error(`Exception: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    });
  }

  #listen(engine: Engine, event: EngineEvent, when: boolean | EventFilter, log: () => unknown): void {
    if (when !== false) engine.addEventHandler(typeof when === 'function' ? event.filtered(when) : event, log);
  }

  epochCompleted(engine: Engine): unknown {
    const { epochPrintLogger, globalEpochTransform, stateAttributes, keyVarFormat } = this.options;
    if (epochPrintLogger) return epochPrintLogger(engine);
    const { state } = engine;
    const metrics = flattened(state.metrics);
    const names = Object.keys(metrics).sort();
    if (names.length > 0) {
      const texts = names.map((name) => {
        const value = metrics[name];
        return typeof value === 'number' ? formatKeyValue(keyVarFormat, name, value) : `${name}: ${valueText(value)}`;
      });
      const epoch = globalEpochTransform ? globalEpochTransform(state.epoch) : state.epoch;
      this.#logger.info(`Epoch[${String(epoch)}] Metrics -- ${texts.join('')}`);
    }
    if (state.keyMetricName !== null) {
      const best = valueText(state.bestMetric, state.bestMetricEpoch === -1);
      this.#logger.info(`Key metric: ${state.keyMetricName} best value: ${best} at epoch: ${state.bestMetricEpoch}`);
    }
    if (stateAttributes && stateAttributes.length > 0) {
      const texts = stateAttributes.map((name) => {
        const value = state.get(name);
        return `${name}: ${valueText(value, Number.isInteger(value))} `;
      });
      this.#logger.info(`State values: ${texts.join('')}`);
    }
    return undefined;
  }

  iterationCompleted(engine: Engine): unknown {
    const { iterationPrintLogger, outputTransform, tagName, keyVarFormat } = this.options;
    if (iterationPrintLogger) return iterationPrintLogger(engine);
    const { output, iteration, epoch, epochLength, maxEpochs } = engine.state;
    const chosen = outputTransform ? outputTransform(output) : firstOf(output);
    if (chosen === null || chosen === undefined) return undefined;
    const numbers = isMapping(chosen)
      ? Object.entries(chosen).sort(([a], [b]) => (a < b ? -1 : 1))
      : [[tagName, chosen] as const];
    let text = '';
    for (const [name, value] of numbers) {
      if (typeof value === 'number') text += formatKeyValue(keyVarFormat, name, value);
      else this.#ignore(name);
    }
    if (text !== '') {
      const current = epochLength === null ? iteration : ((iteration - 1) % epochLength) + 1;
      this.#logger.info(`Epoch: ${epoch}/${maxEpochs}, Iter: ${current}/${valueText(epochLength, true)} -- ${text}`);
    }
    return undefined;
  }

  #ignore(name: string): void {
    if (this.#ignored.has(name)) return;
    this.#ignored.add(name);
    this.#logger.warning(
      `StatsHandler: "${name}" is not a number and is not logged; output_transform should return a number or numbers by name, for example $monai.handlers.from_engine(['loss'], first=True)`,
    );
  }
}

/** The first item of a list: MONAI's default output transform. */
export function firstOf(output: unknown): unknown {
  return Array.isArray(output) ? output[0] : output;
}

/** Metrics with those nested in mappings brought to the top. */
function flattened(metrics: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(metrics)) {
    if (isMapping(value)) Object.assign(flat, flattened(value));
    else flat[name] = value;
  }
  return flat;
}

export const statsHandler = component({
  name: 'StatsHandler',
  modules: ['monai.handlers', 'monai.handlers.stats_handler'],
  kind: 'handler',
  description: "Logs an engine's output after each iteration and its metrics after each epoch.",
  arguments: Arguments,
  create: (args) => new StatsHandler(args),
});
