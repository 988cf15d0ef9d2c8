import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CacheDataset } from '../../../components/data/cache-dataset.js';
import { Dataset, Subset } from '../../../components/data/dataset.js';
import { ListDataset } from '../../../components/data/list-dataset.js';
import { Philox } from '../../../components/random/philox.js';
import { type Sample, Transform } from '../../../components/transforms/transform.js';
import { BundleError } from '../../../engine/errors.js';
import { ImageArray, NdArray } from '../../../engine/types/index.js';
import { datasetContract } from './dataset.contract.js';
import { type ImageFolder, imageFolder } from './image-folder.js';
import { made } from './made-by-config.js';

let folder: ImageFolder;
beforeAll(async () => {
  folder = await imageFolder(6);
});
afterAll(() => folder.remove());

const keys = ['image', 'label'];

function pipeline(): unknown[] {
  return [
    made('LoadImaged', { keys, dtype: 'uint8', image_only: false }, Transform),
    made('EnsureChannelFirstd', { keys }, Transform),
    made('RandFlipd', { keys, prob: 0.5 }, Transform),
    made('RandGaussianNoised', { keys: 'image', prob: 0.7, std: 3 }, Transform),
    made('ScaleIntensityRanged', { keys: 'image', a_min: 0, a_max: 255, b_min: -1, b_max: 1 }, Transform),
  ];
}

const cached = (args: Readonly<Record<string, unknown>> = {}): CacheDataset =>
  made('CacheDataset', { data: folder.list, transform: pipeline(), ...args }, CacheDataset);

datasetContract('Dataset', () => made('Dataset', { data: folder.list, transform: pipeline() }, Dataset));
datasetContract('CacheDataset', () => cached());
datasetContract('CacheDataset, half cached', () => cached({ cache_rate: 0.5 }));
datasetContract('CacheDataset, filled at run time', () => cached({ runtime_cache: true }));
datasetContract('CacheDataset, hashed', () => cached({ hash_as_key: true }));
datasetContract('Subset', () => new Subset(cached(), [4, 0, 5, 1]));

