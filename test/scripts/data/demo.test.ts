import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { exp } from '../../../scripts/data/demo/arithmetic.js';
import { drawTissue } from '../../../scripts/data/demo/tissue.js';
import { drawDemo } from '../../../scripts/data/demo.js';
import { readMat } from '../../../scripts/data/mat/read.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-demo-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => /\.(png|mat)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(await readFile(name));
  }
  return hash.digest('hex');
}

describe('drawDemo', () => {
  it('draws the same bytes on every machine', async () => {
    const output = join(folder, 'pinned');
    const summary = await drawDemo({ output, seed: 5, trainImages: 1, testImages: 1, size: 96 });
    expect(summary).toEqual({ output, images: 2, nuclei: expect.any(Number) });
    // Drawn once and kept: change it only when the drawing is meant to change.
    expect(await digest(output)).toBe('0ddf3e276031e51a3f6dc0841b311fe936a9d5d6aa4714bfd9597f8042e77665');
  });

  it('writes CoNSeP’s layout and variables', async () => {
    const output = join(folder, 'layout');
    await drawDemo({ output, trainImages: 2, testImages: 1, size: 64 });
    expect((await readdir(output, { recursive: true })).sort()).toEqual(
      [
        ...['Test', 'Test/Images', 'Test/Images/test_1.png', 'Test/Labels', 'Test/Labels/test_1.mat'],
        ...['Train', 'Train/Images', 'Train/Images/train_1.png', 'Train/Images/train_2.png'],
        ...['Train/Labels', 'Train/Labels/train_1.mat', 'Train/Labels/train_2.mat', 'drawn.txt'],
      ].sort(),
    );
    const path = join(output, 'Test/Labels/test_1.mat');
    const variables = readMat(await readFile(path), path);
    expect([...variables.keys()]).toEqual(['inst_map', 'type_map', 'inst_type', 'inst_centroid']);
  });

  it('replaces an earlier demo and nothing else', async () => {
    const output = join(folder, 'again');
    const options = { output, trainImages: 1, testImages: 1, size: 64 };
    await drawDemo(options);
    await drawDemo({ ...options, trainImages: 2 });
    expect(await readdir(join(output, 'Train/Images'))).toHaveLength(2);
    await rm(join(output, 'drawn.txt'));
    await expect(drawDemo(options)).rejects.toMatchObject({ code: 'bad_layout' });
    await writeFile(join(output, 'thesis.txt'), 'years of work');
    await expect(drawDemo(options)).rejects.toMatchObject({ code: 'bad_layout' });
    expect(await readFile(join(output, 'thesis.txt'), 'utf8')).toBe('years of work');
  });
});

describe('drawTissue', () => {
  it('annotates what it draws', () => {
    const { width, height, instances, types, centroids, pixels } = drawTissue(new Philox(2), 160, 120);
    expect([pixels.length, instances.length]).toEqual([width * height * 3, width * height]);
    expect(types.length).toBeGreaterThan(10);
    expect(new Set(instances)).toEqual(new Set([...Array(types.length + 1).keys()]));
    for (const type of types) expect(type).toBeGreaterThanOrEqual(1);
    const dark = (index: number): number => (pixels[3 * index] ?? 0) + (pixels[3 * index + 1] ?? 0);
    let [inside, outside] = [0, 0];
    for (const [index, id] of instances.entries()) {
      if (id > 0) inside += dark(index);
      else outside += dark(index);
    }
    const covered = instances.filter((id) => id > 0).length;
    expect(inside / covered).toBeLessThan(0.8 * (outside / (instances.length - covered)));
    for (const [x, y] of centroids) expect(x >= 0 && x < width && y >= 0 && y < height).toBe(true);
  });

  it('draws nuclei that touch', () => {
    const { width, instances } = drawTissue(new Philox(2), 160, 120);
    const touching = new Set<string>();
    for (let index = 1; index < instances.length; index++) {
      const [left, here] = [instances[index - 1] ?? 0, instances[index] ?? 0];
      if (index % width > 0 && left > 0 && here > 0 && left !== here) touching.add(`${left} ${here}`);
    }
    expect(touching.size).toBeGreaterThan(3);
  });
});

it('exp is the exponential function', () => {
  for (let x = -20; x <= 20; x += 0.37) expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 13);
});
