import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { writeCheckpoint } from '../../engine/checkpoint/index.js';
import { isStateful, type Stateful } from '../../engine/checkpoint/saved-state.js';
import { fail } from '../../engine/errors.js';
import { processGroup } from '../../engine/parallel/process-group.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Instance, Nullable } from '../../engine/registry/schema.js';
import { getLogger, type Logger } from '../../engine/types/log.js';
import { reportOutput } from '../../engine/types/outputs.js';
import { fieldOf } from '../../engine/types/resumable.js';
import type { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';
import { checkpointContent, RankedCheckpoints } from './ranked-checkpoints.js';

const Arguments = Type.Object({
  saveDir: Type.String({ description: 'The folder to save to; it is made when needed.' }),
  saveDict: Type.Record(Type.String(), Instance<Stateful>('a network, optimizer, scheduler or trainer', isStateful), {
    minProperties: 1,
    description: 'What to save, by name. A single object is saved as its bare state dict.',
  }),
  name: Nullable(Type.String({ description: "The logger's name; the engine's own by default." })),
  filePrefix: Type.String({ default: '', description: 'What file names begin with.' }),
  saveFinal: Type.Boolean({ default: false, description: 'Whether to save when the run ends, or fails.' }),
  finalFilename: Nullable(
    Type.String({ description: 'The name of that file; by default `checkpoint_final_iteration=N.pt`.' }),
  ),
  saveKeyMetric: Type.Boolean({
    default: false,
    description: 'Whether to save when the key metric is the best so far.',
  }),
  keyMetricName: Nullable(Type.String({ description: "The metric to go by; the engine's key metric by default." })),
  keyMetricNSaved: Type.Integer({ minimum: 1, default: 1, description: 'How many of the best to keep.' }),
  keyMetricFilename: Nullable(Type.String({ description: 'One name for the best model, when only one is kept.' })),
  keyMetricSaveState: Type.Boolean({
    default: false,
    description: 'Whether to save the ranking too (as `checkpointer`), for resumed runs.',
  }),
  keyMetricGreaterOrEqual: Type.Boolean({
    default: false,
    description: 'Whether an equal metric replaces the one saved before.',
  }),
  keyMetricNegativeSign: Type.Boolean({ default: false, description: 'Whether less is better.' }),
  epochLevel: Type.Boolean({ default: true, description: 'Whether save_interval counts epochs, or iterations.' }),
  saveInterval: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'Save every so many epochs or iterations; 0 never.',
  }),
  nSaved: Nullable(Type.Integer({ minimum: 1, description: 'How many of these to keep; all by default.' })),
});

/**
 * Saves what is being trained to PyTorch files: at the end, at the best key metric, at intervals (MONAI's `CheckpointSaver`, ignite's file names).
 * When the run is interrupted and nothing else would save it, the latest state goes to `…_interrupted.pt`.
 */
export class CheckpointSaver {
  static readonly [exposed]: Exposed = { attach: method('engine'), load_state_dict: method('state_dict') };

  readonly #final: RankedCheckpoints | null;
  readonly #best: RankedCheckpoints | null;
  readonly #interval: RankedCheckpoints | null;

  constructor(readonly options: Static<typeof Arguments>) {
    const { saveDir: directory, saveDict: objects, filePrefix: prefix } = options;
    if (options.keyMetricFilename !== null && options.keyMetricNSaved > 1) {
      fail({
        family: 'component',
        code: 'invalid_argument',
        component: 'CheckpointSaver',
        argument: 'key_metric_n_saved',
        expected: '1 with key_metric_filename, since all files would have one name',
        got: String(options.keyMetricNSaved),
      });
    }
    const common = { directory, objects, prefix };
    this.#final = options.saveFinal
      ? new RankedCheckpoints({
          ...common,
          scoreName: 'final_iteration',
          counts: true,
          keep: 1,
          filename: options.finalFilename,
        })
      : null;
    this.#best = options.saveKeyMetric
      ? new RankedCheckpoints({
          ...common,
          scoreName: 'key_metric',
          counts: false,
          keep: options.keyMetricNSaved,
          filename: options.keyMetricFilename,
          greaterOrEqual: options.keyMetricGreaterOrEqual,
          includeSelf: options.keyMetricSaveState,
        })
      : null;
    this.#interval =
      options.saveInterval > 0
        ? new RankedCheckpoints({
            ...common,
            scoreName: options.epochLevel ? 'epoch' : 'iteration',
            counts: true,
            keep: options.nSaved,
          })
        : null;
  }

