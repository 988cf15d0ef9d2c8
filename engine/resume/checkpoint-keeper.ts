import { join } from 'node:path';
import { asTree, plain, restoreState, stateTree } from '../checkpoint/saved-state.js';
import { readTorchFile, torchFilePieces } from '../checkpoint/torch-file.js';
import type { CheckpointTree } from '../checkpoint/tree.js';
import { BundleError, fail } from '../errors.js';
import { launchedGroup, processGroup } from '../parallel/process-group.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { interruption } from '../types/interrupt.js';
import { getLogger } from '../types/log.js';
import { reportOutput, withdrawOutput } from '../types/outputs.js';
import { isResumable, processStates } from '../types/resumable.js';
import type { KeptEngine, RunKeeper } from '../types/run-keeper.js';
import type { Cadence } from './cadence.js';
import { type MadeObject, objectsWithState } from './made-objects.js';
import { type RunCheckpoint, rankOf, rankTree, type SavedObject, type SavedRank, writeRun } from './resume-file.js';
import {
  isFinal,
  isOf,
  mustBeWritable,
  prune,
  removeLeftovers,
  resumeFileName,
  resumeFiles,
  sequenceOf,
} from './resume-folder.js';

const logger = getLogger('medbundle.resume');

export interface KeeperOptions {
  /** Gives the objects that the run has made. */
  readonly parser: ConfigParser;
  readonly runId: string;
  /** The config as it is written, by id. */
  readonly config: ReadonlyMap<string, string>;
  /** Names the run in file names. */
  readonly run: string;
  readonly folder: string;
  readonly cadence: Cadence;
  /** How many checkpoints stay. */
  readonly keep: number;
  /** The run to go on with, and its file. */
  readonly resumed: { readonly saved: RunCheckpoint; readonly path: string } | null;
  /** Whether the run was started before under this name, and failed. */
  readonly restarted: boolean;
  /** Whether anything is written; a run may be resumed without. */
  readonly writes: boolean;
  /** Whether a folder that cannot be written to is an error; else the run goes on without checkpoints. */
  readonly mustWrite: boolean;
}

/**
 * Saves a run between its steps and puts it back: everything with state that its config made, its random streams, the files it
 * adds to, and its place in the data. Of several ranks the first one writes, for all of them.
 *
 * An expression of the config may run several engines, one after the other. When a run is resumed its expressions are evaluated again,
 * since they may set things up; but engine runs that were over are not repeated.
 */
