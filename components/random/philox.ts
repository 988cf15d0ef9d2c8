import type { Random } from '../../engine/types/index.js';

/**
 * A counter-based random stream: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * The key says which stream, the counter where in it; forking hashes a name into the key, so the draws of one sample
 * do not depend on which worker computed the others.
 */
export class Philox implements Random {
  readonly #key0: number;
  readonly #key1: number;
  #counter = 0;
  readonly #block = new Uint32Array(4);
  #used = 4;

  /** @param seed any whole number; its low 53 bits count. @param stream second key word, set by {@link fork}. */
  constructor(seed: number, stream = 0) {
    this.#key0 = seed >>> 0;
    this.#key1 = (Math.floor(seed / 2 ** 32) ^ stream) >>> 0;
  }

  /** 32 random bits. */
  bits(): number {
    if (this.#used === 4) {
      philox4x32(this.#counter++, this.#key0, this.#key1, this.#block);
      this.#used = 0;
    }
    return this.#block[this.#used++] ?? 0;
  }

  /** How many times {@link bits} was called: where in the stream this is. */
  get drawn(): number {
    return this.#counter * 4 - (4 - this.#used);
  }

  /** Goes on as if {@link bits} had been called that often. */
  skipTo(drawn: number): void {
    this.#counter = Math.floor(drawn / 4);
    this.#used = 4;
    for (let left = drawn % 4; left > 0; left--) this.bits();
  }

  uniform(low = 0, high = 1): number {
    const high27 = this.bits() >>> 5;
    const low26 = this.bits() >>> 6;
    return low + (high - low) * ((high27 * 2 ** 26 + low26) / 2 ** 53);
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low));
  }

  normal(mean = 0, standardDeviation = 1): number {
    // Box–Muller; 1 - u keeps the logarithm's argument above zero.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + standardDeviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  permutation(size: number): Int32Array {
    const order = Int32Array.from({ length: size }, (_, index) => index);
    for (let last = size - 1; last > 0; last--) {
      const other = this.integer(0, last + 1);
      const held = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = held;
    }
    return order;
  }

  fork(key: number | string): Philox {
    const mixed = new Uint32Array(4);
    philox4x32(typeof key === 'number' ? key : hash(key), this.#key0, this.#key1 ^ 0x5bd1e995, mixed);
    return new Philox((mixed[0] ?? 0) + (mixed[1] ?? 0) * 2 ** 20, mixed[2]);
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (state >>> 0) + 2 ** 32;
}

function philox4x32(counter: number, key0: number, key1: number, out: Uint32Array): void {
  let c0 = counter >>> 0;
  let c1 = Math.floor(counter / 2 ** 32) >>> 0;
  let c2 = 0;
  let c3 = 0;
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const product0 = wide(0xd2511f53, c0);
    const high0 = product0;
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = wide(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** High 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function wide(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + Math.floor((a0 * b0) / 0x10000);
  return (a1 * b1 + Math.floor((a0 * b1 + (middle % 0x10000)) / 0x10000) + Math.floor(middle / 0x10000)) >>> 0;
}
