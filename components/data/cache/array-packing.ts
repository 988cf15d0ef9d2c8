import { type AnyTypedArray, allocate, dtypes, type NdArray } from '../../../engine/types/index.js';
import { lookUp, paletteOf } from './palette.js';
import { addRows, differencesOfRows, rowLength } from './rows.js';

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

/** The packed bytes of an array, ready to be deflated; undefined when it should stay raw. */
export function pack(array: NdArray): { packing: Packing; bytes: Uint8Array } | undefined {
  const { data } = array;
  if (data.byteLength < worthPacking) return undefined;
  if (data.BYTES_PER_ELEMENT === 1) {
    return { packing: 'rows', bytes: differencesOfRows(bytesOf(data), rowLength(array)) };
  }
  const parts: Uint8Array[] = [];
  for (const channel of channels(array.shape, data)) {
    const palette = paletteOf(channel);
    if (!palette) return undefined;
    parts.push(
      ...padded(Uint8Array.of(palette.values.length - 1)),
      ...padded(bytesOf(palette.values)),
      ...padded(differencesOfRows(palette.indices, rowLength(array))),
    );
  }
  return { packing: 'palette', bytes: Buffer.concat(parts) };
}

/** Bytes that an array takes among the packed ones, with what fills them up to a multiple of eight. */
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

/** `bytes` and the zeros that fill them up to a multiple of eight. */
export function padded(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  return [bytes, new Uint8Array(eights(bytes.length) - bytes.length)];
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
