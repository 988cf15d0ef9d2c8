import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleError } from '../../../../engine/errors.js';
import { NdArray } from '../../../../engine/types/index.js';
import { type ConsepProgress, prepareConsep } from '../../../../scripts/data/consep.js';
import { drawDemo } from '../../../../scripts/data/demo.js';
import { writeMat } from '../../../../scripts/data/mat/write.js';
import { encodePng } from '../../../../scripts/data/png.js';

let folder: string;
let demo: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-consep-'));
  demo = join(folder, 'demo');
  await drawDemo({ output: demo, trainImages: 4, testImages: 1, size: 96 });
});
afterAll(() => rm(folder, { recursive: true }));

/** A part with one image whose nuclei are squares. */
async function field(
  root: string,
  width: number,
  height: number,
  nuclei: readonly { readonly x: number; readonly y: number; readonly type: number }[],
  variables: Readonly<Record<string, NdArray>> = {},
): Promise<void> {
  const map = new Float64Array(width * height);
  for (const [index, { x, y }] of nuclei.entries()) {
    for (let row = y - 5; row <= y + 5; row++) {
      for (let column = x - 5; column <= x + 5; column++) {
        if (row >= 0 && row < height && column >= 0 && column < width) map[row * width + column] = index + 1;
      }
    }
  }
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, index) => Math.floor(index / 3) % 251);
  for (const part of ['Train', 'Test']) {
    await mkdir(join(root, part, 'Images'), { recursive: true });
    await mkdir(join(root, part, 'Labels'), { recursive: true });
    await writeFile(join(root, part, 'Images', 'f_1.png'), encodePng({ data: pixels, width, height, channels: 3 }));
    const mat = writeMat({
      inst_map: new NdArray(map, [height, width], 'float64'),
      inst_type: new NdArray(
        Float64Array.from(nuclei, ({ type }) => type),
        [nuclei.length, 1],
        'float64',
      ),
      inst_centroid: new NdArray(
        Float64Array.from(nuclei.flatMap(({ x, y }) => [x + 0.3, y + 0.6])),
        [nuclei.length, 2],
        'float64',
      ),
      ...variables,
    });
    await writeFile(join(root, part, 'Labels', 'f_1.mat'), mat);
  }
}

async function listOf(
  output: string,
): Promise<Record<string, readonly { readonly image: string; readonly label: string }[]>> {
  return JSON.parse(await readFile(join(output, 'dataset.json'), 'utf8'));
}

async function pixelAt(path: string, row: number, column: number): Promise<number> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return data[(row * info.width + column) * info.channels] ?? -1;
}

