import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Batch, ImageBatch } from '../../../components/data/batch.js';
import { DataLoader, type DataLoaderOptions } from '../../../components/data/data-loader.js';
import { Dataset } from '../../../components/data/dataset.js';
import { decollateBatch } from '../../../components/data/decollate-batch.js';
import { DistributedSampler } from '../../../components/data/distributed-sampler.js';
import { ListDataset } from '../../../components/data/list-dataset.js';
import { ThreadDataLoader } from '../../../components/data/thread-data-loader.js';
import { setSeed } from '../../../components/random/seed.js';
import { type Sample, Transform } from '../../../components/transforms/transform.js';
import { BundleError } from '../../../engine/errors.js';
import { ImageArray, NdArray } from '../../../engine/types/index.js';
import { rootLogger } from '../../../engine/types/log.js';
import { type ImageFolder, imageFolder } from './image-folder.js';
import { made } from './made-by-config.js';

// A machine with one core has no core left for workers.
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  availableParallelism: () => 3,
}));

let folder: ImageFolder;
beforeAll(async () => {
  folder = await imageFolder(10);
});
afterAll(() => folder.remove());
beforeEach(() => setSeed(5));
afterEach(() => setSeed(null));

const keys = ['image', 'label'];
const numbers = (count: number): ListDataset => new ListDataset(Array.from({ length: count }, (_, n) => ({ n })));

function images(target: 'Dataset' | 'CacheDataset', list: readonly unknown[] = folder.list): Dataset {
  const transform = [
    made('LoadImaged', { keys, dtype: 'uint8', image_only: false }, Transform),
    made('EnsureChannelFirstd', { keys }, Transform),
    made('RandFlipd', { keys, prob: 0.5 }, Transform),
    made('RandGaussianNoised', { keys: 'image', prob: 0.9, std: 3 }, Transform),
  ];
  return made(target, { data: list, transform }, Dataset);
}

async function epoch(loader: DataLoader, number = 0, first = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.batches(number, first)) batches.push(batch);
  return batches;
}

function ids(batches: readonly Batch[], key = 'n'): number[][] {
  return batches.map((batch) => {
    const value = batch[key];
    return value instanceof NdArray ? Array.from(value.data, Number) : [];
  });
}

async function failureOf(action: () => Promise<unknown>): Promise<BundleError['failure']> {
  const error = await action().catch((reason: unknown) => reason);
  if (error instanceof BundleError) return error.failure;
  throw error;
}

