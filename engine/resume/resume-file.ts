import { readCheckpoint, writeCheckpoint } from '../checkpoint/index.js';
import { plain } from '../checkpoint/saved-state.js';
import type { CheckpointTree, LoadedTree } from '../checkpoint/tree.js';
import { fail } from '../errors.js';
import { fieldOf, numberIn } from '../types/resumable.js';
import type { RunPosition } from '../types/run-keeper.js';
import type { MadeObject } from './made-objects.js';

/** The form of these files; another number is refused. */
const formatVersion = 1;

/** The state of an object, by the config id that makes it. */
export interface SavedObject<T = LoadedTree> {
  readonly kind: MadeObject['kind'];
  readonly state: T;
}

/** What each rank has for itself: where it stands, its metrics and handlers, its random streams and files. */
export interface SavedRank<T = LoadedTree> {
  readonly position: RunPosition;
  readonly objects: ReadonlyMap<string, SavedObject<T>>;
  readonly process: ReadonlyMap<string, T>;
}

/** A run, as it is saved. */
export interface RunCheckpoint<T = LoadedTree> {
  /** When the run began, for file names: `20261124T023001Z`. The same in all checkpoints of a run, resumed ones included. */
  readonly run: string;
  /** Counts the checkpoints of a run. */
  readonly sequence: number;
  /** The config id of the expressions that run. */
  readonly runId: string;
  /** Which of the engine runs it is, from 0, and the config id of its engine. */
  readonly ordinal: number;
  readonly engine: string;
  /** Every value of the config, by id, as it is written. */
  readonly config: ReadonlyMap<string, string>;
  /** What all ranks have in common: networks, optimizers, schedulers. */
  readonly objects: ReadonlyMap<string, SavedObject<T>>;
  readonly ranks: readonly SavedRank<T>[];
}

/**
 * Writes a run to a file that appears whole or not at all. `torch.load(path, weights_only=True)` opens it too: a network's
 * weights are under `["objects"]["network_def"]["state"]`.
 * @throws BundleError checkpoint_unwritable
 */
export async function writeRun(path: string, saved: RunCheckpoint<CheckpointTree>): Promise<void> {
  await writeCheckpoint(path, {
    medbundle_run: formatVersion,
    run: saved.run,
    sequence: saved.sequence,
    run_id: saved.runId,
    ordinal: saved.ordinal,
    engine: saved.engine,
    config: saved.config,
    objects: objectsTree(saved.objects),
    ranks: saved.ranks.map(rankTree),
  });
}

/** What a rank has for itself, as it is written. */
export function rankTree({ position, objects, process }: SavedRank<CheckpointTree>): CheckpointTree {
  return { position: { ...position }, objects: objectsTree(objects), process };
}

function objectsTree(objects: ReadonlyMap<string, SavedObject<CheckpointTree>>): CheckpointTree {
  return new Map([...objects].map(([id, { kind, state }]) => [id, { kind, state }] as const));
}

/** @throws BundleError checkpoint_missing, checkpoint_damaged, checkpoint_unsafe, resume_foreign */
export async function readRun(path: string): Promise<RunCheckpoint> {
  const tree = await readCheckpoint(path);
  if (!(tree instanceof Map) || !tree.has('medbundle_run')) {
    const what = tree instanceof Map && tree.size > 0 ? `it holds ${shown(tree)}` : 'it holds something else';
    fail({ family: 'checkpoint', code: 'resume_foreign', path, what });
  }
  if (tree.get('medbundle_run') !== formatVersion) {
    const what = `its form is ${String(tree.get('medbundle_run'))}, and this medbundle reads ${formatVersion}`;
    fail({ family: 'checkpoint', code: 'resume_foreign', path, what });
  }
  const text = (name: string): string => stringOf(tree.get(name)) ?? damaged(path, name);
  const count = (name: string): number => countOf(tree.get(name)) ?? damaged(path, name);
  const config = mapOf(tree.get('config')) ?? damaged(path, 'config');
  const ranks = tree.get('ranks');
  return {
    run: text('run'),
    sequence: count('sequence'),
    runId: text('run_id'),
    ordinal: count('ordinal'),
    engine: text('engine'),
    config: new Map([...config].map(([id, value]) => [id, String(value)])),
    objects: objectsOf(tree.get('objects')) ?? damaged(path, 'objects'),
    ranks: Array.isArray(ranks) && ranks.length > 0 ? ranks.map((rank) => rankOf(rank, path)) : damaged(path, 'ranks'),
  };
}

/** The reverse of {@link rankTree}. */
export function rankOf(tree: LoadedTree, path: string): SavedRank {
  const [position, process] = [fieldIn(tree, 'position'), mapOf(fieldIn(tree, 'process'))];
  return {
    position: positionOf(position) ?? damaged(path, 'position'),
    objects: objectsOf(fieldIn(tree, 'objects')) ?? damaged(path, 'objects'),
    process: process ?? damaged(path, 'process'),
  };
}

function positionOf(tree: LoadedTree): RunPosition | null {
  const saved = plain(tree);
  const count = (name: string): number => numberIn(saved, name, Number.NaN);
  const ended = fieldOf(saved, 'ended');
  const position = {
    iteration: count('iteration'),
    epoch: count('epoch'),
    inEpoch: count('inEpoch'),
    pass: count('pass'),
    taken: count('taken'),
    ended: ended === 'completed' || ended === 'terminated' ? ended : null,
  } as const;
  const { ended: _, ...counts } = position;
  return Object.values(counts).every((value) => Number.isSafeInteger(value) && value >= 0) ? position : null;
}

function objectsOf(tree: LoadedTree | undefined): Map<string, SavedObject> | null {
  const map = mapOf(tree);
  if (!map) return null;
  const objects = new Map<string, SavedObject>();
  for (const [id, entry] of map) {
    const kind = kinds.find((one) => one === fieldIn(entry, 'kind'));
    if (!kind || !(entry instanceof Map) || !entry.has('state')) return null;
    objects.set(id, { kind, state: fieldIn(entry, 'state') });
  }
  return objects;
}

const kinds = ['network', 'optimizer', 'scheduler', 'other'] as const satisfies readonly MadeObject['kind'][];

function fieldIn(tree: LoadedTree | undefined, name: string): LoadedTree {
  return tree instanceof Map ? (tree.get(name) ?? null) : null;
}

function mapOf(tree: LoadedTree | undefined): Map<string, LoadedTree> | null {
  return tree instanceof Map ? new Map([...tree].map(([key, value]) => [String(key), value])) : null;
}

function stringOf(tree: LoadedTree | undefined): string | null {
  return typeof tree === 'string' ? tree : null;
}

function countOf(tree: LoadedTree | undefined): number | null {
  return typeof tree === 'number' && Number.isSafeInteger(tree) && tree >= 0 ? tree : null;
}

function shown(tree: ReadonlyMap<string | number, LoadedTree>): string {
  const names = [...tree.keys()].slice(0, 4).join(', ');
  return tree.size > 4 ? `${names}, … (${tree.size} entries)` : names;
}

function damaged(path: string, part: string): never {
  return fail({
    family: 'checkpoint',
    code: 'checkpoint_damaged',
    path,
    problem: `its "${part}" is not as it should be`,
  });
}
