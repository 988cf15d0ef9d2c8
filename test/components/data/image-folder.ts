import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Philox } from '../../../components/random/philox.js';
import { encodePng } from '../../../scripts/data/png.js';

/** A folder of small images with masks, and the data list for it. */
export interface ImageFolder {
  readonly path: string;
  readonly list: readonly { readonly image: string; readonly label: string; readonly id: number }[];
  remove(): Promise<void>;
}

export async function imageFolder(count: number, width = 24, height = 16): Promise<ImageFolder> {
  const path = await mkdtemp(join(tmpdir(), 'medbundle-images-'));
  const list = [];
  for (let id = 0; id < count; id++) {
    const random = new Philox(id);
    const image = join(path, `image_${id}.png`);
    const label = join(path, `label_${id}.png`);
    const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.integer(0, 256));
    const mask = Uint8Array.from({ length: width * height }, (_, index) => (index % width > id + 3 ? 1 : 0));
    await writeFile(image, encodePng({ data: pixels, width, height, channels: 3 }));
    await writeFile(label, encodePng({ data: mask, width, height, channels: 1 }));
    list.push({ image, label, id });
  }
  return { path, list, remove: () => rm(path, { recursive: true }) };
}
