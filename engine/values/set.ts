import { UnhashableKey } from './dict.js';
import { hashKey, unhashable } from './hash-key.js';
import type { Value } from './value.js';

/** A Python set: members unique by Python equality, iterated in insertion order. */
export class PySet {
  readonly [unhashable] = true;
  readonly #members = new Map<unknown, Value>();

  constructor(members: Iterable<Value> = []) {
    for (const member of members) this.add(member);
  }

  get size(): number {
    return this.#members.size;
  }

  has(member: Value): boolean {
    return this.#members.has(hashKey(member));
  }

  add(member: Value): this {
    const filed = hashKey(member);
    if (filed === undefined) throw new UnhashableKey(member);
    if (!this.#members.has(filed)) this.#members.set(filed, member);
    return this;
  }

  delete(member: Value): boolean {
    return this.#members.delete(hashKey(member));
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return this.#members.values();
  }
}
