import { hashKey } from './hash-key.js';
import { unhashable } from './unhashable.js';
import type { Value } from './value.js';

/**
 * A Python dict: keys in insertion order, looked up by Python equality (so `1`, `1.0` and `True` are one key, and a
 * tuple can be a key). A key that Python cannot hash is refused with `TypeError` from {@link Dict.set}.
 *
 * It implements `ReadonlyMap`, so TypeScript code uses `get`, `has`, iteration and `size` as on any Map.
 */
export class Dict implements ReadonlyMap<Value, Value> {
  readonly [unhashable] = true;
  readonly #entries = new Map<unknown, [key: Value, value: Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashKey(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hashKey(key));
  }

  /** Adds or replaces; a replaced entry keeps its place and its first key, as in Python. */
  set(key: Value, value: Value): this {
    const filed = hashKey(key);
    if (filed === undefined) throw new UnhashableKey(key);
    const entry = this.#entries.get(filed);
    if (entry) entry[1] = value;
    else this.#entries.set(filed, [key, value]);
    return this;
  }

  delete(key: Value): boolean {
    return this.#entries.delete(hashKey(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  *entries(): MapIterator<[Value, Value]> {
    for (const [key, value] of this.#entries.values()) yield [key, value];
  }

  *keys(): MapIterator<Value> {
    for (const entry of this.#entries.values()) yield entry[0];
  }

  *values(): MapIterator<Value> {
    for (const entry of this.#entries.values()) yield entry[1];
  }

  forEach(visit: (value: Value, key: Value, map: ReadonlyMap<Value, Value>) => void): void {
    for (const [key, value] of this.#entries.values()) visit(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[Value, Value]> {
    return this.entries();
  }
}

/** Thrown for a key that Python cannot hash; the expression evaluator reports it as Python's TypeError. */
export class UnhashableKey extends TypeError {
  constructor(readonly key: Value) {
    super('unhashable key');
  }
}
