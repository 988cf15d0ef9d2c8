import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LoadImage } from '../../../../components/transforms/io/load-image.js';
import { SaveImage } from '../../../../components/transforms/io/save-image.js';
import { SaveImaged } from '../../../../components/transforms/io/save-imaged.js';
import { BundleError } from '../../../../engine/errors.js';
import { ImageArray } from '../../../../engine/types/index.js';
import { getLogger, type LogRecord } from '../../../../engine/types/log.js';
import { takeOutputs } from '../../../../engine/types/outputs.js';

let root = '';
let outputDir = '';
let next = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medbundle-save-'));
});
beforeEach(() => {
  outputDir = join(root, String(next++));
});
afterAll(() => rm(root, { recursive: true }));

const mask = (channels = 1): ImageArray =>
  new ImageArray(
    Float32Array.from({ length: channels * 6 }, (_, index) => index % 2),
    [channels, 3, 2],
    'float32',
    { filenameOrObj: '/somewhere/case.png' },
  );

async function failureOf(action: () => unknown): Promise<BundleError['failure']> {
  try {
    await action();
  } catch (error) {
    if (error instanceof BundleError) return error.failure;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('SaveImage', () => {
  it.each(['.nii.gz', '.bmp', '.json', ''])('refuses the format "%s" when it is made', async (outputExt) => {
    expect(await failureOf(() => new SaveImage({ outputExt }))).toMatchObject({
      code: 'invalid_argument',
      argument: 'output_ext',
    });
  });

  it('names files after their image, writes them whole, logs and reports them', async () => {
    const records: LogRecord[] = [];
    const logger = getLogger('monai.data.image_writer');
    Object.assign(logger, { level: 20, propagate: false });
    logger.handlers = [{ level: 0, handle: (record) => records.push(record) }];
    takeOutputs();
    const image = mask();
    const saved = await new SaveImage({ outputDir, outputExt: '.png' }).apply(image);
    expect(saved).toBe(image);
    expect(await readdir(join(outputDir, 'case'))).toEqual(['case_trans.png']);
    expect(records.map(({ message }) => message)).toEqual([`writing: ${join(outputDir, 'case', 'case_trans.png')}`]);
    expect(takeOutputs()).toEqual([{ kind: 'images', path: outputDir }]);
    expect(await new LoadImage({ dtype: 'uint8' }).apply(join(outputDir, 'case', 'case_trans.png'))).toMatchObject({
      shape: [3, 2],
      data: Uint8Array.of(0, 1, 0, 1, 0, 1),
    });
  });

  it('numbers images that have no name', async () => {
    const saver = new SaveImage({ outputDir, outputExt: '.png', separateFolder: false, printLog: false });
    for (let count = 0; count < 2; count++) await saver.apply(new ImageArray(new Uint8Array(4), [1, 2, 2], 'uint8'));
    expect((await readdir(outputDir)).sort()).toEqual(['0_trans.png', '1_trans.png']);
  });

  it('takes the name that a function makes, and tells where it saved', async () => {
    const outputNameFormatter = (): unknown => ({ subject: 'mine', idx: 7 });
    const options = {
      outputDir,
      outputExt: '.jpg',
      scale: 255,
      separateFolder: false,
      savepathInMetadict: true,
    } as const;
    const saved = await new SaveImage({ ...options, printLog: false, outputNameFormatter }).apply(mask());
    expect(saved.meta.savedTo).toBe(join(outputDir, 'mine_trans_7.jpg'));
  });

  it.each([
    [mask(5), '.png'],
    [mask(2), '.jpg'],
    [new ImageArray(new Int32Array(6), [1, 3, 2], 'int32'), '.tif'],
  ])('refuses what makes no picture (%#)', async (image, outputExt) => {
    const outputDtype = outputExt === '.tif' ? null : 'uint8';
    const saver = new SaveImage({ outputDir, outputExt, outputDtype, printLog: false });
    expect(await failureOf(() => saver.apply(image))).toMatchObject({ code: 'bad_input' });
  });

  it('says when it cannot write', async () => {
    await writeFile(outputDir, 'a file where the folder should be');
    const saver = new SaveImage({ outputDir, outputExt: '.png', printLog: false });
    expect(await failureOf(() => saver.apply(mask()))).toMatchObject({ code: 'unwritable_file' });
  });
});

describe('SaveImaged', () => {
  it('uses the metadata beside an image that carries none', async () => {
    const image = new ImageArray(new Uint8Array(4), [1, 2, 2], 'uint8');
    const options = {
      keys: 'pred',
      outputDir,
      outputExt: '.png',
      outputPostfix: 'seg',
      separateFolder: false,
      printLog: false,
    };
    const sample = {
      pred: image,
      pred_meta_dict: { filename_or_obj: 'x/one.png' },
      image_meta_dict: { filename_or_obj: 'two.png' },
    };
    expect(await new SaveImaged(options).apply(sample)).toEqual(sample);
    await new SaveImaged({ ...options, metaKeys: 'image_meta_dict' }).apply(sample);
    expect((await readdir(outputDir)).sort()).toEqual(['one_seg.png', 'two_seg.png']);
  });
});
