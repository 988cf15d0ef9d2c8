import { createHash } from 'node:crypto';
import { allocateInt, allocateItems } from '../../expression/budget.js';
import { asDouble, asIndex } from '../../expression/callables/arguments.js';
import { listOf } from '../../expression/operators/iterate.js';
import { lengthOf } from '../../expression/operators/length.js';
import { isIntLike } from '../../expression/operators/number.js';
import { subscript } from '../../expression/operators/subscript.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { AnySet, isFloat, numericHash, type Value } from '../../values/index.js';
import { cos, exp, log, power, sin } from '../math/real.js';
import { MersenneTwister } from './mersenne-twister.js';

/** The generator of Python's `random`, with CPython's algorithms, so that a seed gives CPython's numbers. */
export class PythonRandom {
  readonly #twister = new MersenneTwister();
  #spare: number | undefined;

  seed(value: Value): void {
    this.#spare = undefined;
    if (value === null) {
      this.#twister.seedByArray([Date.now() >>> 0, Math.floor(Math.random() * 2 ** 32)]);
      return;
    }
    let number: bigint;
    if (typeof value === 'string' || value instanceof Uint8Array) {
      const bytes = Buffer.from(value);
      const digest = createHash('sha512').update(bytes).digest();
      number = BigInt(`0x${Buffer.concat([bytes, digest]).toString('hex')}`);
    } else if (isIntLike(value)) number = BigInt(value);
    else if (isFloat(value)) number = BigInt.asUintN(64, numericHash(value) ?? 0n);
    else typeError('The only supported seed types are: None, int, float, str, bytes, and bytearray.');
    let rest = number < 0n ? -number : number;
    const key: number[] = [];
    for (; rest > 0n; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
    this.#twister.seedByArray(key.length === 0 ? [0] : key);
  }

  random(): number {
    return this.#twister.double();
  }

  bits(count: number): bigint {
    if (count < 0) valueError('number of bits must be non-negative');
    allocateInt(count);
    let result = 0n;
    for (let place = 0, left = count; left > 0; place += 32, left -= 32) {
      const word = this.#twister.bits32() >>> (left < 32 ? 32 - left : 0);
      result |= BigInt(word) << BigInt(place);
    }
    return result;
  }

  /** Whole number in [0, limit). */
  below(limit: bigint): bigint {
    if (limit <= 0n) return 0n;
    const count = limit.toString(2).length;
    for (;;) {
      const drawn = this.bits(count);
      if (drawn < limit) return drawn;
    }
  }

  #place(length: number): number {
    return Number(this.below(BigInt(length)));
  }

  range(start: bigint, stop: bigint | undefined, step: bigint): bigint {
    const [low, high] = stop === undefined ? [0n, start] : [start, stop];
    const width = high - low;
    if (step === 1n) {
      if (width > 0n) return low + this.below(width);
      valueError(
        stop === undefined ? 'empty range for randrange()' : `empty range for randrange() (${low}, ${high}, ${width})`,
      );
    }
    if (step === 0n) valueError('zero step for randrange()');
    const count = step > 0n ? (width + step - 1n) / step : (width + step + 1n) / step;
    if (count <= 0n) valueError('empty range for randrange()');
    return low + step * this.below(count);
  }

  choice(sequence: Value): Value {
    const length = lengthOf(sequence);
    if (length === 0) raise('IndexError', 'Cannot choose from an empty sequence');
    return subscript(sequence, this.#place(length));
  }

  choices(population: Value, weights: readonly Value[] | undefined, count: number): Value[] {
    allocateItems(Math.max(0, count));
    const pool = listOf(population);
    if (pool.length === 0 && count > 0) raise('IndexError', 'Cannot choose from an empty population');
    if (!weights) return Array.from({ length: count }, () => pool[Math.floor(this.random() * pool.length)] ?? null);
    let total = 0;
    const steps = weights.map((weight) => (total += asDouble(weight)));
    if (steps.length !== pool.length) valueError('The number of weights does not match the population');
    if (total <= 0) valueError('Total of weights must be greater than zero');
    return Array.from({ length: count }, () => {
      const at = this.random() * total;
      const place = steps.findIndex((step, i) => at < step || i === pool.length - 1);
      return pool[place] ?? null;
    });
  }

  shuffle(list: Value): null {
    if (!Array.isArray(list)) typeError('only lists can be shuffled');
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.#place(i + 1);
      [list[i], list[j]] = [list[j] ?? null, list[i] ?? null];
    }
    return null;
  }

  sample(population: Value, size: number, counts: readonly Value[] | undefined): Value[] {
    if (population instanceof AnySet) typeError('Population must be a sequence.  For dicts or sets, use sorted(d).');
    // A range is asked for single items; it may be far too long to write out.
    const pool: Value = counts
      ? listOf(population).flatMap((item, i) => new Array<Value>(Number(asIndex(counts[i] ?? 0))).fill(item))
      : population;
    const length = lengthOf(pool);
    if (size < 0 || size > length) valueError('Sample larger than population or is negative');
    // CPython chooses between two methods by the memory they need.
    let setSize = 21;
    if (size > 5) setSize += 4 ** Math.ceil(Math.log(size * 3) / Math.log(4));
    if (length <= setSize) {
      const left = listOf(pool);
      return Array.from({ length: size }, (_, i) => {
        const j = this.#place(length - i);
        const chosen = left[j] ?? null;
        left[j] = left[length - i - 1] ?? null;
        return chosen;
      });
    }
    const taken = new Set<number>();
    return Array.from({ length: size }, () => {
      let j = this.#place(length);
      while (taken.has(j)) j = this.#place(length);
      taken.add(j);
      return subscript(pool, j);
    });
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  triangular(low: number, high: number, mode: number | undefined): number {
    let u = this.random();
    if (high === low) return low;
    let c = mode === undefined ? 0.5 : (mode - low) / (high - low);
    let [from, to] = [low, high];
    if (u > c) {
      u = 1 - u;
      c = 1 - c;
      [from, to] = [to, from];
    }
    return from + (to - from) * Math.sqrt(u * c);
  }

  gauss(mean: number, deviation: number): number {
    let z = this.#spare;
    this.#spare = undefined;
    if (z === undefined) {
      const angle = this.random() * (2 * Math.PI);
      const radius = Math.sqrt(-2 * log(1 - this.random()));
      z = cos(angle) * radius;
      this.#spare = sin(angle) * radius;
    }
    return mean + z * deviation;
  }

  normal(mean: number, deviation: number): number {
    // 4·e^(−1/2)/√2, the width of Kinderman and Monahan's rectangle.
    const width = (4 * exp(-0.5)) / Math.sqrt(2);
    for (;;) {
      const u = this.random();
      const v = 1 - this.random();
      const z = (width * (u - 0.5)) / v;
      if ((z * z) / 4 <= -log(v)) return mean + z * deviation;
    }
  }

  exponential(rate: number): number {
    return -log(1 - this.random()) / rate;
  }

  pareto(alpha: number): number {
    return power(1 - this.random(), -1 / alpha);
  }

  weibull(alpha: number, beta: number): number {
    return alpha * power(-log(1 - this.random()), 1 / beta);
  }
}