export class CheckpointKeeper implements RunKeeper {
  readonly #options: KeeperOptions;
  #pending: KeeperOptions['resumed'];
  /** Engine runs begun so far. */
  #ordinal = -1;
  #sequence: number;
  #objects: readonly MadeObject[] = [];
  #engineId = '';
  #lastSave = performance.now();
  #lastPath: string | null = null;
  #writes: boolean;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#writes = options.writes;
    this.#pending = options.resumed;
    this.#sequence = options.resumed?.saved.sequence ?? 0;
  }

  get name(): string {
    const { rank } = launchedGroup() ?? processGroup();
    return rank === 0 ? this.#options.run : `${this.#options.run}-rank${rank}`;
  }

  /** Whether there is a saved run that nothing went on with. */
  get leftBehind(): boolean {
    return this.#pending !== null && !interruption.requested;
  }

  async begin(engine: KeptEngine): Promise<'run' | 'done'> {
    this.#ordinal++;
    this.#objects = objectsWithState(this.#options.parser.made());
    this.#engineId = this.#objects.find((made) => Object.is(made.object, engine))?.id ?? `run ${this.#ordinal}`;
    this.#lastSave = performance.now();
    if (this.#writes && engine.trains) {
      await this.#prepareFolder();
      // The first rank tells the others whether there will be checkpoints.
      const writes = Int32Array.of(Number(this.#writes));
      if (processGroup().worldSize > 1) await processGroup().broadcast(writes);
      this.#writes = writes[0] === 1;
    }
    const pending = this.#pending;
    if (!pending) {
      if (this.#ordinal === 0 && this.#options.restarted) {
        for (const state of processStates().values()) state.startOver?.();
      }
      return 'run';
    }
    const { saved, path } = pending;
    const rank = this.#ownRank(pending);
    const isPast = this.#ordinal < saved.ordinal;
    if (!isPast) this.#pending = null;
    if (!isPast && saved.engine !== this.#engineId) {
      const facts = { id: this.#options.runId, saved: saved.engine, now: this.#engineId };
      fail({ family: 'checkpoint', code: 'resume_mismatch', path, differences: [facts] });
    }
    const missing = this.#restoreObjects(saved, rank, path);
    // Some are made only by later expressions.
    if (isPast) return 'done';
    for (const [id, { kind }] of missing) this.#tellMissing(id, kind, path);
    for (const [name, state] of rank.process) processStates().get(name)?.resumeFrom(plain(state));
    return this.#continue(engine, rank, path);
  }

  /** @throws BundleError checkpoint_unwritable */
  async #prepareFolder(): Promise<void> {
    const { folder, run, mustWrite } = this.#options;
    if (!isWriter() || this.#lastPath !== null) return;
    const files = await resumeFiles(folder);
    const last = files.at(-1);
    if (last !== undefined && !isFinal(last) && !isOf(last, run)) {
      logger.warning(`${last} is of an earlier run that did not end; --resume latest goes on with it`);
    }
    const own = files.filter((file) => isOf(file, run)).map(sequenceOf);
    this.#sequence = Math.max(this.#sequence, ...own);
    try {
      await mustBeWritable(folder);
      await removeLeftovers(folder);
    } catch (error) {
      if (mustWrite || !(error instanceof BundleError)) throw error;
      this.#writes = false;
      logger.warning(`${error.message}; this run cannot be resumed`);
    }
  }

  #continue(engine: KeptEngine, { position }: SavedRank, path: string): 'run' | 'done' {
    const { maxEpochs } = engine.state;
    const { iteration, epoch, ended } = position;
    if (maxEpochs !== null && epoch > maxEpochs) {
      const problem = `its run has begun epoch ${epoch}, but max_epochs is ${maxEpochs}`;
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'resume',
        problem,
        fix: 'raise max_epochs, or leave --resume out',
      });
    }
    const isOver = ended === 'terminated' || (ended === 'completed' && (maxEpochs === null || epoch >= maxEpochs));
    const where = `iteration ${iteration}, epoch ${epoch}`;
    logger.info(isOver ? `${path}: the run was over after ${where}` : `resuming ${path}: after ${where}`);
    if (isOver) return 'done';
    engine.continueAt({ ...position, ended: null });
    return 'run';
  }

  /** What this rank saved. @throws BundleError resume_mismatch for another number of ranks */
  #ownRank({ saved, path }: { saved: RunCheckpoint; path: string }): SavedRank {
    const { rank, worldSize } = processGroup();
    const own = saved.ranks[rank];
    if (own && saved.ranks.length === worldSize) return own;
    const ranks = { id: 'ranks', saved: String(saved.ranks.length), now: String(worldSize) };
    return fail({ family: 'checkpoint', code: 'resume_mismatch', path, differences: [ranks] });
  }

  /** @returns what was saved of objects that are not here */
  #restoreObjects(saved: RunCheckpoint, rank: SavedRank, path: string): ReadonlyMap<string, SavedObject> {
    const missing = new Map([...saved.objects, ...rank.objects]);
    const fresh: string[] = [];
    for (const { id, kind, object } of this.#objects) {
      const state = missing.get(id);
      if (state?.kind !== kind) {
        fresh.push(id);
        continue;
      }
      missing.delete(id);
      if (isResumable(object)) object.resumeFrom(plain(state.state));
      else restoreState(object, state.state, path, true, true);
    }
    for (const id of fresh) logger.warning(`${id} was not saved in ${path}: it starts anew`);
    return missing;
  }

  #tellMissing(id: string, kind: MadeObject['kind'], path: string): void {
    if (kind === 'other') {
      logger.warning(`${path} holds the state of ${id}, which is not here any more`);
      return;
    }
    fail({ family: 'checkpoint', code: 'resume_mismatch', path, differences: [{ id, saved: `a ${kind}`, now: null }] });
  }

  async pause(engine: KeptEngine): Promise<boolean> {
    const group = processGroup();
    const wishes = Int32Array.of(Number(interruption.requested || interruption.proposed), Number(this.#isDue(engine)));
    // Ranks agree: all stop, and all save, after the same step.
    if (group.worldSize > 1) await group.allreduce(wishes, 'max');
    const [stop, due] = wishes;
    if (stop) interruption.request();
    if (this.#writes && engine.trains && (stop || due)) await this.#save(engine, stop === 1);
    return stop === 1;
  }

  async end(engine: KeptEngine): Promise<void> {
    if (this.#writes && engine.trains) await this.#save(engine, true);
  }

  #isDue({ state }: KeptEngine): boolean {
    const { cadence } = this.#options;
    if (cadence === null) return false;
    if ('steps' in cadence) return state.iteration % cadence.steps === 0;
    return performance.now() - this.#lastSave >= cadence.seconds * 1000;
  }

  /** @param needed whether a failure ends the run, rather than being told and tried again later */
  async #save(engine: KeptEngine, needed: boolean): Promise<void> {
    const started = performance.now();
    const { state } = engine;
    const group = processGroup();
    const own = this.#ownState(engine);
    const ranks = group.worldSize === 1 ? [own] : await gathered(own);
    const { folder, run } = this.#options;
    const place = own.position.ended ? 'end' : `iteration=${state.iteration}`;
    const path = join(folder, resumeFileName(run, ++this.#sequence, place));
    if (isWriter()) await this.#write(path, ranks, needed);
    // Nobody leaves before the file is there.
    if (needed) await group.barrier();
    this.#lastSave = performance.now();
    const seconds = ((this.#lastSave - started) / 1000).toFixed(1);
    if (isWriter()) logger.debug(`saved ${path} in ${seconds} s`);
  }

  async #write(path: string, ranks: readonly SavedRank<CheckpointTree>[], needed: boolean): Promise<void> {
    const { runId, config, run, folder, keep } = this.#options;
    const objects = this.#states((kind) => kind !== 'other');
    const common = { run, runId, config, sequence: this.#sequence, ordinal: this.#ordinal, engine: this.#engineId };
    try {
      await writeRun(path, { ...common, objects, ranks });
    } catch (error) {
      if (needed || !(error instanceof BundleError)) throw error;
      logger.error(`${error.message}; the run goes on, with the checkpoint before`);
      return;
    }
    if (this.#lastPath) withdrawOutput({ kind: 'resume', path: this.#lastPath });
    reportOutput({ kind: 'resume', path });
    this.#lastPath = path;
    await prune(folder, keep);
  }

  #ownState(engine: KeptEngine): SavedRank<CheckpointTree> {
    const process = [...processStates()].map(([name, state]) => [name, asTree(state.resumeState(), state)] as const);
    return {
      position: engine.position(),
      objects: this.#states((kind) => kind === 'other'),
      process: new Map(process),
    };
  }

  #states(belongs: (kind: MadeObject['kind']) => boolean): Map<string, SavedObject<CheckpointTree>> {
    const states = new Map<string, SavedObject<CheckpointTree>>();
    for (const { id, kind, object } of this.#objects) {
      if (!belongs(kind)) continue;
      const state = isResumable(object) ? asTree(object.resumeState(), object) : stateTree(object);
      states.set(id, { kind, state });
    }
    return states;
  }
}

/** The first rank writes for all, also for those that never joined it. */
function isWriter(): boolean {
  return (launchedGroup() ?? processGroup()).rank === 0;
}

/** What every rank has for itself, on all of them. */
async function gathered(own: SavedRank<CheckpointTree>): Promise<SavedRank[]> {
  const bytes = Buffer.concat(torchFilePieces(rankTree(own), 'rank'));
  const all = await processGroup().allgather(new Uint8Array(bytes));
  return all.map((one, rank) => rankOf(readTorchFile(one), `the state of rank ${rank}`));
}
