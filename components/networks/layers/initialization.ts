import type { Random } from '../../../engine/types/index.js';

/**
 * `size` numbers, uniform in [low, high). They come from a generator of their own, seeded by one draw: a network has millions of
 * weights, and a stream of `Random` is made for thousands.
 */
export function uniformValues(size: number, low: number, high: number, random: Random): Float32Array {
  const next = wordStream(random);
  const values = new Float32Array(size);
  const step = (high - low) / 2 ** 24;
  for (let index = 0; index < size; index++) values[index] = low + step * (next() >>> 8);
  return values;
}

/** `size` normally distributed numbers of mean 0. */
export function normalValues(size: number, standardDeviation: number, random: Random): Float32Array {
  const next = wordStream(random);
  const values = new Float32Array(size);
  for (let index = 0; index < size; index++) {
    const radius = Math.sqrt(-2 * Math.log(((next() >>> 8) + 1) / 2 ** 24));
    values[index] = standardDeviation * radius * Math.cos((2 * Math.PI * (next() >>> 8)) / 2 ** 24);
  }
  return values;
}

/** 1 with probability `probability`, else 0. */
export function bernoulliValues(size: number, probability: number, random: Random): Float32Array {
  const next = wordStream(random);
  const threshold = probability * 2 ** 32;
  const values = new Float32Array(size);
  for (let index = 0; index < size; index++) values[index] = next() < threshold ? 1 : 0;
  return values;
}

/** 32-bit words of Chris Doty-Humphrey's sfc32 (PractRand, 2010), seeded from `random`. */
function wordStream(random: Random): () => number {
  let a = random.integer(0, 2 ** 32);
  let b = random.integer(0, 2 ** 32);
  let c = random.integer(0, 2 ** 32);
  let counter = 1;
  const next = (): number => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + word) | 0;
    return word >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}
