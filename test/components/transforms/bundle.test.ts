import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { Compose, type Step } from '../../../components/transforms/compose.js';
import { transforms } from '../../../components/transforms/index.js';
import { isTransform } from '../../../components/transforms/transform.js';
import { recipeOf } from '../../../engine/registry/recipe.js';
import { Registry } from '../../../engine/registry/registry.js';
import { DType, ImageArray } from '../../../engine/types/index.js';
import { fromHost, type Value } from '../../../engine/values/index.js';

const registry = new Registry();
registry.add(...transforms);
let folder = '';
const side = 48;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-pipeline-'));
  const random = new Philox(3);
  const size = { width: side, height: side };
  const pixels = Uint8Array.from({ length: 3 * side * side }, () => random.integer(0, 256));
  const label = Uint8Array.from({ length: side * side }, (_, index) => {
    const [row, column] = [Math.floor(index / side), index % side];
    return Math.hypot(row - 20, column - 30) < 9 ? 3 : Math.hypot(row - 40, column - 8) < 5 ? 255 : 0;
  });
  await sharp(pixels, { raw: { ...size, channels: 3 } })
    .png()
    .toFile(join(folder, 'image.png'));
  await sharp(label, { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, 'label.png'));
});

afterAll(() => rm(folder, { recursive: true }));

/** The training pipeline of the bundle, as the registry makes it from its config. */
async function trainingPipeline(): Promise<Compose> {
  const config = new URL('../../../bundles/pathology_nuclick_annotation/configs/train.json', import.meta.url);
  const entries: Record<string, unknown>[] = JSON.parse(await readFile(config, 'utf8')).train.preprocessing.transforms;
  const steps = entries.map(({ _target_, _desc_, ...given }): Step => {
    const keywords = new Map(Object.entries(given).map(([name, value]) => [name, argumentOf(value)]));
    const made = registry.instantiate(registry.resolve(String(_target_)), [], keywords);
    if (!isTransform(made)) throw new Error(`${String(_target_)} is no transform`);
    return made;
  });
  return new Compose(steps);
}

/** Expressions of the config, as far as its transforms have any. */
function argumentOf(value: unknown): Value {
  return value === '$torch.float32' ? new DType('torch', 'float32') : fromHost(value);
}

test('the bundle’s training pipeline makes five channels and a mask, the same for the same stream', async () => {
  const pipeline = await trainingPipeline();
  const sample = { image: join(folder, 'image.png'), label: join(folder, 'label.png') };
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => pipeline.apply(sample, new Philox(seed))));
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const { image, label } = Object(first);
  if (!(image instanceof ImageArray) || !(label instanceof ImageArray)) throw new Error('expected images');
  expect(image).toMatchObject({ shape: [5, side, side], dtype: 'float32' });
  expect(label).toMatchObject({ shape: [1, side, side], dtype: 'float32' });
  expect(new Set(label.data)).toEqual(new Set([0, 1]));
  const area = side * side;
  const click = image.data.indexOf(1, 3 * area) - 3 * area;
  expect(label.data[click]).toBe(1);
  const names = image.appliedOperations.map(({ name }) => name);
  expect(names).toEqual(['RandFlipd', 'RandRotate90d']);
});

test('the first steps can be cached without changing the result', async () => {
  const pipeline = await trainingPipeline();
  const sample = { image: join(folder, 'image.png'), label: join(folder, 'label.png') };
  const fixed = pipeline.firstRandomIndex();
  expect(fixed).toBe(3);
  const cached = await pipeline.applyRange(sample, new Philox(9), 0, fixed);
  expect(await pipeline.applyRange(cached, new Philox(1), 3)).toEqual(await pipeline.apply(sample, new Philox(1)));
});

test('a worker can make each step again from its recipe', async () => {
  const { transforms: steps } = await trainingPipeline();
  for (const step of steps) {
    const recipe = typeof step === 'object' ? recipeOf(step) : undefined;
    expect(recipe, step.constructor.name).toBeDefined();
    if (recipe) expect(registry.cook(structuredClone(recipe))).toBeInstanceOf(step.constructor);
  }
});
