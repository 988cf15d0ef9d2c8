import { Allgather, Allreduce, Barrier, Broadcast, type Collective } from './collective.js';
import type { Reducible, Reduction } from './process-group.js';

/** What groups of several ranks have in common: each operation is a collective that the group carries out its own way. */
export abstract class CollectiveGroup {
  abstract readonly rank: number;

  /** Resolves when this rank has the collective's result. */
  protected abstract start(collective: Collective): Promise<void>;

  allreduce(values: Reducible, reduction: Reduction = 'sum'): Promise<void> {
    return this.start(new Allreduce(values, reduction));
  }

  broadcast(values: Uint8Array | Reducible, root = 0): Promise<void> {
    return this.start(new Broadcast(values, root, this.rank));
  }

  async allgather(bytes: Uint8Array): Promise<Uint8Array[]> {
    const collective = new Allgather(bytes);
    await this.start(collective);
    return collective.gathered;
  }

  barrier(): Promise<void> {
    return this.start(new Barrier());
  }
}
