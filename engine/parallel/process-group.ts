import { fail } from '../errors.js';
import { SingleProcess } from './single-process.js';

/** Elements that ranks can reduce together. */
export type Reducible = Float32Array | Float64Array | Int32Array;

/** How elements of all ranks become one. */
export type Reduction = 'sum' | 'max' | 'min';

/**
 * The ranks of a run, and what they do together. Every rank calls the same collectives in the same order with arrays of the same kind and length
 * (`allgather` and the roots of `broadcast` aside); calls that are not awaited queue up. Reductions go in rank order, so that all
 * ranks get the same bits. A collective that finds another call at its place, a rank that failed, or nobody within the timeout
 * throws `rank_failed` or `rank_mismatch`: it never hangs.
 *
 * A contract suite holds for every implementation (test/engine/parallel/contract.ts).
 */
export interface ProcessGroup {
  /** This process's place among the ranks, from 0. */
  readonly rank: number;
  readonly worldSize: number;
  /** The rank's place among those of its machine. */
  readonly localRank: number;
  /** What carries the data, for people: `shared memory`. */
  readonly transport: string;

  /** Puts the reduction over all ranks into `values`, on every rank. Their contents must not change until it is done. */
  allreduce(values: Reducible, reduction?: Reduction): Promise<void>;

  /** Puts the root's `values` into those of all ranks. */
  broadcast(values: Uint8Array | Reducible, root?: number): Promise<void>;

  /** The bytes of every rank, in rank order. Ranks may give different amounts. */
  allgather(bytes: Uint8Array): Promise<Uint8Array[]>;

  /** Goes on when every rank has come here. */
  barrier(): Promise<void>;

  /** Ends waiting of every rank in `rank_failed`, because this one cannot go on. */
  abort(why: string): void;

  /** Gives up memory and connections. No collective may follow. */
  close(): Promise<void>;
}

let launched: ProcessGroup | undefined;
let joined = false;
const alone = new SingleProcess();

/**
 * The group that collectives go to now: the launched one between `init_process_group` and `destroy_process_group`, this process alone
 * otherwise. Ask for it when it is used, not when a component is made.
 */
export function processGroup(): ProcessGroup {
  return joined && launched ? launched : alone;
}

/** Whether `init_process_group` was called, and `destroy_process_group` was not since. */
export function isInitialized(): boolean {
  return joined;
}

/** Says which group this process was launched into; what starts a rank calls it, before any config is read. */
export function setLaunchedGroup(group: ProcessGroup | null): void {
  launched = group ?? undefined;
  joined = false;
}

/** The group this process was launched into, joined or not. */
export function launchedGroup(): ProcessGroup | undefined {
  return launched;
}

/** `torch.distributed.init_process_group`. @throws BundleError not_launched, already_initialized */
export function joinProcessGroup(): ProcessGroup {
  if (!launched) return fail({ family: 'parallel', code: 'not_launched' });
  if (joined) return fail({ family: 'parallel', code: 'already_initialized' });
  joined = true;
  return launched;
}

/** `torch.distributed.destroy_process_group`: collectives after it are this process's own. */
export function leaveProcessGroup(): void {
  joined = false;
}
