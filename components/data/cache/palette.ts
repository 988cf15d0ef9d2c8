import type { AnyTypedArray } from '../../../engine/types/index.js';

/** An array of at most 256 different values: the values, ascending, and for each element which of them it is. */
export interface Palette {
  readonly values: AnyTypedArray;
  readonly indices: Uint8Array;
}

const most = 256;
const slots = 1024;

/**
 * The palette of an array with elements of 2, 4 or 8 bytes; undefined when it has more than 256 different ones. Elements
 * are told apart by their bits, so −0 and NaN survive. An 8-bit image whose intensities were scaled to float32 has such a
 * palette, and a map of 0 and 1 too.
 */
export function paletteOf(data: AnyTypedArray): Palette | undefined {
  const width = data.BYTES_PER_ELEMENT;
  const words =
    width === 2
      ? new Uint16Array(data.buffer, data.byteOffset, data.length)
      : new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const step = width === 8 ? 2 : 1;
  const highOffset = step - 1;
  const lows = new Int32Array(most);
  const highs = new Int32Array(most);
  // Open addressing: an entry is the number of a value plus one.
  const table = new Uint16Array(slots);
  const found = new Uint8Array(data.length);
  let count = 0;
  let lastLow = 0;
  let lastHigh = 0;
  let last = -1;
  for (let index = 0, word = 0; index < data.length; index++, word += step) {
    const low = words[word] ?? 0;
    const high = highOffset === 0 ? 0 : (words[word + 1] ?? 0);
    if (last < 0 || low !== lastLow || high !== lastHigh) {
      let slot = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 22) & (slots - 1);
      for (;;) {
        const entry = table[slot] ?? 0;
        if (entry === 0) {
          if (count === most) return undefined;
          lows[count] = low;
          highs[count] = high;
          last = count++;
          table[slot] = count;
          break;
        }
        if (lows[entry - 1] === low && highs[entry - 1] === high) {
          last = entry - 1;
          break;
        }
        slot = (slot + 1) & (slots - 1);
      }
      lastLow = low;
      lastHigh = high;
    }
    found[index] = last;
  }
  return sorted(data, found, count);
}

/** Ascending values give neighbouring pixels neighbouring indices. */
function sorted(data: AnyTypedArray, found: Uint8Array, count: number): Palette {
  const firstAt = new Int32Array(count).fill(-1);
  for (let index = 0, left = count; left > 0 && index < found.length; index++) {
    const entry = found[index] ?? 0;
    if (firstAt[entry] !== -1) continue;
    firstAt[entry] = index;
    left--;
  }
  const order = Array.from(firstAt.keys()).sort((a, b) => {
    const [left, right] = [data[firstAt[a] ?? 0] ?? 0, data[firstAt[b] ?? 0] ?? 0];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const rank = new Uint8Array(count);
  for (const [place, entry] of order.entries()) rank[entry] = place;
  const indices = new Uint8Array(found.length);
  for (let index = 0; index < found.length; index++) indices[index] = rank[found[index] ?? 0] ?? 0;
  return { values: gather(data, order, firstAt), indices };
}

/** The palette's values, bit for bit. */
function gather(data: AnyTypedArray, order: readonly number[], firstAt: Int32Array): AnyTypedArray {
  const width = data.BYTES_PER_ELEMENT;
  const from = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const values = data.slice(0, order.length);
  const to = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (const [place, entry] of order.entries()) {
    const start = (firstAt[entry] ?? 0) * width;
    to.set(from.subarray(start, start + width), place * width);
  }
  return values;
}

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