  attach(engine: Engine): void {
    const { saveInterval, epochLevel } = this.options;
    if (this.#final) {
      engine.addEventHandler(Events.COMPLETED, () => this.completed(engine));
      engine.addEventHandler(Events.EXCEPTION_RAISED, (_, error) => this.exceptionRaised(engine, error));
    } else {
      engine.addEventHandler(Events.INTERRUPT, () => this.interrupted(engine));
    }
    if (this.#best) engine.addEventHandler(Events.EPOCH_COMPLETED, () => this.metricsCompleted(engine));
    if (this.#interval) {
      const event = epochLevel ? Events.EPOCH_COMPLETED : Events.ITERATION_COMPLETED;
      engine.addEventHandler(event.every(saveInterval), () => this.intervalCompleted(engine));
    }
  }

  /** Restores the ranking of the best checkpoints, as `key_metric_save_state` saved it. */
  loadStateDict(state: unknown): void {
    if (this.#best) this.#best.loadStateDict(state);
    else this.#logger(null).warning('CheckpointSaver: save_key_metric is off, so there is no ranking to restore');
  }

  /** The ranking of the best checkpoints. */
  stateDict(): Record<string, unknown> {
    return this.#best?.stateDict() ?? {};
  }

  /** The files kept so far, of all kinds. */
  resumeState(): unknown {
    const kept = (files: RankedCheckpoints | null): unknown => files?.stateDict() ?? null;
    return { final: kept(this.#final), best: kept(this.#best), interval: kept(this.#interval) };
  }

  resumeFrom(state: unknown): void {
    this.#final?.loadStateDict(fieldOf(state, 'final'));
    this.#best?.loadStateDict(fieldOf(state, 'best'));
    this.#interval?.loadStateDict(fieldOf(state, 'interval'));
  }

  async completed(engine: Engine): Promise<void> {
    this.#logger(engine).info(`Train completed, saved final checkpoint: ${await this.#saveFinal(engine)}`);
  }

  async exceptionRaised(engine: Engine, error: unknown): Promise<never> {
    this.#logger(engine).info(`Exception raised, saved the last checkpoint: ${await this.#saveFinal(engine)}`);
    throw error;
  }

  async #saveFinal(engine: Engine): Promise<string | null> {
    for (const filename of (await this.#final?.clear()) ?? []) {
      this.#logger(engine).info(`Deleted previous saved final checkpoint: ${filename}`);
    }
    return (await this.#final?.save(engine.state.iteration, `iteration ${engine.state.iteration}`)) ?? null;
  }

  /** Saves the latest state of a run that ends before its time. */
  async interrupted(engine: Engine): Promise<void> {
    if (processGroup().rank > 0) return;
    const { saveDir, saveDict, filePrefix } = this.options;
    const names = Object.keys(saveDict);
    const name = names.length === 1 ? names[0] : 'checkpoint';
    const path = join(saveDir, `${filePrefix ? `${filePrefix}_` : ''}${name}_interrupted.pt`);
    await writeCheckpoint(path, checkpointContent(saveDict));
    reportOutput({ kind: 'checkpoint', path, note: 'the state when the run was interrupted' });
    this.#logger(engine).info(`Interrupted, saved the latest state: ${path}`);
  }

  async metricsCompleted(engine: Engine): Promise<void> {
    const name = this.options.keyMetricName ?? engine.state.keyMetricName;
    const metric = name === null ? undefined : engine.state.metrics[name];
    if (name === null || metric === undefined) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'CheckpointSaver',
        problem: name === null ? 'the engine has no key metric to save by' : `the engine has no metric "${name}"`,
        fix: `set key_metric_name to one of: ${Object.keys(engine.state.metrics).join(', ') || '(the engine has none)'}`,
      });
    }
    if (typeof metric !== 'number') {
      this.#logger(engine).warning(
        `the key metric ${name} is not a single number, so nothing is saved: use another, or its reduction "mean"`,
      );
      return;
    }
    const score = this.options.keyMetricNegativeSign ? -metric : metric;
    await this.#best?.save(score, `best ${name} ${metric.toFixed(4)}, epoch ${engine.state.epoch}`);
  }

  async intervalCompleted(engine: Engine): Promise<void> {
    const { epoch, iteration } = engine.state;
    const [count, what] = this.options.epochLevel ? [epoch, 'epoch'] : [iteration, 'iteration'];
    await this.#interval?.save(count, `${what} ${count}`);
    this.#logger(engine).info(`Saved checkpoint at ${what}: ${count}`);
  }

  #logger(engine: Engine | null): Logger {
    const { name } = this.options;
    return name === null && engine ? engine.logger : getLogger(name ?? 'monai.handlers.CheckpointSaver');
  }
}

export const checkpointSaver = component({
  name: 'CheckpointSaver',
  modules: ['monai.handlers', 'monai.handlers.checkpoint_saver'],
  kind: 'handler',
  description:
    'Saves networks, optimizers and trainers to PyTorch files: at the end, at the best metric, at intervals.',
  arguments: Arguments,
  create: (args) => new CheckpointSaver(args),
});
