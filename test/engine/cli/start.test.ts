import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { medbundle } from '../../built.js';

let folder: string;
let run: { code: number; output: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  run = await medbundle(['start', '--epochs', '2', '--limit', '6', '--output', folder]);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('ends well, with finite Dice, and says where to look', () => {
  expect(run).toMatchObject({ code: 0 });
  expect(run.output).toContain(join(folder, 'results'));
  const [, byEpoch = '', again = ''] = /Dice by epoch: (.*)\n.*loaded again: (.*)\n/.exec(run.output) ?? [];
  const dice = byEpoch.split(' → ').map(Number);
  expect(dice).toHaveLength(2);
  for (const value of dice) expect(value).toBeGreaterThan(0);
  expect(Number(again)).toBe(Math.max(...dice));
});

test('leaves data, a model, metrics, and pictures that open', async () => {
  for (const path of ['tissue/Train/Labels', 'data/dataset.json', 'models/model.pt', 'eval/metrics.csv']) {
    expect(statSync(join(folder, path)).size).toBeGreaterThan(0);
  }
  const results = join(folder, 'results');
  const pictures = readdirSync(results).filter((name) => /\.(png|svg)$/.test(name));
  const names = ['curves.png', 'curves.svg', 'test_1_instances.png', 'test_1_overlay.png'];
  expect(pictures.sort()).toEqual(expect.arrayContaining(names));
  for (const name of pictures) {
    const picture = sharp(readFileSync(join(results, name)));
    expect((await picture.metadata()).format).toBe(name.slice(-3));
    const { channels } = await picture.stats();
    // After a few steps a model may not find any nucleus.
    if (!name.includes('instances')) expect(Math.max(...channels.map(({ max, min }) => max - min))).toBeGreaterThan(0);
  }
});
