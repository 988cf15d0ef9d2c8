import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCheckpoint } from '../../engine/checkpoint/index.js';
import { type Stateful, stateTree } from '../../engine/checkpoint/saved-state.js';
import type { CheckpointTree } from '../../engine/checkpoint/tree.js';
import { processGroup } from '../../engine/parallel/process-group.js';
import { reportOutput, withdrawOutput } from '../../engine/types/outputs.js';
import { fixed } from './decimal-text.js';

interface Saved {
  readonly priority: number;
  readonly filename: string;
}

export interface RankedCheckpointsOptions {
  readonly directory: string;
  readonly objects: Readonly<Record<string, Stateful>>;
  readonly prefix: string;
  /** What the priority is, in file names: `key_metric`. */
  readonly scoreName: string;
  /** Whether the priority is a count; otherwise file names carry four decimals. */
  readonly counts: boolean;
  /** How many files to keep; null for all. */
  readonly keep: number | null;
  /** One name for all files, so that the latest replaces the one before. */
  readonly filename?: string | null;
  /** Whether an equal priority replaces the lowest one kept. */
  readonly greaterOrEqual?: boolean;
  /** Whether files carry this ranking, so that a resumed run goes on with it. */
  readonly includeSelf?: boolean;
}

/** Keeps the checkpoints with the highest priorities on disk, under ignite's names: `model_key_metric=0.8123.pt`. */
export class RankedCheckpoints {
  #saved: Saved[] = [];

  constructor(readonly options: RankedCheckpointsOptions) {}

  /** The path of the checkpoint with the highest priority, or null. */
  get best(): string | null {
    const last = this.#saved.at(-1);
    return last ? this.#path(last.filename) : null;
  }

  /** Whether a checkpoint of this priority would be kept. */
  accepts(priority: number): boolean {
    const { keep, greaterOrEqual } = this.options;
    const lowest = this.#saved[0];
    if (!lowest || keep === null || this.#saved.length < keep) return true;
    return greaterOrEqual ? priority >= lowest.priority : priority > lowest.priority;
  }

  /** Writes a checkpoint if its priority is high enough, and removes the one it replaces. @returns its path, or null */
  async save(priority: number, note?: string): Promise<string | null> {
    if (!this.accepts(priority)) return null;
    const { keep, scoreName, counts, prefix } = this.options;
    const score = counts ? String(priority) : `${priority < 0 ? '-' : ''}${fixed(Math.abs(priority), 4)}`;
    const filename = `${prefix ? `${prefix}_` : ''}${this.#name()}_${scoreName}=${score}.pt`;
    const same = this.#saved.findIndex((saved) => saved.filename === filename);
    const full = keep !== null && this.#saved.length >= keep;
    const [replaced] = same >= 0 ? this.#saved.splice(same, 1) : full ? this.#saved.splice(0, 1) : [];
    this.#saved.push({ priority, filename });
    this.#saved.sort((a, b) => a.priority - b.priority);
    const path = this.#path(filename);
    // Every rank has the same to save; the first one does.
    if (processGroup().rank > 0) return path;
    await writeCheckpoint(path, this.#content());
    // The one it replaces goes last, so that there is always one to go back to.
    if (replaced && this.#path(replaced.filename) !== path) await this.#remove(replaced);
    reportOutput({ kind: 'checkpoint', path, note });
    return path;
  }

  /** Removes all checkpoints kept so far. @returns their file names */
  async clear(): Promise<string[]> {
    const saved = this.#saved;
    this.#saved = [];
    for (const one of saved) await this.#remove(one);
    return saved.map(({ filename }) => filename);
  }

  stateDict(): Record<string, unknown> {
    return { _saved: this.#saved.map(({ priority, filename }) => [priority, filename]) };
  }

  loadStateDict(state: unknown): void {
    const saved: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, '_saved') : undefined;
    const entries: unknown[] = Array.isArray(saved) ? saved : [];
    this.#saved = entries.flatMap((entry) => {
      const [priority, filename]: unknown[] = Array.isArray(entry) ? entry : [];
      return typeof priority === 'number' && typeof filename === 'string' ? [{ priority, filename }] : [];
    });
  }

  async #remove({ filename }: Saved): Promise<void> {
    if (processGroup().rank > 0) return;
    const path = this.#path(filename);
    await rm(path, { force: true });
    withdrawOutput({ kind: 'checkpoint', path });
  }

  #path(filename: string): string {
    return join(this.options.directory, this.options.filename ?? filename);
  }

  #name(): string {
    const names = Object.keys(this.options.objects);
    return names.length === 1 ? (names[0] ?? 'checkpoint') : 'checkpoint';
  }

  #content(): CheckpointTree {
    return checkpointContent(this.options.objects, this.options.includeSelf ? this : undefined);
  }
}

/**
 * What a checkpoint of these objects holds: of a single one its state alone, as PyTorch's users expect of `model.pt`; of several, or with the
 * saver's own ranking, a mapping by name.
 */
export function checkpointContent(
  objects: Readonly<Record<string, Stateful>>,
  checkpointer?: { stateDict(): Record<string, unknown>; loadStateDict(state: unknown): void },
): CheckpointTree {
  const trees = Object.entries(objects).map(([name, object]) => [name, stateTree(object)] as const);
  const [first] = trees;
  if (first && trees.length === 1 && !checkpointer) return first[1];
  return new Map(checkpointer ? [...trees, ['checkpointer', stateTree(checkpointer)] as const] : trees);
}
