import * as zlib from 'node:zlib';

/** 8-bit pixels, row by row, channels interleaved. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for RGB. */
  readonly channels: 1 | 3;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const filterNone = 0;
const filterSub = 1;

/** Makes a zlib stream. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/**
 * A PNG file (ISO/IEC 15948), written for speed: every row is filtered against the pixel to its left, and the default
 * compression looks for runs (in grey images, which are masks) or for nothing but frequent bytes.
 *
 * @param deflate give a pure JavaScript one where the bytes must be the same on every machine
 */
export function encodePng(image: Pixels, deflate?: Deflate): Uint8Array {
  return new PngCutter(image).cut(0, 0, image.width, image.height, deflate);
}

/** Writes parts of one RGB or grey image as PNG files. The image is filtered once, however many parts are cut. */
export class PngCutter {
  readonly #image: Pixels;
  /** Each byte's difference from the same channel of the pixel to its left. */
  readonly #differences: Uint8Array;

  constructor(image: Pixels) {
    const { data, channels } = image;
    this.#image = image;
    this.#differences = new Uint8Array(data.length);
    for (let index = channels; index < data.length; index++) {
      this.#differences[index] = (data[index] ?? 0) - (data[index - channels] ?? 0);
    }
  }

  /** The part of `width` × `height` pixels at (`left`, `top`) as a PNG file. */
  cut(top: number, left: number, width: number, height: number, deflate?: Deflate): Uint8Array {
    const { data, channels, width: imageWidth } = this.#image;
    const rowBytes = width * channels;
    const rows = new Uint8Array((rowBytes + 1) * height);
    for (let row = 0, to = 0; row < height; row++, to += rowBytes + 1) {
      const from = ((top + row) * imageWidth + left) * channels;
      rows[to] = filterSub;
      rows.set(this.#differences.subarray(from, from + rowBytes), to + 1);
      // The first pixel of a row has nothing to its left.
      for (let channel = 0; channel < channels; channel++) rows[to + 1 + channel] = data[from + channel] ?? 0;
    }
    return pngFile(rows, width, height, channels, deflate);
  }
}

/** A grey image of few values, as masks are, as a PNG file. */
export function encodeMask(data: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    rows[row * (width + 1)] = filterNone;
    rows.set(data.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return pngFile(rows, width, height, 1);
}

/** @param rows each begins with the number of its filter */
function pngFile(rows: Uint8Array, width: number, height: number, channels: 1 | 3, deflate?: Deflate): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = channels === 3 ? 2 : 0;
  const pixels = (deflate ?? (channels === 1 ? deflateRuns : deflateBytes))(rows);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function deflateRuns(bytes: Uint8Array): Uint8Array {
  return zlib.deflateSync(bytes, { strategy: zlib.constants.Z_RLE });
}

function deflateBytes(bytes: Uint8Array): Uint8Array {
  return zlib.deflateSync(bytes, { strategy: zlib.constants.Z_HUFFMAN_ONLY });
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

// Node has its own since 20.15.
const crc32: (bytes: Uint8Array) => number = zlib.crc32 ?? crc32ByTable;

function crc32ByTable(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) {
    crc = (crcTable[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
