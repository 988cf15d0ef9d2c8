/** How memory that ranks share is divided. All ranks of a run use the same. */
export interface RegionShape {
  readonly ranks: number;
  /** Places for messages that each rank has, so that it can be some rounds ahead of the others. */
  readonly depth: number;
  /** Bytes of one place, a multiple of 64. */
  readonly slotBytes: number;
}

/** Words of 32 bits in a cache line: what one rank writes and others watch has a line of its own. */
const line = 16;
const page = 4096;

/** What each rank says about itself in its line. */
const words = { published: 0, reduced: 1, consumed: 2, closed: 3 } as const;

/** Elements that fit `ranks` slots into some 64 MB at most: /dev/shm is that small in containers. */
export function regionShape(ranks: number): RegionShape {
  const depth = 4;
  const most = (48 * 2 ** 20) / (ranks * depth);
  return { ranks, depth, slotBytes: Math.max(64 * 2 ** 10, Math.min(2 ** 20, 2 ** Math.floor(Math.log2(most)))) };
}

export function regionBytes({ ranks, depth, slotBytes }: RegionShape): number {
  return dataOffset(ranks, depth) + ranks * depth * slotBytes;
}

function dataOffset(ranks: number, depth: number): number {
  const lines = 1 + ranks + ranks * depth;
  return Math.ceil((lines * line * 4) / page) * page;
}

/**
 * The memory in which ranks meet: a line of counters for each rank, and slots for its messages with a line of facts about each. It begins
 * as zeros. Counters are written by their rank alone, after what they announce.
 */
export class Region {
  readonly #words: Int32Array;
  readonly #slots: readonly (readonly Uint8Array[])[];

  /** @param memory a SharedArrayBuffer between threads, a mapped file between processes */
  constructor(
    memory: ArrayBufferLike,
    readonly shape: RegionShape,
  ) {
    const { ranks, depth, slotBytes } = shape;
    if (memory.byteLength < regionBytes(shape)) throw new RangeError('the shared memory is too small');
    const start = dataOffset(ranks, depth);
    this.#words = new Int32Array(memory, 0, start / 4);
    this.#slots = Array.from({ length: ranks }, (_, rank) =>
      Array.from(
        { length: depth },
        (_, slot) => new Uint8Array(memory, start + (rank * depth + slot) * slotBytes, slotBytes),
      ),
    );
  }

  /** Rounds that a rank has published, reduced its share of, or is done with; 1 in `closed` when it has gone. */
  get(rank: number, word: keyof typeof words): number {
    return Atomics.load(this.#words, (1 + rank) * line + words[word]);
  }

  set(rank: number, word: keyof typeof words, value: number): void {
    Atomics.store(this.#words, (1 + rank) * line + words[word], value);
  }

  /** The rank that gave up, or undefined. */
  get aborted(): number | undefined {
    const word = Atomics.load(this.#words, 0);
    return word === 0 ? undefined : word - 1;
  }

  /** Says that `rank` gave up; the first to say so is remembered. */
  abort(rank: number): void {
    Atomics.compareExchange(this.#words, 0, 0, rank + 1);
  }

  /** Where a rank's message of a round is. */
  slot(rank: number, round: number): Uint8Array {
    const slot = this.#slots[rank]?.[round % this.shape.depth];
    if (!slot) throw new RangeError(`there is no rank ${rank}`);
    return slot;
  }

  /** Sixteen numbers about a rank's message of a round. */
  facts(rank: number, round: number): Int32Array {
    const { ranks, depth } = this.shape;
    const at = (1 + ranks + rank * depth + (round % depth)) * line;
    return this.#words.subarray(at, at + line);
  }
}
