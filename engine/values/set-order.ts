/** The hash of a set's member in two 32-bit halves, as the probing works on them. */
export interface SplitHash {
  readonly low: number;
  readonly high: number;
}

const vacant = Symbol('vacant');
const removed = Symbol('removed');

const smallestTable = 8;
const linearProbes = 9;
const perturbShift = 5;
const fastGrowthLimit = 50_000;

/**
 * Where CPython 3.11 puts the members of a set: an open-addressed table whose order is the order of iteration. Only
 * places are kept here; a member is known by its hash key. The same operations in the same sequence give the order that
 * Python shows.
 */
export class SetOrder {
  #keys: unknown[] = new Array(smallestTable).fill(vacant);
  #hashes: (SplitHash | undefined)[] = new Array(smallestTable);
  /** Places that hold a member or held one. */
  #fill = 0;
  #used = 0;
  #finger = 0;

  get #mask(): number {
    return this.#keys.length - 1;
  }

  /** The keys in Python's order. */
  *keys(): Generator<unknown, void> {
    for (const key of this.#keys) if (key !== vacant && key !== removed) yield key;
  }

  /** Files a key that is not there yet. */
  add(key: unknown, hash: SplitHash): void {
    this.#used++;
    const place = this.#find(hash, vacant, true);
    const isReused = this.#keys[place] === removed;
    this.#keys[place] = key;
    this.#hashes[place] = hash;
    if (isReused) return;
    this.#fill++;
    if (this.#fill * 5 >= this.#mask * 3) this.#resize(this.#growth());
  }

  /** Removes a key that is there. */
  delete(key: unknown, hash: SplitHash): void {
    this.#vacate(this.#find(hash, key));
  }

  /** Removes and returns the key that `set.pop()` takes; the set is not empty. */
  pop(): unknown {
    let place = this.#finger & this.#mask;
    while (this.#keys[place] === vacant || this.#keys[place] === removed) place = (place + 1) & this.#mask;
    const key = this.#keys[place];
    this.#vacate(place);
    this.#finger = place + 1;
    return key;
  }

  /** Makes room for `count` more keys at once, as an update from a set or dict does. */
  reserve(count: number): void {
    if ((this.#fill + count) * 5 >= this.#mask * 3) this.#resize((this.#used + count) * 2);
  }

  /** Takes over the places of `other`, which has members. Returns false when this table must add them one by one. */
  takeOver(other: SetOrder): boolean {
    if (this.#fill > 0) return false;
    if (this.#mask === other.#mask && other.#fill === other.#used) {
      this.#keys = [...other.#keys];
      this.#hashes = [...other.#hashes];
    } else {
      other.#keys.forEach((key, place) => {
        const hash = other.#hashes[place];
        if (hash && key !== vacant && key !== removed) this.#occupy(key, hash);
      });
    }
    this.#fill = other.#used;
    this.#used = other.#used;
    return true;
  }

  /** Forgets all keys. As in CPython, where `pop` goes on from is not forgotten. */
  clear(): void {
    this.adopt(new SetOrder());
  }

  /** Becomes a copy of `other` in everything but where `pop` goes on from. */
  adopt(other: SetOrder): void {
    this.#keys = [...other.#keys];
    this.#hashes = [...other.#hashes];
    this.#fill = other.#fill;
    this.#used = other.#used;
  }

  /** After many removals: rebuilds the table when more than a quarter of it is marked as removed. */
  tidy(): void {
    if (this.#fill - this.#used > this.#mask / 4) this.#resize(this.#growth());
  }

  /** The keys with their hashes, in Python's order. */
  *entries(): Generator<[key: unknown, hash: SplitHash], void> {
    for (const [place, key] of this.#keys.entries()) {
      const hash = this.#hashes[place];
      if (hash && key !== vacant && key !== removed) yield [key, hash];
    }
  }

  #growth(): number {
    return this.#used > fastGrowthLimit ? this.#used * 2 : this.#used * 4;
  }

  #vacate(place: number): void {
    this.#keys[place] = removed;
    this.#hashes[place] = undefined;
    this.#used--;
  }

  #occupy(key: unknown, hash: SplitHash): void {
    const place = this.#find(hash, vacant);
    this.#keys[place] = key;
    this.#hashes[place] = hash;
  }

  /**
   * The first place of the hash's probe sequence that holds `sought`. With `reuses`, the last removed place that was
   * passed on the way, if there was one.
   */
  #find({ low, high }: SplitHash, sought: unknown, reuses = false): number {
    const mask = this.#mask;
    let reusable = -1;
    let perturbLow = low;
    let perturbHigh = high;
    let start = low & mask;
    for (;;) {
      const last = start + linearProbes <= mask ? start + linearProbes : start;
      for (let place = start; place <= last; place++) {
        if (this.#keys[place] === sought) return reusable < 0 ? place : reusable;
        if (reuses && this.#keys[place] === removed) reusable = place;
      }
      perturbLow = (perturbLow >>> perturbShift) | (perturbHigh << (32 - perturbShift));
      perturbHigh >>>= perturbShift;
      start = (Math.imul(start, 5) + 1 + perturbLow) & mask;
    }
  }

  #resize(minimum: number): void {
    let size = smallestTable;
    while (size <= minimum) size *= 2;
    const members = [...this.entries()];
    this.#keys = new Array(size).fill(vacant);
    this.#hashes = new Array(size);
    for (const [key, hash] of members) this.#occupy(key, hash);
    this.#fill = this.#used;
  }
}
