import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ImageFolder, imageFolder } from '../../components/data/image-folder.js';
import { leftBy, runConfig, type StopPlace, trainingConfig } from './stopped-run.js';

let images: ImageFolder;
let folder: string;

beforeAll(async () => {
  images = await imageFolder(8, 16, 16);
});

afterAll(() => images.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medbundle-resume-'));
  return () => rmSync(folder, { recursive: true });
});

/** Runs through, and with stops; everything that is left must be the same. */
async function compare(more: Record<string, unknown>, stops: readonly StopPlace[]): Promise<void> {
  const whole = join(folder, 'whole');
  const expected = await runConfig(trainingConfig(whole, images.list, more));
  const parts = join(folder, 'parts');
  const config = trainingConfig(parts, images.list, more);
  for (const [index, stop] of stops.entries()) {
    const { interrupted } = await runConfig(config, index > 0 ? { resume: 'latest' } : {}, stop);
    expect(interrupted).toBe(true);
  }
  const resumed = await runConfig(config, { resume: 'latest' });
  expect(resumed.interrupted).toBe(false);
  expect(resumed.results[2]).toEqual(expected.results[2]);
  expect(leftBy(parts)).toEqual(leftBy(whole));
  expect(readdirSync(join(parts, 'models', 'resume')).at(-1)).toMatch(/-end\.pt$/);
}

const at = (event: string, count: number, of: StopPlace['of'] = 'train'): StopPlace => ({ of, event, count });

test.each([
  ['within the first epoch', [at('ITERATION_COMPLETED', 1)]],
  ['at the end of an epoch', [at('ITERATION_COMPLETED', 3)]],
  ['in validation', [at('ITERATION_STARTED', 3, 'validate')]],
  ['twice', [at('ITERATION_STARTED', 2), at('ITERATION_STARTED', 3)]],
  ['after the last iteration', [at('ITERATION_STARTED', 8)]],
])('a run that is stopped %s and resumed leaves what an uninterrupted one leaves', async (_, stops) => {
  await compare({}, stops);
});
