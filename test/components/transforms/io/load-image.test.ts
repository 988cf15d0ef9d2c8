import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoadImage } from '../../../../components/transforms/io/load-image.js';
import { LoadImaged } from '../../../../components/transforms/io/load-imaged.js';
import { decodePng } from '../../../../components/transforms/io/png-decoder.js';
import { BundleError } from '../../../../engine/errors.js';
import { ImageArray } from '../../../../engine/types/index.js';

let folder = '';
let png = Buffer.alloc(0);
const pixels = Uint8Array.from({ length: 60 }, (_, index) => index * 4);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-load-'));
  png = await sharp(pixels, { raw: { width: 5, height: 4, channels: 3 } })
    .png()
    .toBuffer();
  await writeFile(join(folder, 'a.png'), png);
  await writeFile(join(folder, 'cut.png'), png.subarray(0, png.length - 40));
  await writeFile(join(folder, 'text.png'), 'no picture');
  await writeFile(join(folder, 'text.npy'), 'no array');
  await writeFile(join(folder, 'volume.nii.gz'), 'x');
  await writeFile(join(folder, 'b.jpg'), await sharp(png).jpeg().toBuffer());
});

afterAll(() => rm(folder, { recursive: true }));

async function failureOf(action: () => unknown): Promise<BundleError['failure']> {
  try {
    await action();
  } catch (error) {
    if (error instanceof BundleError) return error.failure;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('LoadImage', () => {
  it('gives [width, height, channels] with metadata', () => {
    const image = new LoadImage({ dtype: 'uint8' }).apply(join(folder, 'a.png'));
    if (!(image instanceof ImageArray)) throw new Error('expected an image at once');
    expect(image).toMatchObject({ shape: [5, 4, 3], dtype: 'uint8' });
    expect(image.data[3 * (4 * 2 + 1)]).toBe(pixels[3 * (5 * 1 + 2)]);
    expect(image.meta).toMatchObject({ filenameOrObj: join(folder, 'a.png'), spatialShape: [5, 4], mode: 'RGB' });
  });

  it('reads PNG files at once and others in the background', async () => {
    const loader = new LoadImage();
    expect(loader.apply(join(folder, 'a.png'))).toBeInstanceOf(ImageArray);
    const later = loader.apply(join(folder, 'b.jpg'));
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toMatchObject({ shape: [5, 4, 3], dtype: 'float32' });
  });

  it.each([
    ['missing.png', { code: 'file_missing' }],
    ['missing.jpg', { code: 'file_missing' }],
    ['cut.png', { code: 'unreadable_file' }],
    ['text.png', { code: 'unreadable_file' }],
    ['text.npy', { code: 'unreadable_file' }],
    ['volume.nii.gz', { code: 'unreadable_file' }],
  ])('says what is wrong with %s', async (name, expected) => {
    const path = join(folder, name);
    expect(await failureOf(() => new LoadImage().apply(path))).toMatchObject({ ...expected, path });
  });

  it('refuses what is no path', async () => {
    expect(await failureOf(() => new LoadImage().apply(5))).toMatchObject({ code: 'bad_input' });
    const image = new ImageArray(new Uint8Array(1), [1], 'uint8');
    expect(await failureOf(() => new LoadImaged({ keys: 'a' }).apply({ a: image }))).toMatchObject({
      code: 'bad_input',
    });
  });

  it('tries the reader that was asked for, then the one that knows the extension', async () => {
    expect(new LoadImage({ reader: 'NumpyReader' }).apply(join(folder, 'a.png'))).toBeInstanceOf(ImageArray);
    expect(await failureOf(() => new LoadImage({ reader: 'ITKReader' }))).toMatchObject({
      code: 'component_not_here_yet',
      target: 'ITKReader',
    });
    expect(await failureOf(() => new LoadImage({ reader: 'Reader' }))).toMatchObject({
      code: 'invalid_argument',
      argument: 'reader',
    });
  });

  it('refuses to stack images of different sizes', async () => {
    await writeFile(
      join(folder, 'c.png'),
      await sharp(pixels, { raw: { width: 4, height: 5, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const paths = [join(folder, 'a.png'), join(folder, 'c.png')];
    expect(await failureOf(() => new LoadImage().apply(paths))).toMatchObject({ code: 'bad_layout' });
  });
});

describe('LoadImaged', () => {
  it('puts the metadata beside the image under MONAI’s names', async () => {
    const sample = { image: join(folder, 'a.png'), label: join(folder, 'b.jpg'), other: 1 };
    const result = await new LoadImaged({ keys: ['image', 'label'], imageOnly: false }).apply(sample);
    expect(Object.keys(result).sort()).toEqual(['image', 'image_meta_dict', 'label', 'label_meta_dict', 'other']);
    expect(result.image_meta_dict).toMatchObject({
      filename_or_obj: sample.image,
      spatial_shape: [5, 4],
      original_channel_dim: -1,
      affine: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    });
  });

  it('does not replace an item by metadata unless told to', async () => {
    const sample = { image: join(folder, 'a.png'), meta: 1 };
    const options = { keys: 'image', imageOnly: false, metaKeys: 'meta' };
    expect(await failureOf(() => new LoadImaged(options).apply(sample))).toMatchObject({ code: 'bad_input' });
    const result = await new LoadImaged({ ...options, overwriting: true }).apply(sample);
    expect(result.meta).toMatchObject({ spatial_shape: [5, 4] });
  });
});

describe('decodePng', () => {
  it.each([
    ['no signature', () => Buffer.from('GIF89a')],
    ['no data', () => png.subarray(0, 33)],
    ['an unknown filter', () => withBytes(png, 24, [7])],
    ['an absurd size', () => withBytes(png, 16, [0x7f, 0xff, 0xff, 0xff])],
  ])('refuses %s', (_, file) => {
    expect(() => decodePng(file())).toThrow(Error);
  });
});

function withBytes(file: Buffer, at: number, bytes: readonly number[]): Buffer {
  const changed = Buffer.from(file);
  changed.set(bytes, at);
  return changed;
}
