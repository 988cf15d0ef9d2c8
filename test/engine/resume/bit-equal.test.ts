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

const optim = (name: string, more: Record<string, unknown> = {}) => ({
  _target_: `torch.optim.${name}`,
  params: '$@network.parameters()',
  lr: '@learning_rate',
  ...more,
});
const schedule = (name: string, more: Record<string, unknown>) => ({
  _target_: name === 'WarmupCosineSchedule' ? name : `torch.optim.lr_scheduler.${name}`,
  optimizer: '@optimizer',
  ...more,
});
const sgd = optim('SGD', { momentum: 0.9, nesterov: true, weight_decay: 0.01 });

test.each([
  ['Adam', optim('Adam', { amsgrad: true }), schedule('LinearLR', { total_iters: 7 })],
  ['AdamW', optim('AdamW'), schedule('CosineAnnealingLR', { T_max: 9 })],
  ['SGD', sgd, schedule('ExponentialLR', { gamma: 0.9 })],
  ['SGD without momentum', optim('SGD'), schedule('MultiStepLR', { milestones: [2, 5], gamma: 0.5 })],
  ['AdamW', optim('AdamW', { weight_decay: 0 }), schedule('ConstantLR', { factor: 0.5, total_iters: 6 })],
  ['SGD', sgd, schedule('PolynomialLR', { total_iters: 9, power: 2 })],
  ['Adam', optim('Adam'), schedule('LambdaLR', { lr_lambda: '$lambda step: 0.95 ** step' })],
  ['Adam', optim('Adam'), schedule('WarmupCosineSchedule', { warmup_steps: 3, t_total: 9 })],
])('with %s and a scheduler at every step: %#', async (_, optimizer, lr_scheduler) => {
  const handler = { _target_: 'LrScheduleHandler', lr_scheduler: '@lr_scheduler', print_lr: false, epoch_level: false };
  await compare({ optimizer, lr_scheduler, 'train#handlers#1': handler, max_epochs: 2 }, [at('ITERATION_STARTED', 4)]);
});

test('with a scheduler that looks at a metric, and two data workers', async () => {
  const handler = {
    _target_: 'LrScheduleHandler',
    lr_scheduler: '@lr_scheduler',
    step_transform: "$lambda engine: engine.state.metrics['train_dice']",
  };
  const lr_scheduler = schedule('ReduceLROnPlateau', { mode: 'max', patience: 0, threshold: 1 });
  await compare({ lr_scheduler, 'train#handlers#1': handler, num_workers: 2 }, [at('ITERATION_STARTED', 5)]);
});

test.each([
  ['before the first checkpoint of an epoch', at('ITERATION_COMPLETED', 6)],
  ['in validation, with files begun since the checkpoint', at('ITERATION_COMPLETED', 1, 'validate')],
])('a run that crashes %s goes on from its last checkpoint', async (_, place) => {
  const whole = join(folder, 'whole');
  const expected = await runConfig(trainingConfig(whole, images.list));
  const parts = join(folder, 'parts');
  const config = trainingConfig(parts, images.list);
  const crash = runConfig(config, { checkpointEvery: '2' }, { ...place, crashes: true });
  await expect(crash).rejects.toThrow('a crash');
  const resumed = await runConfig(config, { resume: 'latest', checkpointEvery: '2' });
  expect(resumed.results[2]).toEqual(expected.results[2]);
  expect(leftBy(parts)).toEqual(leftBy(whole));
  expect(readdirSync(join(parts, 'models', 'resume'))).toHaveLength(2);
});
