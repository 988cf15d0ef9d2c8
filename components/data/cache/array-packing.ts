import { type AnyTypedArray, allocate, dtypes, type NdArray } from '../../../engine/types/index.js';
import { lookUp, paletteOf } from './palette.js';
import { addRows, rowLength, subtractRows } from './rows.js';

/**
 * How the elements of a cached array are held:
 *
 * - `raw`: as they are, so that reading needs no copy;
 * - `rows`: 8-bit elements as differences of rows, which deflate well;
 * - `palette`: wider elements with at most 256 different values in each channel, as those values and 8-bit indices.
 */
export type Packing = 'raw' | 'rows' | 'palette';

/** Nothing smaller is worth packing, in bytes. */
const worthPacking = 512;

/** Collects the packed bytes of arrays, each part at a multiple of eight. Its memory is used again for the next sample. */
export class PackedWriter {
  #bytes = new Uint8Array(2 ** 17);
  #at = 0;

  /** Begins anew. */
  clear(): void {
    this.#at = 0;
  }

  /** What was written since; valid until {@link clear}. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Adds an array, if it packs; `raw` means that nothing was added. */
  add(array: NdArray): Packing {
    const { data } = array;
    if (data.byteLength < worthPacking) return 'raw';
    const row = rowLength(array);
    if (data.BYTES_PER_ELEMENT === 1) {
      subtractRows(bytesOf(data), row, this.#take(data.byteLength));
      return 'rows';
    }
    const start = this.#at;
    for (const channel of channels(array.shape, data)) {
      const indices = new Uint8Array(channel.length);
      const values = paletteOf(channel, indices);
      if (!values) {
        this.#at = start;
        return 'raw';
      }
      this.append(Uint8Array.of(values.length - 1));
      this.append(bytesOf(values));
      subtractRows(indices, row, this.#take(indices.length));
    }
    return 'palette';
  }

  /** Adds bytes as they are. */
  append(bytes: Uint8Array): void {
    this.#take(bytes.length).set(bytes);
  }

  #take(count: number): Uint8Array {
    const end = this.#at + eights(count);
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.#bytes.fill(0, this.#at + count, end);
    this.#at = end;
    return taken;
  }
}

/** Reads arrays in the order in which a {@link PackedWriter} added them. */
export class PackedReader {
  #at = 0;

  /** @param bytes inflated bytes that this reader may change; they start at a multiple of eight */
  constructor(readonly bytes: Uint8Array) {}

  /** The next array's elements. `rows` come as a view of the bytes. */
  read(packing: 'rows' | 'palette', { shape, dtype }: Pick<NdArray, 'shape' | 'dtype'>): AnyTypedArray {
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (packing === 'rows') {
      const rows = this.#take(size);
      addRows(rows, rowLength({ shape }));
      return viewOf(dtype, rows, size);
    }
    const data: AnyTypedArray = allocate(dtype, size);
    for (const channel of channels(shape, data)) {
      const count = (this.#take(1)[0] ?? 0) + 1;
      const values = viewOf(dtype, this.#take(count * data.BYTES_PER_ELEMENT), count);
      const indices = this.#take(channel.length);
      addRows(indices, rowLength({ shape }));
      lookUp(values, indices, channel);
    }
    return data;
  }

  #take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.#at, this.#at + count);
    this.#at += eights(count);
    return taken;
  }
}

/** `count` rounded up to a multiple of eight. */
export function eights(count: number): number {
  return Math.ceil(count / 8) * 8;
}

/** The array's own bytes; shares its memory. */
export function bytesOf(data: AnyTypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** `bytes` as `size` elements of a dtype, without a copy. They start at a multiple of eight. */
export function viewOf(dtype: keyof typeof dtypes, bytes: Uint8Array, size: number): AnyTypedArray {
  // Shared memory serves as well, but TypeScript cannot choose among ten constructors for both.
  return new dtypes[dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset, size);
}

/** The parts of an array along its first axis, where it has three or more; each is a view. */
function channels(shape: readonly number[], data: AnyTypedArray): AnyTypedArray[] {
  const count = shape.length >= 3 ? (shape[0] ?? 1) : 1;
  const size = data.length / Math.max(1, count);
  return Array.from({ length: count }, (_, channel) => data.subarray(channel * size, (channel + 1) * size));
}
