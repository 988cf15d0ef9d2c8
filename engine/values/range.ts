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

  *[Symbol.iterator](): Generator<Int, void> {
    const { start, step, length } = this;
    const last = Number(length) === 0 ? start : this.at(subtractInts(length, 1));
    if (typeof start === 'number' && typeof step === 'number' && typeof last === 'number') {
      const count = Number(length);
      for (let index = 0; index < count; index++) yield start + index * step;
      return;
    }
    for (let index: Int = 0; compareInts(index, length) < 0; index = addInts(index, 1)) yield this.at(index);
  }
}
