import { deserialize, serialize } from 'node:v8';
import { processGroup } from '../../engine/parallel/process-group.js';
import { decode, encode } from '../data/message.js';

/** Something of which every rank has a part when an epoch ends: a metric's values, the names of files. */
export interface SharedByRanks {
  /** This rank's part: numbers, strings, arrays, NdArrays, lists and mappings of these. */
  share(): unknown;
  /** Takes the parts of all ranks, in rank order; undefined for a rank that has no such thing. */
  takeShares(shares: readonly unknown[]): void;
}

/**
 * What the ranks tell each other when an epoch's batches are done, before anyone hears of its end. It is one message of each rank about everything, so
 * that no rank waits for a handler that another does not have: configs give most handlers to the first rank alone.
 */
export class EpochExchange {
  readonly #shared = new Map<string, SharedByRanks>();

  /** Adds something to what is exchanged. The same name means the same thing on every rank. */
  add(name: string, shared: SharedByRanks): void {
    this.#shared.set(name, shared);
  }

  get isEmpty(): boolean {
    return this.#shared.size === 0;
  }

  /** Gives this rank's parts and takes those of all. */
  async run(): Promise<void> {
    const group = processGroup();
    if (group.worldSize === 1) return;
    const parts = Object.fromEntries([...this.#shared].map(([name, one]) => [name, one.share()]));
    const gathered = await group.allgather(serialize(encode(parts)));
    const all: unknown[] = gathered.map((bytes) => decode(deserialize(bytes)));
    for (const [name, one] of this.#shared) one.takeShares(all.map((part) => partOf(part, name)));
  }
}

function partOf(parts: unknown, name: string): unknown {
  return typeof parts === 'object' && parts !== null && Object.hasOwn(parts, name)
    ? Reflect.get(parts, name)
    : undefined;
}

/**
 * Lists of all ranks as one, in the order of samples: the first of each rank, then the second, … A `DistributedSampler` deals samples out that
 * way, so the result is what one rank would have collected.
 */
export function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const result: T[] = [];
  for (let index = 0; index < longest; index++) {
    for (const list of lists) result.push(...list.slice(index, index + 1));
  }
  return result;
}
