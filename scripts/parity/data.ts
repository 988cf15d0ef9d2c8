import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ImageBatch } from '../../components/data/batch.js';
import { decollateBatch } from '../../components/data/decollate-batch.js';
import { DistributedSampler } from '../../components/data/distributed-sampler.js';
import { listDataCollate } from '../../components/data/list-data-collate.js';
import { partitionDataset } from '../../components/data/partition-dataset.js';
import { ImageArray, NdArray } from '../../engine/types/index.js';
import { cutPatches } from '../data/consep/patches.js';
import { readMat } from '../data/mat/read.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';

/** A value of a batch, as `data.py` writes it. */
type ValueJson =
  | { readonly array: ArrayJson }
  | { readonly image: ArrayJson; readonly operations: number }
  | { readonly mapping: Readonly<Record<string, ValueJson>> }
  | { readonly list: readonly ValueJson[] }
  | { readonly value: unknown };

/** How far data sets, collation and preprocessing are from MONAI's, and the MAT reader from SciPy's. All must be equal. */
export async function* differences(): AsyncIterable<Difference> {
  yield* collation();
  yield* lists();
  yield* mat();
  yield* consep();
}

function exact(component: string, name: string, difference: number): Difference {
  return { component, case: name, difference, tolerance: 0 };
}

async function* collation(): AsyncIterable<Difference> {
  interface Case {
    readonly name: string;
    /** Null where the batch was not collated. */
    readonly samples: { readonly list: readonly ValueJson[] } | null;
    readonly batch: ValueJson;
    readonly decollated: ValueJson;
  }
  for (const { name, samples, batch, decollated } of await readFixture<readonly Case[]>('data', 'Collate')) {
    const made = samples ? listDataCollate(samples.list.map(restored)) : asBatch(restored(batch));
    yield exact('list_data_collate', name, apart(made, batch));
    yield exact('decollate_batch', name, apart(decollateBatch(made, true, 0), decollated));
  }
}

async function* lists(): AsyncIterable<Difference> {
  interface Partition {
    readonly count: number;
    readonly arguments: {
      readonly ratios?: readonly number[];
      readonly num_partitions?: number;
      readonly shuffle?: boolean;
      readonly seed?: number;
      readonly even_divisible?: boolean;
      readonly drop_last?: boolean;
    };
    readonly parts: readonly (readonly number[])[];
  }
  interface Ranks {
    readonly count: number;
    readonly replicas: number;
    readonly arguments: { readonly even_divisible?: boolean; readonly drop_last?: boolean };
    readonly ranks: readonly (readonly number[])[];
  }
  const fixture = await readFixture<{ readonly partitions: Partition[]; readonly samplers: Ranks[] }>('data', 'Lists');
  for (const { count, arguments: given, parts } of fixture.partitions) {
    const made = partitionDataset([...Array(count).keys()], {
      ratios: given.ratios,
      numPartitions: given.num_partitions,
      shuffle: given.shuffle,
      seed: given.seed,
      evenDivisible: given.even_divisible,
      dropLast: given.drop_last,
    });
    const same = JSON.stringify(made) === JSON.stringify(parts);
    yield exact('partition_dataset', `${count} ${JSON.stringify(given)}`, same ? 0 : 1);
  }
  for (const { count, replicas, arguments: given, ranks } of fixture.samplers) {
    const made = ranks.map((_, rank) => {
      const options = { evenDivisible: given.even_divisible, dropLast: given.drop_last, shuffle: false };
      const sampler = new DistributedSampler({ size: () => count }, { ...options, numReplicas: replicas, rank });
      const indices = sampler.indices(0);
      return indices.length === sampler.size() ? indices : [];
    });
    // MONAI repeats the first samples where there are too few for all ranks; here none is.
    const once = ranks.map((indices, rank) => indices.filter((_, turn) => rank + turn * replicas < count));
    const same = JSON.stringify(made) === JSON.stringify(once);
    yield exact('DistributedSampler', `${count} over ${replicas} ${JSON.stringify(given)}`, same ? 0 : 1);
  }
}