describe('prepareConsep', () => {
  it('writes patches, labels, clicks and lists', async () => {
    const output = join(folder, 'written');
    const progress: ConsepProgress[] = [];
    const summary = await prepareConsep({
      input: demo,
      output,
      cropSize: 48,
      onProgress: (step) => progress.push(step),
    });
    const lists = await listOf(output);
    expect(Object.keys(lists)).toEqual(['training', 'validation']);
    expect(lists.training).toHaveLength(summary.parts.Train?.patches ?? -1);
    expect(lists.validation).toHaveLength(summary.parts.Test?.patches ?? -1);
    expect(progress.at(-1)).toMatchObject({ done: 5, total: 5 });
    expect(progress.at(-1)?.patches).toBe((lists.training?.length ?? 0) + (lists.validation?.length ?? 0));
    const [record] = lists.training ?? [];
    expect(record?.image).toMatch(/written\/Train\/Images\/train_\d+_[1-4]_\d{4}\.png$/);
    const { width, height } = await sharp(record?.image).metadata();
    expect([width, height]).toEqual([48, 48]);
    const whole = JSON.parse(await readFile(join(output, 'Whole/Test/Centroids/test_1.txt'), 'utf8'));
    expect(whole).toHaveLength(lists.validation?.length ?? -1);
  });

  it('writes the same with threads and without', async () => {
    const outputs = await Promise.all(
      [1, 2].map(async (threads) => {
        const output = join(folder, `threads ${threads}`);
        await prepareConsep({ input: demo, output, cropSize: 48, threads });
        return output;
      }),
    );
    const [one = '', two = ''] = outputs;
    const files = (await readdir(one, { recursive: true })).sort();
    expect((await readdir(two, { recursive: true })).sort()).toEqual(files);
    for (const file of files.filter((name) => name.endsWith('.png'))) {
      expect(await readFile(join(two, file))).toEqual(await readFile(join(one, file)));
    }
    const relative = (output: string): Promise<string> =>
      readFile(join(output, 'dataset.json'), 'utf8').then((text) => text.replaceAll(output, ''));
    expect(await relative(two)).toBe(await relative(one));
  });

  it('keeps nuclei on every side of images that are not square, with the click on each', async () => {
    const input = join(folder, 'wide');
    const nuclei = [
      { x: 100, y: 25, type: 2 },
      { x: 25, y: 40, type: 4 },
      { x: 60, y: 30, type: 7 },
      { x: 100, y: 58, type: 1 },
    ];
    await field(input, 120, 70, nuclei);
    const output = join(folder, 'wide out');
    const { parts } = await prepareConsep({ input, output, cropSize: 64, minDistance: 10 });
    expect(parts.Train).toEqual({ images: 1, patches: 4, tooSmall: 0, nearBorder: 0 });
    const names = (await listOf(output)).training?.map(({ image }) => image.slice(image.lastIndexOf('/') + 1));
    expect(names).toEqual(['f_1_2_0001.png', 'f_1_3_0002.png', 'f_1_4_0003.png', 'f_1_1_0004.png']);
    for (const [index, name] of (names ?? []).entries()) {
      const label = join(output, 'Train/Labels', name);
      const [[x, y]] = JSON.parse(
        await readFile(join(output, 'Train/Centroids', name.replace('.png', '.txt')), 'utf8'),
      );
      expect(await pixelAt(label, y, x)).toBe([2, 3, 4, 1][index]);
      const { width, height } = await sharp(label).metadata();
      expect([width, height]).toEqual([64, 64]);
    }
    expect(await pixelAt(join(output, 'Train/Labels/f_1_2_0001.png'), 58 - 0 - 6, 100 - 56)).toBe(0);
  });

  it('leaves out small nuclei, nuclei at the border, and those beyond the limit', async () => {
    const input = join(folder, 'few');
    await field(input, 80, 80, [
      { x: 3, y: 40, type: 2 },
      { x: 40, y: 40, type: 2 },
      { x: 60, y: 30, type: 2 },
      { x: 50, y: 60, type: 0 },
    ]);
    const output = join(folder, 'few out');
    const all = await prepareConsep({ input, output, cropSize: 64, minDistance: 10 });
    expect(all.parts.Test).toEqual({ images: 1, patches: 2, tooSmall: 1, nearBorder: 1 });
    const limited = await prepareConsep({ input, output, cropSize: 64, minDistance: 10, limit: 1 });
    expect(limited.parts.Test).toMatchObject({ patches: 1 });
    expect(await readdir(join(output, 'Test/Images'))).toEqual(['f_1_2_0002.png']);
    const large = await prepareConsep({ input, output, cropSize: 64, minArea: 200, minDistance: 10 });
    expect(large.parts.Train).toMatchObject({ patches: 0, tooSmall: 4 });
  });

  it('takes one part alone, as MONAI does', async () => {
    const input = join(folder, 'alone');
    await field(input, 80, 80, [{ x: 40, y: 40, type: 2 }]);
    await rm(join(input, 'Test'), { recursive: true });
    await prepareConsep({ input, output: join(folder, 'alone out'), cropSize: 64 });
    expect(Object.keys(await listOf(join(folder, 'alone out')))).toEqual(['training']);
  });

  describe('refuses', () => {
    const square = [{ x: 40, y: 40, type: 2 }];
    const number = (...shape: number[]): NdArray => NdArray.zeros(shape, 'float64');

    async function refusal(
      name: string,
      spoil: (input: string) => Promise<unknown>,
      cropSize = 64,
    ): Promise<BundleError['failure']> {
      const input = join(folder, name);
      await field(input, 80, 80, square);
      await spoil(input);
      const before = await readdir(folder);
      const error = await prepareConsep({ input, output: join(folder, `${name} out`), cropSize }).catch(
        (e: unknown) => e,
      );
      expect(await readdir(folder)).toEqual(before);
      if (error instanceof BundleError) return error.failure;
      throw error;
    }

    it('a folder that is not there', async () => {
      const options = { input: join(folder, 'nowhere'), output: join(folder, 'no') };
      await expect(prepareConsep(options)).rejects.toMatchObject({ code: 'file_missing' });
    });

    it('a folder without parts', async () => {
      const failure = await refusal('no parts', async (input) => {
        await rm(join(input, 'Train'), { recursive: true });
        await rm(join(input, 'Test'), { recursive: true });
      });
      expect(failure).toMatchObject({ code: 'bad_layout', path: join(folder, 'no parts') });
    });

    it('a part without labels', async () => {
      const failure = await refusal('no labels', (input) => rm(join(input, 'Test/Labels'), { recursive: true }));
      expect(failure).toMatchObject({ code: 'bad_layout', path: join(folder, 'no labels/Test/Labels') });
    });

    it('an image without label, and a label without image', async () => {
      const image = await refusal('image alone', (input) => rm(join(input, 'Train/Labels/f_1.mat')));
      expect(image).toMatchObject({ code: 'bad_layout', path: join(folder, 'image alone/Train/Images/f_1.png') });
      const label = await refusal('label alone', (input) => rm(join(input, 'Train/Images/f_1.png')));
      expect(label).toMatchObject({ code: 'bad_layout', path: join(folder, 'label alone/Train/Labels/f_1.mat') });
    });

    it.each([
      ['no map', { inst_map: undefined }],
      ['another size', { inst_map: number(80, 79) }],
      ['fewer centroids', { inst_centroid: number(0, 2) }],
      ['centroids in rows', { inst_centroid: number(2, 1) }],
    ])(
      'a label with %s',
      async (name, { inst_map, inst_centroid }: { inst_map?: NdArray; inst_centroid?: NdArray }) => {
        const failure = await refusal(name, (input) =>
          writeFile(
            join(input, 'Train/Labels/f_1.mat'),
            writeMat({
              ...(name === 'no map' ? {} : { inst_map: inst_map ?? number(80, 80) }),
              inst_type: number(1, 1),
              inst_centroid: inst_centroid ?? number(1, 2),
            }),
          ),
        );
        expect(failure).toMatchObject({ code: 'bad_layout', path: join(folder, name, 'Train/Labels/f_1.mat') });
      },
    );

    it('damaged files', async () => {
      const mat = await refusal('bad mat', (input) => writeFile(join(input, 'Test/Labels/f_1.mat'), 'no mat'));
      expect(mat).toMatchObject({ code: 'unreadable_file' });
      const png = await refusal('bad png', (input) => writeFile(join(input, 'Test/Images/f_1.png'), 'no png'));
      expect(png).toMatchObject({ code: 'unreadable_file', path: join(folder, 'bad png/Test/Images/f_1.png') });
    });

    it('images smaller than a patch', async () => {
      expect(await refusal('small', async () => undefined, 81)).toMatchObject({ code: 'bad_layout' });
    });

    it('an output that holds something else, or is the input', async () => {
      const input = join(folder, 'mine');
      await field(input, 80, 80, square);
      await expect(prepareConsep({ input, output: input, cropSize: 64 })).rejects.toMatchObject({ code: 'bad_layout' });
      await expect(prepareConsep({ input, output: folder, cropSize: 64 })).rejects.toMatchObject({
        code: 'bad_layout',
      });
      const output = join(folder, 'mine out');
      await mkdir(output);
      await writeFile(join(output, 'thesis.txt'), 'years of work');
      await expect(prepareConsep({ input, output, cropSize: 64 })).rejects.toMatchObject({ code: 'bad_layout' });
      expect(await readdir(output)).toEqual(['thesis.txt']);
    });
  });
});