describe('DataLoader', () => {
  it.each(['Dataset', 'CacheDataset'] as const)(
    'gives the same batches with 0, 1 and 2 workers: %s',
    async (target) => {
      const results: Batch[][] = [];
      for (const numWorkers of [0, 1, 2]) {
        const loader = new DataLoader(images(target), { batchSize: 4, shuffle: true, numWorkers });
        results.push([...(await epoch(loader, 0)), ...(await epoch(loader, 1))]);
        await loader.close();
      }
      const [none, one, two] = results;
      expect(none).toHaveLength(6);
      expect(one).toEqual(none);
      expect(two).toEqual(none);
      const image = two?.[0]?.image;
      if (!(image instanceof ImageBatch)) throw new Error('expected images');
      expect(image.shape).toEqual([4, 3, 24, 16]);
      expect(image.metas[0]?.filenameOrObj).toMatch(/image_\d\.png$/);
    },
  );

  it('shuffles each epoch in its own order, the same for the same seed', async () => {
    const loader = new DataLoader(numbers(20), { batchSize: 8, shuffle: true });
    const [first, second] = [ids(await epoch(loader, 0)), ids(await epoch(loader, 1))];
    expect(first.map(({ length }) => length)).toEqual([8, 8, 4]);
    expect(first.flat().sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
    expect(second).not.toEqual(first);
    expect(ids(await epoch(loader, 0))).toEqual(first);
    setSeed(6);
    expect(ids(await epoch(loader, 0))).not.toEqual(first);
  });

  it('leaves out batches at the start of a resumed epoch', async () => {
    const loader = new DataLoader(numbers(9), { batchSize: 2, shuffle: true });
    expect(ids(await epoch(loader, 3, 2))).toEqual(ids(await epoch(loader, 3)).slice(2));
  });

  it.each<[DataLoaderOptions, number[][]]>([
    [{ batchSize: 2 }, [[0, 1], [2, 3], [4]]],
    [
      { batchSize: 2, dropLast: true },
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [{ batchSize: 2, sampler: [4, 0, 2] }, [[4, 0], [2]]],
    [{ batchSampler: [[1, 2, 3], [0]] }, [[1, 2, 3], [0]]],
    [
      { batchSize: 2, sampler: new DistributedSampler({ size: () => 5 }, { numReplicas: 2, rank: 1, shuffle: false }) },
      [[1, 3], []],
    ],
  ])('%o', async (options, expected) => {
    const loader = new DataLoader(numbers(5), options);
    expect(ids(await epoch(loader))).toEqual(expected);
    expect(loader.size()).toBe(expected.length);
  });

  it('gives samples as they are without a batch size', async () => {
    const loader = new DataLoader(numbers(2), { batchSize: null });
    expect(await epoch(loader)).toEqual([{ n: 0 }, { n: 1 }]);
  });

  it('collates with the function it is given, with and without workers', async () => {
    const collateFn = (samples: readonly unknown[]): Batch => ({ ids: samples.map((sample) => (sample as Sample).id) });
    for (const numWorkers of [0, 1]) {
      const loader = new DataLoader(images('Dataset'), { batchSize: 6, numWorkers, collateFn });
      expect(await epoch(loader)).toEqual([{ ids: [0, 1, 2, 3, 4, 5] }, { ids: [6, 7, 8, 9] }]);
      await loader.close();
    }
  });

  it.each([0, 2])('names index and file of a sample that fails, with %i workers', async (numWorkers) => {
    const list = folder.list.map((entry, index) =>
      index === 7 ? { ...entry, image: `${folder.path}/gone.png` } : entry,
    );
    const loader = new DataLoader(images('Dataset', list), { batchSize: 3, numWorkers });
    const failure = await failureOf(() => epoch(loader));
    expect(failure).toMatchObject({
      code: 'sample_failed',
      index: 7,
      path: `${folder.path}/gone.png`,
      reason: 'file_missing',
    });
    await loader.close();
  });

  it.each([0, 1])('names key and files when shapes differ, with %i workers', async (numWorkers) => {
    const wide = await imageFolder(1, 30);
    const loader = new DataLoader(images('Dataset', [...folder.list.slice(0, 3), ...wide.list]), {
      batchSize: 4,
      numWorkers,
    });
    const loaded = await failureOf(() => epoch(loader));
    expect(loaded).toMatchObject({ code: 'bad_input', component: 'DataLoader' });
    if (loaded.code !== 'bad_input') return;
    for (const fact of ['"image"', '[3, 24, 16]', '[3, 30, 16]', 'image_0.png']) expect(loaded.problem).toContain(fact);
    await loader.close();
    await wide.remove();
  });

  it('makes batches here when the transform is a function, and says so once', async () => {
    const messages: string[] = [];
    const handler = { level: 0, handle: ({ message }: { message: string }) => messages.push(message) };
    rootLogger.handlers.push(handler);
    const dataset = new ListDataset([{ n: 1 }, { n: 2 }, { n: 3 }], (sample) => sample);
    const loader = new DataLoader(dataset, { numWorkers: 2 });
    expect(await epoch(loader)).toHaveLength(3);
    expect(await epoch(loader, 1)).toHaveLength(3);
    rootLogger.handlers.splice(rootLogger.handlers.indexOf(handler), 1);
    expect(messages).toHaveLength(1);
  });

  it('can be left early, used again, and closed twice', async () => {
    const loader = new DataLoader(images('CacheDataset'), { batchSize: 2, numWorkers: 2 });
    for await (const batch of loader.batches(0)) {
      expect(batch.image).toBeInstanceOf(ImageBatch);
      break;
    }
    expect(await epoch(loader)).toHaveLength(5);
    await loader.close();
    await loader.close();
    expect(await epoch(loader)).toHaveLength(5);
    await loader.close();
  });

  it('has a bounded number of batches under way', async () => {
    let begun = 0;
    class Counting extends Transform {
      apply(sample: Sample): Sample {
        begun++;
        return sample;
      }
    }
    const loader = new DataLoader(
      new ListDataset(
        Array.from({ length: 50 }, (_, n) => ({ n })),
        new Counting(),
      ),
      {},
    );
    let used = 0;
    for await (const _ of loader.batches(0)) {
      used++;
      await new Promise((resolve) => setImmediate(resolve));
      expect(begun - used).toBeLessThanOrEqual(1);
    }
    expect(used).toBe(50);
  });

  it.each<[DataLoaderOptions, string]>([
    [{ shuffle: true, sampler: [0] }, 'shuffle'],
    [{ batchSampler: [[0]], batchSize: 2 }, 'batch_sampler'],
    [{ batchSize: null, dropLast: true }, 'batch_size'],
    [{ prefetchFactor: 2 }, 'prefetch_factor'],
  ])('refuses %o', (options, argument) => {
    expect(() => new DataLoader(numbers(3), options)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid_argument', argument }) }),
    );
  });

  it('accepts all of torch’s arguments', () => {
    const loader = made(
      'DataLoader',
      {
        dataset: numbers(4),
        num_workers: 1,
        batch_size: 2,
        shuffle: false,
        sampler: null,
        batch_sampler: null,
        collate_fn: null,
        pin_memory: true,
        drop_last: false,
        timeout: 0,
        worker_init_fn: null,
        multiprocessing_context: 'spawn',
        generator: null,
        prefetch_factor: 4,
        persistent_workers: true,
        pin_memory_device: '',
        in_order: true,
      },
      DataLoader,
    );
    expect(loader.size()).toBe(2);
    expect(loader.batchSize).toBe(2);
  });
});

describe('ThreadDataLoader', () => {
  it('repeats batches', async () => {
    const loader = made('ThreadDataLoader', { dataset: numbers(2), repeats: 2, buffer_size: 3 }, ThreadDataLoader);
    expect(ids(await epoch(loader))).toEqual([[0], [0], [1], [1]]);
  });
});

describe('decollateBatch', () => {
  it('gives back the samples, as views of the batch', async () => {
    const sample = (n: number): Sample => ({
      image: new ImageArray(Float32Array.of(n, n + 1), [1, 2], 'float32', { filenameOrObj: `${n}.png` }, [
        { name: 'Flip', details: {} },
      ]),
      n,
      name: `sample ${n}`,
      list: [n, [n, 2 * n]],
    });
    const samples = [sample(1), sample(2)];
    const loader = new DataLoader(new ListDataset(samples), { batchSize: 2 });
    const [batch] = await epoch(loader);
    if (!batch || !(batch.image instanceof ImageBatch)) throw new Error('expected images');
    const split = decollateBatch(batch);
    expect(split).toEqual(samples);
    const [first] = split;
    expect(first?.image).toBeInstanceOf(ImageArray);
    if (first?.image instanceof ImageArray) expect(first.image.data.buffer).toBe(batch.image.data.buffer);
  });

  it('repeats what belongs to no sample', () => {
    const batch = { pred: new NdArray(Float32Array.of(1, 2), [2, 1], 'float32'), label: null, tag: 'val' };
    expect(decollateBatch(batch).map(({ label, tag }) => [label, tag])).toEqual([
      [null, 'val'],
      [null, 'val'],
    ]);
  });
});
