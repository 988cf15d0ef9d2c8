import { BundleError } from '../errors.js';
import {
  Allreduce,
  agree,
  type Collective,
  type CollectiveFacts,
  decodeFacts,
  encodeFacts,
  factCount,
  factsText,
} from './collective.js';
import { CollectiveGroup } from './collective-group.js';
import type { ProcessGroup } from './process-group.js';
import type { Region } from './region.js';

export interface GroupOptions {
  readonly rank: number;
  readonly localRank?: number;
  /** Milliseconds that a rank waits for the others before it gives up. Default 10 minutes, as PyTorch's NCCL. */
  readonly timeout?: number;
}

/** A collective with how far it has come. */
interface Pending {
  readonly collective: Collective;
  given: number;
  taken: number;
  /** What every rank said about it; known when the first round is there. */
  all: readonly CollectiveFacts[] | undefined;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Up to so many ranks, each reduces everything itself; more of them share the work and then read each other's shares. */
const mostThatReduceAlone = 3;
/** Milliseconds of waiting for which a rank keeps looking, and for which it gives its thread only to what is ready. */
const spin = 0.05;
const eager = 2;

/**
 * Collectives in memory that all ranks share: between threads or between processes, there is no difference. A collective goes in rounds of one
 * slot. A rank puts its part of a round into a slot of its own as soon as that is free, and takes the round when all parts are there; what
 * can be done at once is done when the collective is called, so that work between two calls hides the waiting.
 *
 * Waiting looks at the counters, first all the time, then between other work, then every millisecond: wake-ups from the kernel would save half
 * a millisecond of a step and need code for every system.
 */
export class SharedMemoryGroup extends CollectiveGroup implements ProcessGroup {
  readonly transport = 'shared memory';
  readonly rank: number;
  readonly localRank: number;
  readonly worldSize: number;
  /** Milliseconds; see {@link GroupOptions.timeout}. */
  timeout: number;
  readonly #region: Region;
  readonly #queue: Pending[] = [];
  /** Rounds given and taken since the beginning, by this rank. */
  #given = 0;
  #taken = 0;
  /** Whether this rank's share of the round after `#taken` is reduced. */
  #shared = false;
  #driving = false;
  #failure: BundleError | undefined;

  constructor(region: Region, { rank, localRank = rank, timeout = 600_000 }: GroupOptions) {
    super();
    this.#region = region;
    this.rank = rank;
    this.localRank = localRank;
    this.worldSize = region.shape.ranks;
    this.timeout = timeout;
  }

  abort(why: string): void {
    this.#region.abort(this.rank);
    this.#fail(new BundleError({ family: 'parallel', code: 'rank_failed', rank: this.rank, problem: why }));
  }

  lose(rank: number, problem: string): void {
    this.#fail(new BundleError({ family: 'parallel', code: 'rank_failed', rank, problem }));
  }

  leave(rank: number): void {
    this.#region.set(rank, 'closed', 1);
  }

  async close(): Promise<void> {
    this.#region.set(this.rank, 'closed', 1);
  }

  protected override start(collective: Collective): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((done, failed) => {
      this.#queue.push({ collective, given: 0, taken: 0, all: undefined, done, failed });
      this.#guarded(() => this.#progress());
      if (!this.#driving) void this.#drive();
    });
  }

  /** Goes on until nothing is left to wait for. */
  async #drive(): Promise<void> {
    this.#driving = true;
    let since = performance.now();
    while (this.#queue.length > 0) {
      if (this.#guarded(() => this.#progress())) since = performance.now();
      const waited = performance.now() - since;
      if (waited > spin) await new Promise((wake) => (waited < eager ? setImmediate(wake) : setTimeout(wake, 1)));
      if (waited > this.timeout) this.#giveUp(waited);
      else if (waited > eager) this.#lookForTrouble();
    }
    this.#driving = false;
  }

