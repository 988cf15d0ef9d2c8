import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** What the sample images are for. */
export interface SampleKind {
  readonly channels: number;
  /** Sides of an image. */
  readonly size: readonly number[];
}

/** How many sample images there are; the last quarter validates. */
export const sampleCount = 8;

/** Whether samples are pictures (PNG), or arrays (npy) because they have another number of axes or channels. */
export function arePictures({ channels, size }: SampleKind): boolean {
  return size.length === 2 && (channels === 1 || channels === 3);
}

/**
 * Draws images with one bright ball each, and labels that are 1 inside of it and 0 elsewhere: `images/sample_0.png`,
 * `labels/sample_0.png`, …. A network learns them in seconds, so that whoever starts sees every part at work.
 */
export async function drawSamples(folder: string, kind: SampleKind): Promise<void> {
  const write = arePictures(kind) ? writePicture : writeArray;
  for (const part of ['images', 'labels']) await mkdir(join(folder, part), { recursive: true });
  for (let index = 0; index < sampleCount; index++) {
    const { image, label } = drawSample(kind, index);
    await write(join(folder, 'images', `sample_${index}`), image, kind.size, kind.channels);
    await write(join(folder, 'labels', `sample_${index}`), label, kind.size, 1);
  }
}

/** An image, channels last, and its label, both 8 bit. */
function drawSample({ channels, size }: SampleKind, seed: number): { image: Uint8Array; label: Uint8Array } {
  const random = generator(seed + 1);
  const shortest = Math.min(...size);
  const radius = shortest * (0.15 + 0.15 * random());
  const centre = size.map((side) => radius + (side - 2 * radius) * random());
  const count = size.reduce((product, side) => product * side, 1);
  const label = new Uint8Array(count);
  const image = new Uint8Array(count * channels);
  const place = size.map(() => 0);
  for (let at = 0; at < count; at++) {
    let squares = 0;
    for (let axis = 0; axis < place.length; axis++) squares += ((place[axis] ?? 0) - (centre[axis] ?? 0)) ** 2;
    const inside = squares <= radius * radius;
    label[at] = inside ? 1 : 0;
    for (let channel = 0; channel < channels; channel++)
      image[at * channels + channel] = (inside ? 150 : 50) + 60 * random();
    // The last axis runs fastest.
    for (let axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] ?? 0) + 1;
      if (place[axis] !== size[axis]) break;
      place[axis] = 0;
    }
  }
  return { image, label };
}

/** Numbers in [0, 1), the same everywhere (a linear congruence modulo 2^32, by Knuth). */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function writePicture(path: string, data: Uint8Array, size: readonly number[], channels: number): Promise<void> {
  const [height = 0, width = 0] = size;
  const raw = { width, height, channels: channels === 3 ? 3 : 1 } as const;
  const picture = sharp(data, { raw }).toColourspace(channels === 3 ? 'srgb' : 'b-w');
  await picture.png().toFile(`${path}.png`);
}

/** NumPy's own format, version 1.0. One channel has no axis of its own. */
async function writeArray(path: string, data: Uint8Array, size: readonly number[], channels: number): Promise<void> {
  const shape = channels === 1 ? size : [...size, channels];
  const fields = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  // Magic number, version and length take ten bytes; the elements begin at a multiple of 64.
  const header = `${fields}${' '.repeat(63 - ((fields.length + 10) % 64))}\n`;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  await writeFile(`${path}.npy`, Buffer.concat([start, Buffer.from(header, 'latin1'), data]));
}
