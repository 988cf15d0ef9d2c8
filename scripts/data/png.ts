import * as zlib from 'node:zlib';

/** 8-bit pixels, row by row, channels interleaved. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for RGB. */
  readonly channels: 1 | 3;
}

/** A part of an image. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const filterSub = 1;

/**
 * A PNG file (ISO/IEC 15948), written for speed: every row is filtered against the pixel to its left, and the default
 * compression looks for runs (in grey images, which are masks) or for nothing but frequent bytes.
 *
 * @param deflate makes the zlib stream; give a pure JavaScript one where the bytes must be the same on every machine
 * @param region the part to write; the whole image when left out
 */
export function encodePng(
  image: Pixels,
  deflate: (bytes: Uint8Array) => Uint8Array = image.channels === 1 ? deflateRuns : deflateBytes,
  region: Region = { top: 0, left: 0, width: image.width, height: image.height },
): Uint8Array {
  const { data, channels } = image;
  const { width, height } = region;
  const rowBytes = width * channels;
  const filtered = new Uint8Array((rowBytes + 1) * height);
  for (let row = 0, to = 0; row < height; row++) {
    let from = ((region.top + row) * image.width + region.left) * channels;
    filtered[to++] = filterSub;
    for (let column = 0; column < channels; column++) filtered[to++] = data[from++] ?? 0;
    for (let column = channels; column < rowBytes; column++, from++) {
      filtered[to++] = (data[from] ?? 0) - (data[from - channels] ?? 0);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = channels === 3 ? 2 : 0;
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflate(filtered)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
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
