import type { NumberArray } from './cast.js';

/** Bytes as 32-bit words, for {@link skipZeros}; undefined for other arrays, and where they are not aligned. */
export function wordsOf(values: NumberArray): Uint32Array | undefined {
  if (!(values instanceof Uint8Array) || (values.byteOffset & 3) !== 0) return undefined;
  return new Uint32Array(values.buffer, values.byteOffset, values.length >> 2);
}

/** The first place from `from` on whose value is not 0, or `end`. Masks are mostly zeros: words pass four at a time. */
export function skipZeros(values: NumberArray, words: Uint32Array | undefined, from: number, end: number): number {
  let at = from | 0;
  while (at < end) {
    if (words !== undefined && (at & 3) === 0 && words[at >> 2] === 0) at = (at + 4) | 0;
    else if (values[at] !== 0) return at;
    else at = (at + 1) | 0;
  }
  return end;
}
