import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint } from '../../../engine/checkpoint/index.js';
import { BundleError } from '../../../engine/errors.js';
import { type ImageFolder, imageFolder } from '../../components/data/image-folder.js';
import { runConfig, trainingConfig } from './stopped-run.js';

let images: ImageFolder;
/** Holds a run that was stopped after four iterations, with checkpoints after the second, third and fourth. */
let stopped: string;
let folder: string;
let resume: string;

beforeAll(async () => {
  images = await imageFolder(8, 16, 16);
  stopped = mkdtempSync(join(tmpdir(), 'medbundle-stopped-'));
  const options = { checkpointEvery: '1', keepCheckpoints: 3 };
  await runConfig(trainingConfig(stopped, images.list), options, { of: 'train', event: 'ITERATION_STARTED', count: 4 });
});

afterAll(async () => {
  await images.remove();
  rmSync(stopped, { recursive: true });
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medbundle-refused-'));
  resume = join(folder, 'models', 'resume');
  mkdirSync(resume, { recursive: true });
  for (const name of readdirSync(join(stopped, 'models', 'resume'))) {
    writeFileSync(join(resume, name), readFileSync(join(stopped, 'models', 'resume', name)));
  }
  return () => rmSync(folder, { recursive: true });
});

function files(): string[] {
  return readdirSync(resume)
    .sort()
    .map((name) => join(resume, name));
}

/** Resumes with a changed config, to the end of the first epoch's successor. */
function resumeWith(more: Record<string, unknown>, which = 'latest') {
  return runConfig(trainingConfig(folder, images.list, { max_epochs: 2, ...more }), { resume: which });
}

async function failureOf(run: Promise<unknown>) {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BundleError) return error.failure;
  throw error ?? new Error('it did not fail');
}

test('another network, optimizer, scheduler or setting of theirs is refused, with all that differs', async () => {
  const failure = await failureOf(
    resumeWith({ 'network#features': [2, 2, 4, 4, 8, 2], learning_rate: 0.5, 'lr_scheduler#gamma': 0.9 }),
  );
  expect(failure).toMatchObject({ code: 'resume_mismatch', path: files().at(-1) });
  expect('differences' in failure ? failure.differences : []).toEqual([
    { id: 'learning_rate', saved: '0.02', now: '0.5', usedBy: 'optimizer' },
    { id: 'network::features::4', saved: '4', now: '8', usedBy: 'network' },
    { id: 'lr_scheduler::gamma', saved: '0.8', now: '0.9', usedBy: 'lr_scheduler' },
  ]);
  expect(await failureOf(resumeWith({ 'optimizer#_target_': 'torch.optim.AdamW' }))).toMatchObject({
    differences: [{ id: 'optimizer::_target_', saved: '"torch.optim.Adam"', now: '"torch.optim.AdamW"' }],
  });
});

test('what does not touch them is told, and the run goes on', async () => {
  const { said, interrupted } = await resumeWith({ 'train#handlers#0#interval': 2 });
  expect(interrupted).toBe(false);
  expect(said).toContain('max_epochs was 3');
  expect(said).toContain('train::handlers::0::interval was 1');
});

test('an epoch of another length is refused', async () => {
  expect(await failureOf(resumeWith({ 'train#dataloader#batch_size': 3 }))).toMatchObject({ code: 'bad_input' });
});

test('latest passes over a damaged checkpoint, and says so; by its name it is an error', async () => {
  const last = files().at(-1) ?? '';
  truncateSync(last, 5000);
  const { said } = await resumeWith({});
  expect(said).toMatch(/passed over: .*000004-iteration=4\.pt" is damaged/);
  expect(await failureOf(resumeWith({}, last))).toMatchObject({ code: 'checkpoint_damaged', path: last });
});

test('a flipped bit anywhere is found', async () => {
  const [first = ''] = files();
  const bytes = readFileSync(first);
  for (let at = 100; at < bytes.length; at += Math.floor(bytes.length / 12)) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 16;
    writeFileSync(first, damaged);
    const outcome = await readCheckpoint(first).then(
      () => 'read',
      (error: unknown) => (error instanceof BundleError ? error.code : error),
    );
    // Between two entries lies padding, which nobody reads.
    expect(['checkpoint_damaged', 'checkpoint_unsafe', 'read']).toContain(outcome);
  }
});

test('weights, text and checkpoints of another form are no runs', async () => {
  const weights = join(folder, 'weights.pt');
  await writeCheckpoint(weights, { weight: 1 });
  expect(await failureOf(resumeWith({}, weights))).toMatchObject({ code: 'resume_foreign', what: 'it holds weight' });
  const text = join(folder, 'text.pt');
  writeFileSync(text, 'not a checkpoint');
  expect(await failureOf(resumeWith({}, text))).toMatchObject({ code: 'checkpoint_damaged' });
  const later = join(folder, 'later.pt');
  await writeCheckpoint(later, { medbundle_run: 2 });
  expect(await failureOf(resumeWith({}, later))).toMatchObject({ code: 'resume_foreign' });
  const hollow = join(folder, 'hollow.pt');
  await writeCheckpoint(hollow, { medbundle_run: 1, run: 'x' });
  expect(await failureOf(resumeWith({}, hollow))).toMatchObject({ code: 'checkpoint_damaged' });
  expect(await failureOf(resumeWith({}, join(folder, 'nothing.pt')))).toMatchObject({ code: 'checkpoint_missing' });
});

test('a folder without runs, or with damaged ones only', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(await failureOf(resumeWith({}, empty))).toMatchObject({ code: 'resume_missing', folder: empty });
  for (const file of files()) truncateSync(file, 100);
  const failure = await failureOf(resumeWith({}));
  expect(failure).toMatchObject({ code: 'resume_unusable', folder: resume });
  expect('skipped' in failure ? failure.skipped : []).toHaveLength(3);
});

test('a folder that cannot be written to is told before training; without --checkpoint_every the run goes on', async () => {
  const blocked = join(folder, 'file');
  writeFileSync(blocked, '');
  const options = { checkpointEvery: '1', checkpointDir: join(blocked, 'resume') };
  const config = trainingConfig(folder, images.list, { max_epochs: 1 });
  expect(await failureOf(runConfig(config, options))).toMatchObject({ code: 'checkpoint_unwritable' });
  const { said } = await runConfig(config, { ...options, mustCheckpoint: false });
  expect(said).toContain('this run cannot be resumed');
});

test('a checkpoint that cannot be written leaves nothing half-written', async () => {
  const place = join(folder, 'full');
  mkdirSync(join(place, 'checkpoint.pt'), { recursive: true });
  const failure = await failureOf(writeCheckpoint(join(place, 'checkpoint.pt'), { weight: 1 }));
  expect(failure).toMatchObject({ code: 'checkpoint_unwritable' });
  expect(readdirSync(place)).toEqual(['checkpoint.pt']);
});

test('files that a dead process was writing are removed; those of a living one are not', async () => {
  const dead = join(resume, '.20261124T000000Z-000009-iteration=9.pt.4194301.new');
  const alive = join(resume, `.20261124T000000Z-000009-iteration=9.pt.${process.ppid}.new`);
  for (const path of [dead, alive]) writeFileSync(path, 'half of it');
  await resumeWith({});
  expect(readdirSync(resume).filter((name) => name.endsWith('.new'))).toEqual([alive.split('/').at(-1)]);
});
