import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handlers } from '../../../components/handlers/index.js';
import { Accuracy } from '../../../components/metrics/accuracy.js';
import { Events } from '../../../components/trainers/events.js';
import type { Attachable } from '../../../components/trainers/workflow.js';
import { readCheckpoint } from '../../../engine/checkpoint/index.js';
import type { NdArray } from '../../../engine/types/index.js';
import { takeOutputs } from '../../../engine/types/outputs.js';
import { componentOf } from '../../../scripts/parity/component-of.js';
import { readEvents } from '../../../scripts/parity/event-records.js';
import { TinyNetwork, TinySGD } from '../../../scripts/parity/tiny-network.js';
import { Blobs } from './blobs.js';
import { dice, evaluator, threshold, trainer } from './training.js';

let folder: string;
let best = 0;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'medbundle-e2e-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function handler(name: string, args: Record<string, unknown>): Attachable {
  return componentOf(handlers, name, args) as Attachable;
}

test('three epochs of training leave a better network, its files, and no tensors', async () => {
  takeOutputs();
  const before = tf.memory().numTensors;
  const network = new TinyNetwork();
  const optimizer = new TinySGD(network.parameters(), 0.5, 0.9);
  const fromEngine = (keys: string[], first = false): unknown => componentOf(handlers, 'from_engine', { keys, first });
  const output = join(folder, 'eval');
  const models = join(folder, 'models');
  const validator = evaluator({
    network,
    postprocessing: threshold,
    keyMetric: { val_mean_dice: dice() },
    additionalMetrics: { val_accuracy: new Accuracy(fromEngine(['pred', 'label']) as (data: unknown) => unknown) },
    handlers: [
      handler('StatsHandler', { iteration_log: false }),
      handler('TensorBoardStatsHandler', { log_dir: output, iteration_log: false }),
      handler('CheckpointSaver', {
        save_dir: models,
        save_dict: { model: network },
        save_key_metric: true,
        key_metric_filename: 'model.pt',
      }),
      handler('MetricsSaver', {
        save_dir: output,
        metrics: ['val_mean_dice', 'val_accuracy'],
        metric_details: ['val_mean_dice'],
        batch_transform: fromEngine(['image_meta_dict']),
        summary_ops: '*',
      }),
    ],
  });
  const train = trainer({
    network,
    optimizer,
    maxEpochs: 3,
    lossFunction: (prediction, target) => tf.losses.sigmoidCrossEntropy(target, prediction),
    trainDataLoader: new Blobs(12),
    postprocessing: threshold,
    keyMetric: { train_dice: dice() },
    handlers: [
      handler('ValidationHandler', { interval: 1, validator }),
      handler('TensorBoardStatsHandler', {
        log_dir: output,
        tag_name: 'train_loss',
        output_transform: fromEngine(['loss'], true),
      }),
      handler('TensorBoardImageHandler', {
        log_dir: join(folder, 'images'),
        batch_transform: fromEngine(['image', 'label']),
        output_transform: fromEngine(['pred']),
      }),
    ],
  });
  const losses: number[] = [];
  const tensors = new Set<number>();
  train.addEventHandler(Events.ITERATION_COMPLETED, ({ state }) => {
    losses.push((state.output as { loss: number }[])[0]?.loss ?? Number.NaN);
    tensors.add(tf.memory().numTensors);
  });
  await train.run();

  expect(losses).toHaveLength(36);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.75);
  best = validator.state.bestMetric;
  expect(best).toBeGreaterThan(0.9);
  expect(tensors.size).toBe(1);

  const saved = await readCheckpoint(join(models, 'model.pt'));
  expect(saved instanceof Map && [...saved.keys()]).toEqual([
    'first.weight',
    'first.bias',
    'second.weight',
    'second.bias',
  ]);
  expect(saved instanceof Map && (saved.get('first.weight') as NdArray).shape).toEqual([4, 2, 3, 3]);

  const metrics = await readFile(join(output, 'metrics.csv'), 'utf8');
  expect(metrics).toBe(
    `val_mean_dice,${validator.state.metrics.val_mean_dice}\nval_accuracy,${validator.state.metrics.val_accuracy}\n`,
  );
  const raw = (await readFile(join(output, 'val_mean_dice_raw.csv'), 'utf8')).split('\n');
  expect(raw[0]).toBe('filename,class0,mean');
  expect(raw.slice(1, 5).map((line) => line.split(',')[0])).toEqual(
    [0, 1, 2, 3].map((at) => `blob_${at >> 1}_${at & 1}.png`),
  );
  expect(await readFile(join(output, 'val_mean_dice_summary.csv'), 'utf8')).toMatch(
    /^class,mean,median,max,min,90percentile,std,notnans\nclass0,/,
  );

  const scalars = (
    await Promise.all(
      (await readdir(output)).filter((name) => name.startsWith('events')).map((name) => readFile(join(output, name))),
    )
  ).flatMap((file) => readEvents(file).records);
  const byTag = (tag: string): number[] => scalars.filter((record) => record.tag === tag).map((record) => record.step);
  expect(byTag('train_loss')).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
  expect(byTag('train_dice')).toEqual([1, 2, 3]);
  expect(byTag('val_mean_dice')).toEqual([1, 2, 3]);
  const [images = ''] = await readdir(join(folder, 'images'));
  const plotted = readEvents(await readFile(join(folder, 'images', images))).records;
  expect(plotted.map(({ tag, step }) => `${tag} ${step}`)).toEqual(
    [1, 2, 3].flatMap((step) => ['input_0_HW_0', 'input_1_HW_0', 'output_HW_0'].map((tag) => `${tag} ${step}`)),
  );
  expect(
    takeOutputs()
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['checkpoint', 'events', 'events', 'metrics']);

  network.dispose();
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a saved network evaluates as the one that was saved', async () => {
  const network = new TinyNetwork();
  const check = evaluator({ network, postprocessing: threshold, keyMetric: { val_mean_dice: dice() } });
  const loader = componentOf(handlers, 'CheckpointLoader', {
    load_path: join(folder, 'models', 'model.pt'),
    load_dict: { model: network },
  }) as { handle(engine: unknown): Promise<void> };
  await loader.handle(check);
  await check.run();
  expect(check.state.metrics.val_mean_dice).toBe(best);
  network.dispose();
});
