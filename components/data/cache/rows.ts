import type { NdArray } from '../../../engine/types/index.js';

/**
 * Length of the rows that are compared with the row above when an 8-bit array is packed: the last axis, or the last two
 * where the last holds channels.
 */
export function rowLength({ shape }: Pick<NdArray, 'shape'>): number {
  const last = shape.at(-1) ?? 1;
  return shape.length >= 3 && last <= 4 ? last * (shape.at(-2) ?? 1) : last;
}

/** Replaces each byte by its difference (modulo 256) from the byte one row above, which neighbours make small. */
export function differencesOfRows(bytes: Uint8Array, row: number): Uint8Array {
  const differences = new Uint8Array(bytes);
  for (let index = row; index < bytes.length; index++) {
    differences[index] = (bytes[index] ?? 0) - (bytes[index - row] ?? 0);
  }
  return differences;
}

/** Undoes {@link differencesOfRows}, in place. */
export function addRows(bytes: Uint8Array, row: number): void {
  if (row % 4 !== 0 || bytes.byteOffset % 4 !== 0 || bytes.length % 4 !== 0) {
    for (let index = row; index < bytes.length; index++) {
      bytes[index] = (bytes[index] ?? 0) + (bytes[index - row] ?? 0);
    }
    return;
  }
  // Four bytes at a time: the low seven bits of each are added without a carry to the next, the top bits by exclusive or.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const rowWords = row / 4;
  for (let index = rowWords; index < words.length; index++) {
    const here = words[index] ?? 0;
    const above = words[index - rowWords] ?? 0;
    words[index] = ((here & 0x7f7f7f7f) + (above & 0x7f7f7f7f)) ^ ((here ^ above) & 0x80808080);
  }
}
