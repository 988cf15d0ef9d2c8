import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { data } from '../../../components/data/index.js';
import { handlers } from '../../../components/handlers/index.js';
import { losses } from '../../../components/losses/index.js';
import { networks } from '../../../components/networks/index.js';
import { Module } from '../../../components/networks/module.js';
import { optimizers } from '../../../components/optimizers/index.js';
import { Optimizer } from '../../../components/optimizers/optimizer.js';
import { Philox } from '../../../components/random/philox.js';
import { setSeed } from '../../../components/random/seed.js';
import { schedulers } from '../../../components/schedulers/index.js';
import { Events } from '../../../components/trainers/events.js';
import { type LossLike, SupervisedTrainer } from '../../../components/trainers/supervised-trainer.js';
import type { Attachable } from '../../../components/trainers/workflow.js';
import { ImageArray, type NdArray } from '../../../engine/types/index.js';
import { componentOf } from '../../../scripts/parity/component-of.js';

let folder: string;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'medbundle-resume-'));
});

afterAll(async () => {
  setSeed(null);
  await rm(folder, { recursive: true });
});

const samples = Array.from({ length: 6 }, (_, index) => {
  const random = new Philox(index);
  const label = Uint8Array.from({ length: 256 }, (_, at) => Number(at % 16 > index && at < 160));
  const image = Float32Array.from(label, (value) => value + 0.3 * random.normal());
  return {
    image: new ImageArray(image, [1, 16, 16], 'float32', { filenameOrObj: `${index}.png` }),
    label: new ImageArray(label, [1, 16, 16], 'uint8'),
  };
});

interface Run {
  readonly weights: ReadonlyMap<string, NdArray>;
  readonly losses: readonly number[];
  readonly tensors: ReadonlySet<number>;
}

/** Trains a small BasicUNet with dropout on shuffled batches, as a config would make it. */
async function train(maxEpochs: number, resumeFrom?: string): Promise<Run> {
  const network = componentOf(networks, 'BasicUNet', {
    spatial_dims: 2,
    in_channels: 1,
    features: [2, 2, 4, 4, 4, 2],
    out_channels: 1,
    dropout: 0.2,
  });
  if (!(network instanceof Module)) throw new Error('no network');
  const optimizer = componentOf(optimizers, 'Adam', { params: network.parameters(), lr: 0.02 });
  if (!(optimizer instanceof Optimizer)) throw new Error('no optimizer');
  const lr_scheduler = componentOf(schedulers, 'StepLR', { optimizer, step_size: 1, gamma: 0.8 });
  const dataset = componentOf(data, 'Dataset', { data: samples });
  const trainer = new SupervisedTrainer({
    device: 'cpu',
    maxEpochs,
    trainDataLoader: componentOf(data, 'DataLoader', { dataset, batch_size: 2, shuffle: true }) as Iterable<unknown>,
    network,
    optimizer,
    lossFunction: componentOf(losses, 'DiceLoss', { sigmoid: true, squared_pred: true }) as LossLike,
    handlers: [componentOf(handlers, 'LrScheduleHandler', { lr_scheduler, print_lr: false }) as Attachable],
  });
  const objects = { network, optimizer, lr_scheduler, trainer };
  const add = (name: string, args: Record<string, unknown>): void =>
    (componentOf(handlers, name, args) as Attachable).attach(trainer);
  if (resumeFrom) add('CheckpointLoader', { load_path: resumeFrom, load_dict: objects });
  else add('CheckpointSaver', { save_dir: folder, save_dict: objects, save_interval: 4, epoch_level: false });
  const seen: number[] = [];
  const tensors = new Set<number>();
  trainer.addEventHandler(Events.ITERATION_COMPLETED, ({ state }) => {
    seen.push((state.output as { loss: number }[])[0]?.loss ?? Number.NaN);
    tensors.add(tf.memory().numTensors);
  });
  await trainer.run();
  const weights = network.stateDict();
  network.dispose();
  optimizer.dispose();
  return { weights, losses: seen, tensors };
}

test('a run that is resumed in the middle of an epoch equals one that went through', async () => {
  setSeed(5);
  const before = tf.memory().numTensors;
  const whole = await train(3);
  expect(whole.losses).toHaveLength(9);
  expect(await readdir(folder)).toEqual(['checkpoint_iteration=4.pt', 'checkpoint_iteration=8.pt']);
  const resumed = await train(3, join(folder, 'checkpoint_iteration=4.pt'));
  expect(resumed.losses).toEqual(whole.losses.slice(4));
  expect(resumed.weights).toEqual(whole.weights);
  expect(whole.tensors.size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});
