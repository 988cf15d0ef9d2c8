import type { Value } from './value.js';

/** A Python tuple: an immutable sequence, distinct from a list. */
export class Tuple {
  readonly items: readonly Value[];

  constructor(items: Iterable<Value>) {
    this.items = [...items];
  }

  get length(): number {
    return this.items.length;
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return this.items[Symbol.iterator]();
  }
}
