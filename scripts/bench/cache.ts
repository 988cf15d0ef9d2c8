/**
 * Cached training samples of the NuClick bundle (128×128: image, mask, other nuclei, metadata), ours and MONAI's: memory for
 * each, seconds to fill the cache, and batches of 64 from our loader for several numbers of workers.
 *
 *     npm run build && node dist/scripts/bench/cache.js [PYTHON] [SAMPLES]
 *
 * PYTHON is an interpreter with MONAI; '' runs our side alone. Memory is how much the process grew, on both sides; of ours
 * also the bytes of shared memory in use.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CacheDataset } from '../../components/data/cache-dataset.js';
import { DataLoader } from '../../components/data/data-loader.js';
import { data } from '../../components/data/index.js';
import { setSeed } from '../../components/random/seed.js';
import { transforms } from '../../components/transforms/index.js';
import { Registry } from '../../engine/registry/registry.js';
import { fromHost, type Value } from '../../engine/values/index.js';
import { prepareConsep } from '../data/consep.js';
import { drawDemo } from '../data/demo.js';

const keys = ['image', 'label'];
const all = [...keys, 'others'];
const jitter = { brightness: 0.251, contrast: 0.75, saturation: 0.25, hue: 0.04 };
const pipeline: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['LoadImaged', { keys, dtype: 'uint8', image_only: false }],
  ['EnsureChannelFirstd', { keys }],
  ['SplitLabeld', { keys: 'label', mask_value: '', others_value: 255 }],
  ['RandTorchVisiond', { keys: 'image', name: 'ColorJitter', ...jitter }],
  ['RandFlipd', { keys: all, prob: 0.5 }],
  ['RandRotate90d', { keys: all, prob: 0.5 }],
  ['ScaleIntensityRanged', { keys: 'image', a_min: 0, a_max: 255, b_min: -1, b_max: 1 }],
  [
    'AddPointGuidanceSignald',
    { image: 'image', label: 'label', others: 'others', use_distance: true, gaussian: false },
  ],
  ['SelectItemsd', { keys }],
];

const registry = new Registry();
registry.add(...transforms, ...data);

/** As a config makes it, so that worker threads can make it again. */
function make(target: string, args: Readonly<Record<string, unknown>>): Value {
  const values = Object.entries(args).map(([name, value]) => [name, fromHost(value)] as const);
  return registry.instantiate(registry.resolve(target), [], new Map(values));
}

const [python = '', wanted = '1000'] = process.argv.slice(2);
const count = Number(wanted);
const folder = await mkdtemp(join(tmpdir(), 'medbundle-bench-'));
try {
  await drawDemo({ output: join(folder, 'demo'), trainImages: Math.ceil(count / 60), testImages: 1 });
  await prepareConsep({ input: join(folder, 'demo'), output: join(folder, 'data'), limit: count });
  const list: unknown[] = JSON.parse(await readFile(join(folder, 'data', 'dataset.json'), 'utf8')).training;

  setSeed(1);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const dataset = make('CacheDataset', {
    data: list,
    transform: pipeline.map(([target, args]) => make(target, args)),
    num_workers: 4,
  });
  if (!(dataset instanceof CacheDataset)) throw new Error('expected a data set');
  await dataset.prepare();
  const seconds = (performance.now() - began) / 1000;
  const grown = process.memoryUsage().rss - before;
  const each = (bytes: number): string => `${(bytes / 1024 / list.length).toFixed(1)} KiB`;
  console.log(
    `medbundle: ${list.length} samples cached in ${seconds.toFixed(2)} s, ${each(dataset.cachedBytes)} each ` +
      `(the process grew by ${each(grown)} each)`,
  );
  for (const workers of [0, 1, 2, 4].filter((number) => number < availableParallelism())) {
    const loader = new DataLoader(dataset, { batchSize: 64, shuffle: true, numWorkers: workers });
    let best = 0;
    for (let epoch = 0; epoch < 3; epoch++) {
      const start = performance.now();
      for await (const _ of loader.batches(epoch));
      best = Math.max(best, list.length / ((performance.now() - start) / 1000));
    }
    await loader.close();
    console.log(`medbundle: ${best.toFixed(0)} samples a second with ${workers} workers`);
  }
  if (python !== '') {
    await writeFile(join(folder, 'list.json'), JSON.stringify(list));
    const script = fileURLToPath(new URL('../../../scripts/bench/cache_monai.py', import.meta.url));
    const { stdout } = await promisify(execFile)(python, [script, join(folder, 'list.json')]);
    process.stdout.write(stdout);
  }
} finally {
  await rm(folder, { recursive: true });
}
