import { randomBytes } from 'node:crypto';

const SIZE = 624;
const MIDDLE = 397;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), the generator of Python's `random`, NumPy's
 * `numpy.random` functions and PyTorch's CPU: seeded alike, it gives their numbers.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  /** Seeded by the operating system. */
  constructor() {
    const bytes = randomBytes(4 * 4);
    this.seedByArray([0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)));
  }

  /** Seeds with one 32-bit number, as NumPy and PyTorch do. */
  seed(value: number): void {
    const state = this.#state;
    state[0] = value >>> 0;
    for (let i = 1; i < SIZE; i++) {
      const before = (state[i - 1] ?? 0) ^ ((state[i - 1] ?? 0) >>> 30);
      state[i] = Math.imul(1812433253, before) + i;
    }
    this.#next = SIZE;
  }

  /** Seeds with a list of 32-bit numbers, as Python does. */
  seedByArray(key: readonly number[]): void {
    this.seed(19650218);
    const state = this.#state;
    const mixed = (at: number): number => (state[at] ?? 0) ^ ((state[at] ?? 0) >>> 30);
    let i = 1;
    let j = 0;
    const advance = (): void => {
      i++;
      if (i >= SIZE) {
        state[0] = state[SIZE - 1] ?? 0;
        i = 1;
      }
    };
    for (let k = Math.max(SIZE, key.length); k > 0; k--) {
      state[i] = ((state[i] ?? 0) ^ Math.imul(mixed(i - 1), 1664525)) + (key[j] ?? 0) + j;
      advance();
      j = (j + 1) % key.length;
    }
    for (let k = SIZE - 1; k > 0; k--) {
      state[i] = ((state[i] ?? 0) ^ Math.imul(mixed(i - 1), 1566083941)) - i;
      advance();
    }
    state[0] = 0x80000000;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const joined = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % SIZE] ?? 0) & 0x7fffffff);
      state[i] = (state[(i + MIDDLE) % SIZE] ?? 0) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  /** 32 random bits. */
  bits32(): number {
    if (this.#next >= SIZE) this.#refill();
    let y = this.#state[this.#next++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform in [0, 1) with 53 bits. */
  double(): number {
    const high = this.bits32() >>> 5;
    const low = this.bits32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Whole number in 0 … limit, by drawing bits under a mask until one fits; `limit` below 2^32. */
  upTo(limit: number): number {
    if (limit === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(limit)) - 1;
    for (;;) {
      const drawn = (this.bits32() & mask) >>> 0;
      if (drawn <= limit) return drawn;
    }
  }
}