async function* mat(): AsyncIterable<Difference> {
  interface Fixture {
    readonly files: Readonly<Record<string, string>>;
    readonly arrays: Readonly<Record<string, ArrayJson>>;
    readonly text: string;
    readonly others: readonly string[];
  }
  const { files, arrays, text, others } = await readFixture<Fixture>('data', 'Mat');
  for (const [file, content] of Object.entries(files)) {
    const variables = readMat(Buffer.from(content, 'base64'), file);
    for (const [name, expected] of Object.entries(arrays)) {
      const value = variables.get(name);
      const difference = value?.kind === 'array' ? apart(value.array, { array: expected }) : Number.POSITIVE_INFINITY;
      yield exact('MAT file', `${file} ${name}`, difference);
    }
    const words = variables.get('text');
    yield exact('MAT file', `${file} text`, words?.kind === 'text' && words.rows.join() === text ? 0 : 1);
    for (const name of others) {
      yield exact('MAT file', `${file} ${name}`, variables.get(name)?.kind === 'other' ? 0 : 1);
    }
  }
}

async function* consep(): AsyncIterable<Difference> {
  interface Expected {
    readonly image: string;
    readonly label: string;
    readonly nuclei_id: number;
    readonly mask_value: number;
    readonly centroid: readonly number[];
    readonly image_pixels: ArrayJson;
    readonly label_pixels: ArrayJson;
  }
  const { image, label, records } = await readFixture<{ image: string; label: string; records: Expected[] }>(
    'data',
    'Consep',
  );
  const folder = await mkdtemp(join(tmpdir(), 'medbundle-consep-'));
  try {
    const source = { image: join(folder, 'field_1.png'), label: join(folder, 'field_1.mat') };
    await writeFile(source.image, Buffer.from(image, 'base64'));
    await writeFile(source.label, Buffer.from(label, 'base64'));
    for (const kind of ['Images', 'Labels', 'Centroids']) await mkdir(join(folder, kind));
    const made = await cutPatches({
      ...source,
      folder,
      finalFolder: '',
      cropSize: 32,
      minArea: 30,
      minDistance: 8,
      limit: 0,
    });
    yield exact('data consep', 'number of patches', Math.abs(made.records.length - records.length));
    for (const [index, expected] of records.entries()) {
      const record = made.records[index];
      const { image_pixels, label_pixels, ...wanted } = expected;
      yield exact('data consep', `record ${index}`, JSON.stringify(record) === JSON.stringify(wanted) ? 0 : 1);
      if (!record) continue;
      yield exact('data consep', record.image, await pixelsApart(join(folder, record.image), image_pixels));
      yield exact('data consep', record.label, await pixelsApart(join(folder, record.label), label_pixels));
      const [row, column] = record.centroid;
      const click = await readFile(join(folder, 'Centroids', `${record.image.slice(7, -4)}.txt`), 'utf8');
      yield exact('data consep', `click ${index}`, click === `[[${column}, ${row}]]` ? 0 : 1);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pixelsApart(path: string, expected: ArrayJson): Promise<number> {
  const { data, info } = await sharp(path)
    .toColourspace(expected.shape.length === 2 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shape = [info.height, info.width, ...(expected.shape.length === 2 ? [] : [info.channels])];
  return largestDifference(new NdArray(new Uint8Array(data), shape, 'uint8'), arrayOf(expected));
}

function restored(json: ValueJson): unknown {
  if ('array' in json) return arrayOf(json.array);
  if ('image' in json) {
    const { data, shape, dtype } = arrayOf(json.image);
    return new ImageArray(data, shape, dtype);
  }
  if ('mapping' in json) return mapValues(json.mapping);
  return 'list' in json ? json.list.map(restored) : json.value;
}

function mapValues(mapping: Readonly<Record<string, ValueJson>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, restored(value)]));
}

function asBatch(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The largest difference between a value and what was expected; infinite for another class, dtype or shape. */
function apart(actual: unknown, expected: ValueJson): number {
  const wrong = Number.POSITIVE_INFINITY;
  if ('image' in expected) {
    const isImage = actual instanceof ImageArray || actual instanceof ImageBatch;
    return isImage ? apart(new NdArray(actual.data, actual.shape, actual.dtype), { array: expected.image }) : wrong;
  }
  if ('array' in expected) {
    if (!(actual instanceof NdArray) || actual.dtype !== expected.array.dtype) return wrong;
    return largestDifference(actual, arrayOf(expected.array));
  }
  if ('list' in expected) {
    if (!Array.isArray(actual) || actual.length !== expected.list.length) return wrong;
    return Math.max(0, ...expected.list.map((item, index) => apart(actual[index], item)));
  }
  if (!('mapping' in expected)) return Object.is(actual, expected.value) ? 0 : wrong;
  const items = asBatch(actual);
  if (Object.keys(items).join() !== Object.keys(expected.mapping).join()) return wrong;
  return Math.max(0, ...Object.entries(expected.mapping).map(([key, item]) => apart(items[key], item)));
}
