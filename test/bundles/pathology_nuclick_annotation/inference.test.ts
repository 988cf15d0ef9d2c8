import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { medbundle, root } from '../../built.js';

const bundle = join(root, 'bundles', 'pathology_nuclick_annotation');

/** Images with their clicks, and the numbers that their masks must hold. */
const images: Record<string, { size: [width: number, height: number]; clicks: number[][]; numbers: number[] }> = {
  large: { size: [90, 70], clicks: [[45, 35]], numbers: [1] },
  small: { size: [20, 25], clicks: [[10, 10]], numbers: [1] },
  narrow: {
    size: [80, 9],
    clicks: [
      [0, 0],
      [79, 8],
    ],
    numbers: [1, 2],
  },
  dot: { size: [1, 1], clicks: [[0, 0]], numbers: [1] },
  none: { size: [40, 30], clicks: [], numbers: [] },
  outside: {
    size: [90, 40],
    clicks: [
      [500, 3],
      [10, 10],
      [3, -1],
      [89, 39],
    ],
    numbers: [2, 4],
  },
  lost: { size: [40, 40], clicks: [[40, 40]], numbers: [] },
};
let folder: string;
let run: { code: number; output: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inference-'));
  for (const part of ['Images', 'Centroids']) mkdirSync(join(folder, 'Test', part), { recursive: true });
  for (const [name, { size, clicks }] of Object.entries(images)) {
    const [width, height] = size;
    const channels = name === 'small' ? 4 : name === 'narrow' ? 1 : 3;
    const pixels = Uint8Array.from({ length: width * height * channels }, (_, index) => (index * 37) % 251);
    await sharp(pixels, { raw: { width, height, channels } })
      .png()
      .toFile(join(folder, 'Test', 'Images', `${name}.png`));
    writeFileSync(join(folder, 'Test', 'Centroids', `${name}.txt`), JSON.stringify(clicks));
  }
  const settings = ['--load_pretrain', 'False', '--patch_size', '32', '--threshold', '0', '--backend', 'cpu'];
  const features = ['--network_def#features', '[2,2,2,2,2,2]'];
  const folders = ['--dataset_dir', folder, '--output_dir', join(folder, 'out')];
  run = await medbundle(
    ['run', '--config_file', 'configs/inference.json', ...folders, ...settings, ...features],
    bundle,
  );
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.entries(images))('%s', async (name, { size: [width, height], clicks, numbers }) => {
  const mask = sharp(join(folder, 'out', `${name}_instances.png`)).toColourspace('grey16');
  const { data, info } = await mask.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([width, height]);
  const map = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  expect([...new Set(map)].filter((number) => number > 0).sort()).toEqual(numbers);
  // Every probability is above 0, so that each nucleus fills its patch, but where another is more probable.
  for (const number of numbers) {
    const [x = 0, y = 0] = clicks[number - 1] ?? [];
    expect(numbers).toContain(map[y * width + x]);
  }
  if (name === 'large') expect(map.filter((number) => number === 1).length).toBe(32 * 32);
  if (name === 'small') expect(map.every((number) => number === 1)).toBe(true);
  const overlay = await sharp(join(folder, 'out', `${name}_overlay.png`)).metadata();
  expect([overlay.width, overlay.height, overlay.channels]).toEqual([width, height, 3]);
});

test('clicks outside of their image are told', () => {
  expect(run).toMatchObject({ code: 0 });
  const warnings = run.output.split('\n').filter((line) => line.includes('left out'));
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/lost\.png.*click 1 at \[40, 40\]/);
  expect(warnings[1]).toMatch(/outside\.png.*click 1 at \[500, 3\], 3 at \[3, -1\]/);
});

test('the bundle may lie anywhere: its scripts find the packages of medbundle', async () => {
  const elsewhere = join(folder, 'bundle');
  cpSync(bundle, elsewhere, { recursive: true, filter: (path) => !path.endsWith('.pt') });
  const words = ['run', '--config_file', 'configs/inference.json', '--dataset_dir', folder, '--backend', 'cpu'];
  const refused = await medbundle(words, elsewhere);
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('--trust') });
  const settings = ['--trust', '--load_pretrain', 'False', '--limit', '1', '--network_def#features', '[2,2,2,2,2,2]'];
  const trusted = await medbundle([...words, ...settings], elsewhere);
  expect(trusted).toMatchObject({ code: 0 });
  expect(existsSync(join(elsewhere, 'eval', 'dot_overlay.png'))).toBe(true);
});
