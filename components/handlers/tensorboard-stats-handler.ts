import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import { getLogger } from '../../engine/types/log.js';
import { isMapping } from '../data/mapping.js';
import type { Engine } from '../trainers/engine.js';
import { type EngineEvent, type EventFilter, Events } from '../trainers/events.js';
import { firstOf } from './stats-handler.js';
import { SummaryWriter } from './summary-writer.js';

/** The arguments that TensorBoard's handlers share. */
export const tensorBoardArguments = {
  summaryWriter: Type.Union(
    [Instance<SummaryWriter>('a SummaryWriter', (value) => value instanceof SummaryWriter), Type.Null()],
    { default: null, description: 'The writer; a new one for log_dir by default.' },
  ),
  logDir: Type.String({ default: './runs', description: 'The folder to write event files to.' }),
};

const logInterval = (description: string) =>
  Type.Union([Type.Boolean(), Type.Integer({ minimum: 0 }), Callback<EventFilter>('(engine, count) → bool')], {
    default: true,
    description,
  });

type EventWriter = (engine: Engine, writer: SummaryWriter) => unknown;

const Arguments = Type.Object({
  ...tensorBoardArguments,
  iterationLog: logInterval('Whether to write iterations; a number writes every so many, a function decides for each.'),
  epochLog: logInterval('Whether to write epochs; a number writes every so many, a function decides for each.'),
  epochEventWriter: Nullable(Callback<EventWriter>('Writes an epoch in its own way: (engine, writer).')),
  iterationEventWriter: Nullable(Callback<EventWriter>('Writes an iteration in its own way: (engine, writer).')),
  outputTransform: Nullable(
    Callback<(output: unknown) => unknown>(
      "What to write of an iteration's output: a number, or numbers by name; the first sample's by default.",
    ),
  ),
  globalEpochTransform: Nullable(
    Callback<(epoch: number) => unknown>('The epoch to write for the epoch of the engine.'),
  ),
  stateAttributes: Nullable(
    Type.Array(Type.String(), { description: 'Attributes of the state to write with an epoch.' }),
  ),
  tagName: Type.String({ default: 'Loss', description: 'The tag of an output that is a single number.' }),
});

/** Writes an engine's output after each iteration and its metrics after each epoch for TensorBoard (MONAI's `TensorBoardStatsHandler`). */
export class TensorBoardStatsHandler {
  static readonly [exposed]: Exposed = { attach: method('engine'), close: method() };

  readonly #writer: SummaryWriter;
  readonly #ignored = new Set<string>();
  readonly #attached = new WeakSet<Engine>();

  constructor(readonly options: Static<typeof Arguments>) {
    this.#writer = options.summaryWriter ?? new SummaryWriter(options.logDir);
  }

  /** Attaching to the same engine again does nothing. */
  attach(engine: Engine): void {
    if (this.#attached.has(engine)) return;
    this.#attached.add(engine);
    const { iterationLog, epochLog } = this.options;
    listen(engine, Events.ITERATION_COMPLETED, iterationLog, () => this.iterationCompleted(engine));
    listen(engine, Events.EPOCH_COMPLETED, epochLog, () => this.epochCompleted(engine));
  }

  epochCompleted(engine: Engine): unknown {
    const { epochEventWriter, globalEpochTransform, stateAttributes } = this.options;
    if (epochEventWriter) return epochEventWriter(engine, this.#writer);
    const { state } = engine;
    const epoch = Number(globalEpochTransform ? globalEpochTransform(state.epoch) : state.epoch);
    for (const [tag, value] of Object.entries(state.metrics)) {
      if (typeof value === 'number') this.#writer.addScalar(tag, value, epoch);
    }
    for (const attribute of stateAttributes ?? []) {
      const value = state.get(attribute);
      if (typeof value === 'number') this.#writer.addScalar(attribute, value, epoch);
      else this.#ignore(attribute);
    }
    return this.#writer.flush();
  }

  iterationCompleted(engine: Engine): unknown {
    const { iterationEventWriter, outputTransform, tagName } = this.options;
    if (iterationEventWriter) return iterationEventWriter(engine, this.#writer);
    const { output, iteration } = engine.state;
    const chosen = outputTransform ? outputTransform(output) : firstOf(output);
    if (chosen === null || chosen === undefined) return undefined;
    const numbers = isMapping(chosen) ? Object.entries(chosen) : [[tagName, chosen] as const];
    for (const [tag, value] of numbers) {
      if (typeof value === 'number') this.#writer.addScalar(tag, value, iteration);
      else this.#ignore(tag);
    }
    return this.#writer.flush();
  }

  #ignore(tag: string): void {
    if (this.#ignored.has(tag)) return;
    this.#ignored.add(tag);
    getLogger('monai.handlers.TensorBoardStatsHandler').warning(
      `TensorBoardStatsHandler: "${tag}" is not a number and is not written; output_transform should return a number or numbers by name, for example $monai.handlers.from_engine(['loss'], first=True)`,
    );
  }

  close(): void {
    this.#writer.close();
  }
}

function listen(engine: Engine, event: EngineEvent, when: boolean | number | EventFilter, write: () => unknown): void {
  if (typeof when === 'function') engine.addEventHandler(event.filtered(when), write);
  else if (when) engine.addEventHandler(when === true ? event : event.every(when), write);
}

export const tensorBoardStatsHandler = component({
  name: 'TensorBoardStatsHandler',
  modules: ['monai.handlers', 'monai.handlers.tensorboard_handlers'],
  kind: 'handler',
  description: "Writes an engine's output after each iteration and its metrics after each epoch for TensorBoard.",
  arguments: Arguments,
  create: (args) => new TensorBoardStatsHandler(args),
});
