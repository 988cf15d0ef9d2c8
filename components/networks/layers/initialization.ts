import type { Random } from '../../../engine/types/index.js';

/**
 * `size` numbers, uniform in [low, high). They come from a generator of their own, seeded by one draw: a network has millions of
 * weights, and a stream of `Random` is made for thousands.
 */
export function uniformValues(size: number, low: number, high: number, random: Random): Float32Array {
  const step = (high - low) / 2 ** 24;
  const values = new Float32Array(size);
  for (const [words, offset] of wordBlocks(size, random)) {
    for (let index = 0; index < words.length; index++) {
      values[offset + index] = low + step * ((words[index] ?? 0) >>> 8);
    }
  }
  return values;
}

/** `size` normally distributed numbers of mean 0. */
export function normalValues(size: number, standardDeviation: number, random: Random): Float32Array {
  const values = new Float32Array(size);
  for (const [words, offset] of wordBlocks(2 * size, random)) {
    for (let index = 0; index < words.length; index += 2) {
      const radius = Math.sqrt(-2 * Math.log((((words[index] ?? 0) >>> 8) + 1) / 2 ** 24));
      const angle = (2 * Math.PI * ((words[index + 1] ?? 0) >>> 8)) / 2 ** 24;
      values[(offset + index) / 2] = standardDeviation * radius * Math.cos(angle);
    }
  }
  return values;
}

/** 1 with probability `probability`, else 0. */
export function bernoulliValues(size: number, probability: number, random: Random): Float32Array {
  const threshold = probability * 2 ** 32;
  const values = new Float32Array(size);
  for (const [words, offset] of wordBlocks(size, random)) {
    for (let index = 0; index < words.length; index++) {
      values[offset + index] = (words[index] ?? 0) >>> 0 < threshold ? 1 : 0;
    }
  }
  return values;
}

/**
 * `count` 32-bit words of Chris Doty-Humphrey's sfc32 (PractRand, 2010), seeded from `random`, as signed integers in blocks of
 * an even number with their offsets. A block lives until the next is asked for.
 */
function* wordBlocks(count: number, random: Random): Generator<readonly [Int32Array, number]> {
  const state = Int32Array.of(random.integer(0, 2 ** 32), random.integer(0, 2 ** 32), random.integer(0, 2 ** 32), 1);
  const block = new Int32Array(4096);
  fill(block.subarray(0, 12), state);
  for (let offset = 0; offset < count; offset += block.length) {
    const words = block.subarray(0, Math.min(block.length, count - offset));
    fill(words, state);
    yield [words, offset];
  }
}

/** A block at a time, since the generator's state stays in registers that long. */
function fill(words: Int32Array, state: Int32Array): void {
  let [a = 0, b = 0, c = 0, counter = 0] = state;
  for (let index = 0; index < words.length; index++) {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    words[index] = word;
  }
  state.set([a, b, c, counter]);
}
