import type { NdArray } from '../../../engine/types/index.js';

/**
 * Length of the rows that are compared with the row above when an 8-bit array is packed: the last axis, or the last two
 * where the last holds channels.
 */
export function rowLength({ shape }: Pick<NdArray, 'shape'>): number {
  const last = shape.at(-1) ?? 1;
  return shape.length >= 3 && last <= 4 ? last * (shape.at(-2) ?? 1) : last;
}

/** Whether rows can be worked on four bytes at a time. */
function inWords(bytes: Uint8Array, row: number): boolean {
  return row % 4 === 0 && bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0;
}

/**
 * Writes to `out` each byte's difference (modulo 256) from the byte one row above, which neighbours make small. The first
 * row stays.
 */
export function subtractRows(bytes: Uint8Array, row: number, out: Uint8Array): void {
  if (!inWords(bytes, row) || !inWords(out, row)) {
    for (let index = 0; index < bytes.length; index++) {
      out[index] = (bytes[index] ?? 0) - (index < row ? 0 : (bytes[index - row] ?? 0));
    }
    return;
  }
  out.set(bytes.subarray(0, row));
  // Four bytes at a time: the top bit set in each of the minuend's keeps borrows from crossing to the next byte.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const differences = new Int32Array(out.buffer, out.byteOffset, out.length / 4);
  const rowWords = row / 4;
  for (let index = rowWords; index < words.length; index++) {
    const here = words[index] ?? 0;
    const above = words[index - rowWords] ?? 0;
    differences[index] = ((here | 0x80808080) - (above & 0x7f7f7f7f)) ^ (~(here ^ above) & 0x80808080);
  }
}

/** Undoes {@link subtractRows}, in place. */
export function addRows(bytes: Uint8Array, row: number): void {
  if (!inWords(bytes, row)) {
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
