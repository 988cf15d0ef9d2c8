import {
  addInts,
  compareInts,
  floorDivideInts,
  type Int,
  moduloInts,
  multiplyInts,
  negateInt,
  subtractInts,
} from './integer.js';

/** A Python range: an arithmetic progression that holds no items. */
export class Range {
  /** Number of items; a `bigint` where Python's `len()` would overflow. */
  readonly length: Int;

  constructor(
    readonly start: Int,
    readonly stop: Int,
    readonly step: Int,
  ) {
    const [low, high, stride] = step > 0 ? [start, stop, step] : [stop, start, negateInt(step)];
    this.length =
      compareInts(low, high) >= 0 ? 0 : addInts(floorDivideInts(subtractInts(subtractInts(high, low), 1), stride), 1);
  }

  /** The item at `index`, which lies within 0 … length − 1. */
  at(index: Int): Int {
    return addInts(this.start, multiplyInts(index, this.step));
  }

  /** The position of `value`, or −1. */
  indexOf(value: Int): Int {
    const distance = subtractInts(value, this.start);
    if (moduloInts(distance, this.step) !== 0) return -1;
    const index = floorDivideInts(distance, this.step);
    return compareInts(index, 0) >= 0 && compareInts(index, this.length) < 0 ? index : -1;
  }

  [Symbol.iterator](): Iterator<Int, undefined> {
    const { start, step, length } = this;
    const last = length === 0 ? start : this.at(subtractInts(length, 1));
    const isPlain = typeof start === 'number' && typeof step === 'number' && typeof last === 'number';
    return isPlain ? new Steps(start, step, Number(length)) : this.#largeInts();
  }

  *#largeInts(): Generator<Int, undefined> {
    for (let index: Int = 0; compareInts(index, this.length) < 0; index = addInts(index, 1)) yield this.at(index);
    return undefined;
  }
}

/** Walks a range whose items are all safe integers; a class of its own because loops over ranges are common. */
class Steps implements Iterator<Int, undefined> {
  #index = 0;

  constructor(
    private readonly start: number,
    private readonly step: number,
    private readonly count: number,
  ) {}

  next(): IteratorResult<Int, undefined> {
    if (this.#index >= this.count) return { done: true, value: undefined };
    return { done: false, value: this.start + this.#index++ * this.step };
  }
}
