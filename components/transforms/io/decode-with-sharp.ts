import type { DTypeName } from '../../../engine/types/index.js';
import { PilImage, type Raster } from './pil-image.js';

/**
 * Decodes JPEG and TIFF (the first page), with stored values left alone: no colour profile, no gamma, no rotation by EXIF.
 * sharp is loaded at the first call, so that runs on PNG files do not pay for it.
 *
 * @throws Error that says what is wrong with the file
 */
export async function decodeWithSharp(file: Uint8Array): Promise<PilImage> {
  const { default: sharp } = await import('sharp');
  const options = { ignoreIcc: true, failOn: 'error', limitInputPixels: 2 ** 30 } as const;
  const metadata = await sharp(file, options).metadata();
  const { format, width, height, channels, space, depth } = metadata;
  const storage = storages[depth ?? ''];
  if (!storage || channels === undefined || width === undefined || height === undefined) {
    throw new Error(`images of ${depth ?? 'unknown'} samples are not supported`);
  }
  if (space === 'cmyk') throw new Error('CMYK images are not supported; convert it to RGB');
  // Without a word sharp turns every image into 8-bit sRGB.
  const isShort = storage.dtype === 'uint16';
  const kept = sharp(file, options).toColourspace(
    channels < 3 ? (isShort ? 'grey16' : 'b-w') : isShort ? 'rgb16' : 'srgb',
  );
  const { data, info } = await kept.raw({ depth }).toBuffer({ resolveWithObject: true });
  const name = { jpeg: 'JPEG', tiff: 'TIFF', png: 'PNG', webp: 'WEBP', gif: 'GIF' }[format as string] ?? format ?? null;
  return pilImage(name, data, info.width, info.height, info.channels, storage, metadata.bitsPerSample === 1);
}

interface Storage {
  readonly dtype: DTypeName;
  /** Pillow's mode of a single channel. */
  readonly mode: string;
  view(data: Buffer): Raster['samples'];
}

const storages: Readonly<Record<string, Storage>> = {
  uchar: { dtype: 'uint8', mode: 'L', view: (data) => new Uint8Array(data) },
  ushort: { dtype: 'uint16', mode: 'I;16', view: (data) => new Uint16Array(copyOf(data)) },
  int: { dtype: 'int32', mode: 'I', view: (data) => new Int32Array(copyOf(data)) },
  float: { dtype: 'float32', mode: 'F', view: (data) => new Float32Array(copyOf(data)) },
};

/** The bytes in a buffer of their own, aligned for wider elements. */
function copyOf(data: Buffer): ArrayBuffer {
  return new Uint8Array(data).buffer;
}

function pilImage(
  format: string | null,
  data: Buffer,
  width: number,
  height: number,
  channels: number,
  storage: Storage,
  isBilevel: boolean,
): PilImage {
  const samples = storage.view(data);
  const layout = { channels, offset: 0, stride: width * channels };
  if (channels === 1) {
    if (!isBilevel)
      return new PilImage(format, storage.mode, width, height, { ...layout, samples, dtype: storage.dtype });
    const bits = Uint8Array.from(samples, (value) => (value === 0 ? 0 : 1));
    return new PilImage(format, '1', width, height, { ...layout, samples: bits, dtype: 'bool' });
  }
  const mode = { 2: 'LA', 3: 'RGB', 4: 'RGBA' }[channels];
  if (mode === undefined || samples instanceof Float32Array || samples instanceof Int32Array) {
    throw new Error(`${channels} channels of ${storage.dtype} are not supported`);
  }
  // Pillow keeps the high byte of 16-bit colour.
  const bytes = samples instanceof Uint16Array ? Uint8Array.from(samples, (value) => value >> 8) : samples;
  return new PilImage(format, mode, width, height, { ...layout, samples: bytes, dtype: 'uint8' });
}
