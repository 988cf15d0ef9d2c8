import type { AnyTypedArray } from '../../../engine/types/index.js';

const most = 256;
const slots = 1024;
// Scratch of {@link paletteOf}: the bits of each value found, and where it is filed.
const lows = new Int32Array(most);
const highs = new Int32Array(most);
const table = new Uint16Array(slots);

/**
 * The different elements of an array with 2, 4 or 8 bytes each, ascending, if there are at most 256; which of them each
 * element is goes to `indices`. Elements are told apart by their bits, so −0 and NaN survive. An 8-bit image whose
 * intensities were scaled to float32 has such a palette, and a map of 0 and 1 too.
 *
 * @param indices as long as `data`; overwritten even when there is no palette
 */
export function paletteOf(data: AnyTypedArray, indices: Uint8Array): AnyTypedArray | undefined {
  const count = data.BYTES_PER_ELEMENT === 8 ? fileWide(data, indices) : fileWords(data, indices);
  if (count < 0) return undefined;
  const found = filedValues(
    data,
    Array.from({ length: count }, (_, entry) => entry),
  );
  // Ascending values give neighbouring pixels neighbouring indices.
  const order = Array.from(found.keys()).sort((a, b) => {
    const [left, right] = [found[a] ?? 0, found[b] ?? 0];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const rank = new Uint8Array(most);
  for (const [place, entry] of order.entries()) rank[entry] = place;
  for (let index = 0; index < indices.length; index++) indices[index] = rank[indices[index] ?? 0] ?? 0;
  return filedValues(data, order);
}

/** Files elements of one word; returns how many different ones there are, −1 for too many. */
function fileWords(data: AnyTypedArray, indices: Uint8Array): number {
  const words =
    data.BYTES_PER_ELEMENT === 2
      ? new Int16Array(data.buffer, data.byteOffset, data.length)
      : new Int32Array(data.buffer, data.byteOffset, data.length);
  table.fill(0);
  let count = 0;
  let last = -1;
  let lastWord = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    if (word !== lastWord || last < 0) {
      let slot = Math.imul(word, 0x9e3779b1) >>> 22;
      let entry = table[slot] ?? 0;
      while (entry !== 0 && lows[entry - 1] !== word) {
        slot = (slot + 1) % slots;
        entry = table[slot] ?? 0;
      }
      if (entry === 0) {
        if (count === most) return -1;
        lows[count++] = word;
        entry = count;
        table[slot] = entry;
      }
      last = entry - 1;
      lastWord = word;
    }
    indices[index] = last;
  }
  return count;
}

/** The same for elements of two words. */
function fileWide(data: AnyTypedArray, indices: Uint8Array): number {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  table.fill(0);
  let count = 0;
  for (let index = 0; index < indices.length; index++) {
    const low = words[2 * index] ?? 0;
    const high = words[2 * index + 1] ?? 0;
    let slot = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 22;
    let entry = table[slot] ?? 0;
    while (entry !== 0 && (lows[entry - 1] !== low || highs[entry - 1] !== high)) {
      slot = (slot + 1) % slots;
      entry = table[slot] ?? 0;
    }
    if (entry === 0) {
      if (count === most) return -1;
      lows[count] = low;
      highs[count++] = high;
      entry = count;
      table[slot] = entry;
    }
    indices[index] = entry - 1;
  }
  return count;
}

/** The values filed as `entries`, in that order, bit for bit. */
function filedValues(like: AnyTypedArray, entries: readonly number[]): AnyTypedArray {
  const values = like.slice(0, entries.length);
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const width = values.BYTES_PER_ELEMENT;
  for (const [place, entry] of entries.entries()) {
    const low = lows[entry] ?? 0;
    if (width === 2) view.setInt16(place * 2, low, littleEndian);
    else view.setInt32(place * width, low, littleEndian);
    if (width === 8) view.setInt32(place * 8 + 4, highs[entry] ?? 0, littleEndian);
  }
  return values;
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Writes the elements that `indices` name into `out`. */
export function lookUp(values: AnyTypedArray, indices: Uint8Array, out: AnyTypedArray): void {
  // Whole words are copied, whatever the dtype: a NaN keeps its bits.
  if (values.BYTES_PER_ELEMENT === 8) {
    const from = new BigInt64Array(values.buffer, values.byteOffset, values.length);
    const to = new BigInt64Array(out.buffer, out.byteOffset, out.length);
    for (let index = 0; index < to.length; index++) to[index] = from[indices[index] ?? 0] ?? 0n;
    return;
  }
  const Words = values.BYTES_PER_ELEMENT === 4 ? Int32Array : Int16Array;
  const from = new Words(values.buffer, values.byteOffset, values.length);
  const to = new Words(out.buffer, out.byteOffset, out.length);
  for (let index = 0; index < to.length; index++) to[index] = from[indices[index] ?? 0] ?? 0;
}
