import { mkdir, rename } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { component, fail, NdArray, reportOutput, type Static, Type } from 'medbundle';
import { MapTransform, type Sample } from 'medbundle/components';
import sharp, { type Sharp } from 'sharp';

const Arguments = Type.Object({
  keys: Type.Union([Type.String(), Type.Array(Type.String())], {
    description: 'Items of instance numbers, [1, W, H], uint16.',
  }),
  picture: Type.String({ default: 'picture', description: 'Item of the picture to draw on, [3, W, H], uint8.' }),
  metaKeys: Type.String({ default: 'image_meta_dict', description: 'Item with the file name.' }),
  outputDir: Type.String({ default: './eval', description: 'Where the files go.' }),
});

const colours = [
  [230, 25, 75],
  [60, 180, 75],
  [255, 225, 25],
  [0, 130, 200],
  [245, 130, 48],
  [70, 240, 240],
  [240, 50, 230],
  [210, 245, 60],
] as const;

/** Writes `<image>_instances.png` (16 bit, pixel = instance number) and `<image>_overlay.png` (outlines on the picture). */
class SaveInstances extends MapTransform {
  constructor(readonly args: Static<typeof Arguments>) {
    super('SaveInstancesd', args.keys);
  }

  override async apply(sample: Sample): Promise<Sample> {
    const { outputDir } = this.args;
    const picture = arrayOf(sample, this.args.picture);
    const meta = sample[this.args.metaKeys];
    const file =
      typeof meta === 'object' && meta !== null && 'filename_or_obj' in meta ? String(meta.filename_or_obj) : 'image';
    const stem = join(outputDir, basename(file, extname(file)));
    await mkdir(outputDir, { recursive: true });
    for (const key of this.keys) {
      const instances = arrayOf(sample, key);
      const [, width = 0, height = 0] = picture.shape;
      const map = rowsFirst(instances, 0, width, height);
      const image = { width, height, channels: 1 } as const;
      const encoded = sharp(Uint16Array.from(map), { raw: image }).toColourspace('grey16').png();
      await save(encoded, `${stem}_instances.png`);
      const overlay = drawOutlines(picture, map, width, height);
      await save(sharp(overlay, { raw: { width, height, channels: 3 } }).png(), `${stem}_overlay.png`);
    }
    reportOutput({ kind: 'images', path: outputDir });
    return sample;
  }
}

/** Channel `channel` of a [C, W, H] array as rows of a picture, cut to width × height. */
function rowsFirst(array: NdArray, channel: number, width: number, height: number): Int32Array {
  const [, w = 0, h = 0] = array.shape;
  const rows = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * width + x] = Number(array.data[(channel * w + x) * h + y] ?? 0);
  }
  return rows;
}

function drawOutlines(picture: NdArray, map: Int32Array, width: number, height: number): Uint8Array {
  const planes = [0, 1, 2].map((channel) => rowsFirst(picture, channel, width, height));
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const instance = map[at] ?? 0;
      const edge =
        instance > 0 &&
        ((x > 0 && map[at - 1] !== instance) ||
          (x < width - 1 && map[at + 1] !== instance) ||
          (y > 0 && map[at - width] !== instance) ||
          (y < height - 1 && map[at + width] !== instance));
      const colour = colours[(instance - 1) % colours.length];
      for (let channel = 0; channel < 3; channel++) {
        pixels[at * 3 + channel] = edge ? (colour?.[channel] ?? 0) : (planes[channel]?.[at] ?? 0);
      }
    }
  }
  return pixels;
}

/** A reader never meets half a file: it is written beside its place and renamed. */
async function save(image: Sharp, path: string): Promise<void> {
  await image.toFile(`${path}.new`);
  await rename(`${path}.new`, path);
}

function arrayOf(sample: Sample, key: string): NdArray {
  const value = sample[key];
  if (value instanceof NdArray && value.shape.length === 3) return value;
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'SaveInstancesd',
    problem: `"${key}" is not an array of three axes`,
  });
}

export const saveInstances = component({
  name: 'SaveInstancesd',
  modules: ['scripts'],
  kind: 'transform',
  description: 'Writes the map of instances as a 16-bit PNG and its outlines on the picture as another.',
  arguments: Arguments,
  create: (args) => new SaveInstances(args),
});
