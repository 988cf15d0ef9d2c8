import { Dict, UnhashableKey } from './dict.js';
import { hashKey, memberKey } from './hash-key.js';
import { numericHash } from './numeric-hash.js';
import { SetOrder, type SplitHash } from './set-order.js';
import { unhashable } from './unhashable.js';
import type { Value } from './value.js';

/** Where members come from; of a dict, its keys. */
export type Members = Iterable<Value> | Dict;

/**
 * What set and frozenset share: members unique by Python equality. Numbers (and tuples of them) are iterated in
 * CPython's order; as soon as a member is a string or an object, whose order CPython draws anew in each process, the
 * order is that of insertion.
 */
export abstract class AnySet {
  readonly #members = new Map<unknown, Value>();
  #order: SetOrder | undefined = new SetOrder();

  constructor(members: Members = []) {
    this.fill(members);
  }

  get size(): number {
    return this.#members.size;
  }

  /** Whether `member` is in the set. A set is looked up as the frozenset that it equals; throws for other unhashables. */
  has(member: Value): boolean {
    return this.#members.has(lookupKey(member));
  }

  *[Symbol.iterator](): Generator<Value, void> {
    if (!this.#order) {
      yield* this.#members.values();
      return;
    }
    for (const key of this.#order.keys()) yield this.#members.get(key) ?? null;
  }

  /** A set of this kind holding these members. */
  protected abstract fresh(members?: Members): AnySet;

  protected insert(member: Value): void {
    const key = hashKey(member);
    if (key === undefined) throw new UnhashableKey(member);
    if (this.#members.has(key)) return;
    if (this.#order) {
      const hash = splitHash(member);
      if (hash) this.#order.add(key, hash);
      else this.#loseOrder();
    }
    this.#members.set(key, member);
  }

  protected remove(member: Value): boolean {
    const key = lookupKey(member);
    const filed = this.#members.get(key);
    if (filed === undefined) return false;
    this.#members.delete(key);
    const hash = this.#order && splitHash(filed);
    if (hash) this.#order?.delete(key, hash);
    return true;
  }

  protected empty(): void {
    this.#members.clear();
    if (this.#order) this.#order.clear();
    else this.#order = new SetOrder();
  }

  /** Takes over members and order of a set that was made for this. */
  protected replaceBy(other: AnySet): void {
    this.empty();
    for (const [key, member] of other.#members) this.#members.set(key, member);
    if (other.#order) this.#order?.adopt(other.#order);
    else this.#order = undefined;
  }

  /** Removes and returns the member that Python's `pop` takes; undefined when there is none. */
  protected take(): Value | undefined {
    if (this.size === 0) return undefined;
    const key = this.#order ? this.#order.pop() : this.#members.keys().next().value;
    const member = this.#members.get(key) ?? null;
    this.#members.delete(key);
    return member;
  }

  /** `self |= members`. */
  protected fill(members: Members): void {
    if (!(members instanceof AnySet)) {
      if (members instanceof Dict) this.#order?.reserve(members.size);
      for (const member of each(members)) this.insert(member);
      return;
    }
    if (members === this || members.size === 0) return;
    if (this.#order && members.#order) {
      this.#order.reserve(members.size);
      if (this.#order.takeOver(members.#order)) {
        for (const key of members.#order.keys()) this.#members.set(key, members.#members.get(key) ?? null);
        return;
      }
    }
    for (const member of members) this.insert(member);
  }

  /** `self -= members`. */
  protected drop(members: Members): void {
    if (members === this) this.empty();
    else for (const member of each(members)) this.remove(member);
    this.#order?.tidy();
  }

  union(...others: Members[]): AnySet {
    const result = this.fresh(this);
    for (const other of others) if (other !== this) result.fill(other);
    return result;
  }

  intersection(other: Members): AnySet {
    if (other === this) return this.fresh(this);
    const result = this.fresh();
    const [inside, through] = other instanceof AnySet && other.size > this.size ? [other, this] : [this, other];
    for (const member of each(through)) if (inside.has(member)) result.insert(member);
    return result;
  }

  difference(other: Members): AnySet {
    const known = other instanceof AnySet || other instanceof Dict ? other : undefined;
    if (!known || this.size >> 2 > known.size) {
      const result = this.fresh(this);
      result.drop(other);
      return result;
    }
    const result = this.fresh();
    for (const member of this) if (!known.has(member)) result.insert(member);
    return result;
  }

  symmetricDifference(other: Members): AnySet {
    const result = this.fresh(other);
    result.toggle(this);
    return result;
  }

  /** `self ^= members`; each member counts once. */
  protected toggle(members: AnySet | Dict): void {
    if (members === this) this.empty();
    else for (const member of each(members)) if (!this.remove(member)) this.insert(member);
  }

  isSubsetOf(other: AnySet): boolean {
    if (this.size > other.size) return false;
    for (const member of this) if (!other.has(member)) return false;
    return true;
  }

  equals(other: AnySet): boolean {
    return this.size === other.size && this.isSubsetOf(other);
  }

  #loseOrder(): void {
    // From here on insertion order counts: what is there already stays in the order it is seen in.
    const members = [...(this.#order?.keys() ?? [])].map((key) => [key, this.#members.get(key) ?? null] as const);
    this.#order = undefined;
    this.#members.clear();
    for (const [key, member] of members) this.#members.set(key, member);
  }
}

/** A Python set. */
export class PySet extends AnySet {
  readonly [unhashable] = true;

  add(member: Value): this {
    this.insert(member);
    return this;
  }

  delete(member: Value): boolean {
    return this.remove(member);
  }

  clear(): void {
    this.empty();
  }

  /** Removes and returns a member; undefined when there is none. */
  pop(): Value | undefined {
    return this.take();
  }

  update(members: Members): void {
    this.fill(members);
  }

  differenceUpdate(members: Members): void {
    this.drop(members);
  }

  symmetricDifferenceUpdate(members: Members): void {
    this.toggle(members instanceof AnySet || members instanceof Dict ? members : new PySet(members));
  }

  /** Takes over the members of `other`. */
  become(other: AnySet): void {
    this.replaceBy(other);
  }

  protected override fresh(members?: Members): PySet {
    return new PySet(members);
  }
}

/** A Python frozenset: it cannot change, and can be a member of a set or a key of a dict. */
export class FrozenSet extends AnySet {
  protected override fresh(members?: Members): FrozenSet {
    return new FrozenSet(members);
  }
}

function lookupKey(member: Value): unknown {
  if (member instanceof PySet) return memberKey(member);
  const key = hashKey(member);
  if (key === undefined) throw new UnhashableKey(member);
  return key;
}

function splitHash(member: Value): SplitHash | undefined {
  if (typeof member === 'number' && Number.isSafeInteger(member)) {
    const hash = member === -1 ? -2 : member;
    return { low: hash | 0, high: Math.floor(hash / 2 ** 32) | 0 };
  }
  const hash = numericHash(member);
  if (hash === undefined) return undefined;
  return { low: Number(BigInt.asIntN(32, hash)), high: Number(BigInt.asIntN(32, hash >> 32n)) };
}

function each(members: Members): Iterable<Value> {
  return members instanceof Dict ? members.keys() : members;
}