  #guarded(work: () => boolean): boolean {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      this.#fail(error);
      return false;
    }
  }

  #fail(error: BundleError): void {
    this.#failure ??= error;
    for (const { failed } of this.#queue.splice(0)) failed(error);
  }

  #giveUp(waited: number): void {
    const missing = this.#ranks().filter((rank) => this.#region.get(rank, 'published') <= this.#taken);
    const names = missing.join(', ');
    const what = this.#queue[0] ? factsText(this.#queue[0].collective.facts) : 'the others';
    this.#fail(
      new BundleError({
        family: 'parallel',
        code: 'rank_failed',
        rank: missing[0],
        problem: `did not come to ${what} within ${Math.round(waited / 1000)} s (missing: ${names})`,
        fix: 'see what it is doing; a longer timeout is init_process_group’s argument timeout',
      }),
    );
  }

  /** A rank that gave up, or went away before its part came. */
  #lookForTrouble(): void {
    const { aborted } = this.#region;
    if (aborted !== undefined) this.lose(aborted, 'gave up');
    for (const rank of this.#ranks()) {
      const missing = this.#region.get(rank, 'published') <= this.#taken;
      if (missing && this.#region.get(rank, 'closed') === 1) {
        this.lose(rank, `has finished its run, while rank ${this.rank} still waits for it`);
      }
    }
  }

  /** Does all that can be done without waiting. @returns whether there was anything */
  #progress(): boolean {
    let moved = false;
    while (this.#give() || this.#take()) moved = true;
    return moved;
  }

  /** Gives the next round, if its slot is free and it is known to be needed. */
  #give(): boolean {
    const { depth, slotBytes } = this.#region.shape;
    const pending = this.#toGive(slotBytes);
    if (!pending) return false;
    const { collective } = pending;
    const round = this.#given + 1;
    for (const rank of this.#ranks()) if (this.#region.get(rank, 'consumed') < round - depth) return false;
    collective.give(pending.given, this.#region.slot(this.rank, round));
    this.#region.facts(this.rank, round).set(encodeFacts(collective.facts));
    pending.given++;
    this.#given = round;
    this.#region.set(this.rank, 'published', round);
    return true;
  }

  /** The collective whose round is next; none while it is not known how many rounds the one before has. */
  #toGive(slotBytes: number): Pending | undefined {
    for (const pending of this.#queue) {
      const rounds = pending.collective.rounds(slotBytes, pending.all);
      if (pending.given < (rounds ?? 1)) return pending;
      if (rounds === undefined) return undefined;
    }
    return undefined;
  }

  /** Takes the next round, if every rank has given its part. */
  #take(): boolean {
    const [pending] = this.#queue;
    const round = this.#taken + 1;
    if (!pending || round > this.#given || !this.#everyone('published', round)) return false;
    const { collective } = pending;
    const slots = this.#ranks().map((rank) => this.#region.slot(rank, round));
    if (pending.taken === 0) pending.all ??= this.#compared(collective.facts, round);
    const all = pending.all ?? [];
    if (collective instanceof Allreduce && this.worldSize > mostThatReduceAlone) {
      if (!this.#takeShares(collective, pending.taken, slots, round)) return false;
    } else {
      collective.take(pending.taken, slots, all);
    }
    this.#taken = round;
    this.#region.set(this.rank, 'consumed', round);
    pending.taken++;
    if (pending.taken === collective.rounds(this.#region.shape.slotBytes, all)) {
      this.#queue.shift();
      pending.done();
    }
    return true;
  }

  #takeShares(collective: Allreduce, part: number, slots: readonly Uint8Array[], round: number): boolean {
    if (!this.#shared) {
      collective.reduceShare(part, slots, this.rank);
      this.#shared = true;
      this.#region.set(this.rank, 'reduced', round);
    }
    if (!this.#everyone('reduced', round)) return false;
    collective.takeShares(part, slots);
    this.#shared = false;
    return true;
  }

  /** What every rank says about the collective that begins with this round. @throws BundleError rank_mismatch */
  #compared(own: CollectiveFacts, round: number): readonly CollectiveFacts[] {
    const all = this.#ranks().map((rank) => decodeFacts(this.#region.facts(rank, round).subarray(0, factCount)));
    for (const [rank, theirs] of all.entries()) {
      if (agree(own, theirs)) continue;
      const facts = { rank, here: factsText(own), there: factsText(theirs) };
      throw new BundleError({ family: 'parallel', code: 'rank_mismatch', ...facts });
    }
    return all;
  }

  #everyone(word: 'published' | 'reduced', round: number): boolean {
    for (let rank = 0; rank < this.worldSize; rank++) if (this.#region.get(rank, word) < round) return false;
    return true;
  }

  #ranks(): number[] {
    return Array.from({ length: this.worldSize }, (_, rank) => rank);
  }
}