describe('CacheDataset', () => {
  it('gives what a plain data set gives', async () => {
    const plain = made('Dataset', { data: folder.list, transform: pipeline() }, ListDataset);
    const dataset = cached({ num_workers: 3 });
    await dataset.prepare();
    for (const [index] of folder.list.entries()) {
      expect(await dataset.item(index, new Philox(index))).toEqual(await plain.item(index, new Philox(index)));
    }
  });

  it('caches up to the first random transform, at the dtype of the samples', async () => {
    const counts = [0, 0, 0];
    const counting = (place: number, random: boolean): Transform => {
      class Counting extends Transform {
        override get isRandom(): boolean {
          return random;
        }
        apply(sample: Sample): Sample {
          counts[place] = (counts[place] ?? 0) + 1;
          return sample;
        }
      }
      return new Counting();
    };
    const image = new ImageArray(Uint8Array.of(1, 2, 3, 4), [1, 2, 2], 'uint8', { filenameOrObj: 'a.png' });
    const dataset = new CacheDataset([{ image }], [counting(0, false), counting(1, true), counting(2, false)]);
    await dataset.prepare();
    const sample = await dataset.item(0, new Philox(0));
    await dataset.item(0, new Philox(0));
    expect(counts).toEqual([1, 2, 2]);
    expect(sample.image).toEqual(image);
    expect(sample.image).toBeInstanceOf(ImageArray);
  });

  it('treats a function as random, as MONAI does', async () => {
    let calls = 0;
    const dataset = new CacheDataset([{ x: 1 }], (sample) => {
      calls++;
      return sample;
    });
    await dataset.prepare();
    await dataset.item(0, new Philox(0));
    await dataset.item(0, new Philox(0));
    expect(calls).toBe(2);
  });

  it.each([
    [{ cacheNum: 2 }, 2],
    [{ cacheRate: 0.5 }, 2],
    [{ cacheRate: 0 }, 0],
    [{ cacheNum: 9 }, 5],
    [{ hashAsKey: true }, 3],
    [{ hashAsKey: true, cacheNum: 2 }, 2],
  ])('caches as many as %o asks for', async (options, expected) => {
    const entries = [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 3 }, { a: 4 }, { a: 4 }];
    const dataset = new CacheDataset(entries, null, options);
    await dataset.prepare();
    expect(dataset.cacheNum).toBe(expected);
    for (const [index, entry] of entries.entries()) expect(await dataset.item(index, new Philox(0))).toEqual(entry);
  });

  it('takes new data', async () => {
    const dataset = new CacheDataset([{ a: 1 }]);
    await dataset.prepare();
    const share = dataset.share();
    dataset.setData([{ a: 2 }, { a: 3 }]);
    await dataset.prepare();
    expect(dataset.size()).toBe(2);
    expect(await dataset.item(1, new Philox(0))).toEqual({ a: 3 });
    expect(dataset.share()).not.toBe(share);
  });

  it('keeps samples that cannot be shared, and says why they stay', async () => {
    class Odd {
      readonly here = true;
    }
    const odd = new Odd();
    const dataset = made('CacheDataset', { data: [{ a: 1 }] }, CacheDataset);
    dataset.setData([{ odd, list: [1, 2] }]);
    await dataset.prepare();
    expect((await dataset.item(0, new Philox(0))).odd).toBe(odd);
    expect(dataset.share().kind).toBe('alone');
  });

  it('names index and file of a sample that cannot be loaded', async () => {
    const list = [...folder.list.slice(0, 2), { image: '/nowhere/x.png', label: '/nowhere/y.png', id: 9 }];
    const dataset = made('CacheDataset', { data: list, transform: pipeline() }, CacheDataset);
    const error = await dataset.prepare().catch((reason: unknown) => reason);
    if (!(error instanceof BundleError)) throw error;
    expect(error.failure).toMatchObject({
      code: 'sample_failed',
      index: 2,
      path: '/nowhere/x.png',
      reason: 'file_missing',
    });
  });

  it('takes less than half of the plain bytes for images of tissue and their masks', async () => {
    const size = 128;
    const image = new Uint8Array(3 * size * size);
    const random = new Philox(3);
    for (let index = 0; index < image.length; index++) {
      const row = Math.floor(index / size);
      image[index] = 120 + ((row + index) % 64) + random.integer(0, 8);
    }
    const mask = Uint8Array.from({ length: size * size }, (_, index) => (((index % size) - 60) ** 2 < 90 ? 3 : 0));
    const meta = {
      filenameOrObj: '/data/Train/Images/train_1_3_0001.png',
      affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    };
    const sample = {
      image: new ImageArray(image, [3, size, size], 'uint8', meta),
      label: new ImageArray(mask, [1, size, size], 'uint8', meta),
      others: new ImageArray(mask, [1, size, size], 'uint8', meta),
    };
    const dataset = new CacheDataset(Array.from({ length: 8 }, () => sample));
    await dataset.prepare();
    expect(dataset.cachedBytes / 8).toBeLessThan(0.45 * 5 * size * size);
    expect(await dataset.item(5, new Philox(0))).toEqual(sample);
  });
});

describe('Dataset', () => {
  it('explains a pipeline that worker threads cannot have', () => {
    const inCode = new ListDataset([{ a: 1 }], [(sample) => sample]);
    expect(inCode.share()).toMatchObject({ kind: 'alone' });
    const lambda = made('Lambdad', { keys: 'a', func: (value: unknown) => value }, Transform);
    expect(new ListDataset([{ a: 1 }], lambda).share()).toMatchObject({
      kind: 'alone',
      why: expect.stringContaining('Lambdad'),
    });
  });

  it('shares data lists that hold arrays', async () => {
    const dataset = made('Dataset', { data: [{ a: 1 }] }, ListDataset);
    const withArrays = new ListDataset([{ a: new NdArray(Float32Array.of(1, 2), [2], 'float32') }], dataset.pipeline);
    expect(withArrays.share().kind).toBe('list');
  });
});
