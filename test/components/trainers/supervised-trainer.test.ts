import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ImageBatch } from '../../../components/data/batch.js';
import { type CheckpointSaver, checkpointSaver } from '../../../components/handlers/checkpoint-saver.js';
import { type StatsHandler, statsHandler } from '../../../components/handlers/stats-handler.js';
import { ValidationHandler } from '../../../components/handlers/validation-handler.js';
import type { Engine } from '../../../components/trainers/engine.js';
import { Events, IterationEvents } from '../../../components/trainers/events.js';
import { PrepareBatchExtraInput } from '../../../components/trainers/prepare-batch-extra-input.js';
import { exposed, method } from '../../../engine/registry/exposed.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { interruption } from '../../../engine/types/interrupt.js';
import { getLogger } from '../../../engine/types/log.js';
import { reportProgressTo } from '../../../engine/types/progress.js';
import { componentOf } from '../../../scripts/parity/component-of.js';
import { TinyNetwork } from '../../../scripts/parity/tiny-network.js';
import { Blobs } from './blobs.js';
import { evaluator, squares, trainer } from './training.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-trainer-'));
  getLogger('ignite').setLevel('CRITICAL');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  interruption.clear();
});

function saver(network: TinyNetwork, more: Record<string, unknown> = {}): CheckpointSaver {
  const given = { save_dir: folder, save_dict: { model: network }, ...more };
  return componentOf([checkpointSaver], 'CheckpointSaver', given) as CheckpointSaver;
}

test('a loss that is no number ends the run before the weights take it in', async () => {
  const before = tf.memory().numTensors;
  const network = new TinyNetwork();
  const run = trainer({
    network,
    lossFunction: (prediction, target) => {
      const loss = squares(prediction, target);
      return run.state.iteration === 2 ? tf.mul(loss, Number.NaN) : loss;
    },
  });
  const after: number[][] = [];
  run.addEventHandler(Events.ITERATION_COMPLETED, () =>
    after.push([...(network.stateDict().get('second.weight')?.data ?? [])].map(Number)),
  );
  await expect(run.run()).rejects.toMatchObject({ code: 'diverged' });
  expect(after).toHaveLength(1);
  expect([...(network.stateDict().get('second.weight')?.data ?? [])]).toEqual(after[0]);
  run.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('nonFiniteLoss "warn" goes on', async () => {
  const run = trainer({
    maxEpochs: 1,
    lossFunction: (prediction) => tf.mul(tf.mean(prediction), Number.NaN),
    nonFiniteLoss: 'warn',
  });
  await run.run();
  expect(run.state.iteration).toBe(3);
  run.dispose();
});

test('a loss that does not depend on the network is refused', async () => {
  const run = trainer({ lossFunction: () => tf.scalar(1) });
  await expect(run.run()).rejects.toMatchObject({ code: 'bad_input' });
  run.dispose();
});

test('a batch without a label, or without arrays, is refused', async () => {
  const image = new NdArray(new Float32Array(128), [1, 2, 8, 8], 'float32');
  for (const batch of [{ image }, { picture: image }, 'nothing']) {
    const run = trainer({ trainDataLoader: [batch] });
    await expect(run.run()).rejects.toMatchObject({ code: 'bad_input' });
    run.dispose();
  }
});

test('an empty loader runs nothing', async () => {
  const run = trainer({ trainDataLoader: [] });
  await run.run();
  expect(run.state.iteration).toBe(0);
  run.dispose();
});

test('an interruption ends the run after its step, and the latest weights are saved', async () => {
  const network = new TinyNetwork();
  const source = new Blobs(3);
  const validator = evaluator({ network, handlers: [saver(network, { save_key_metric: true })] });
  const run = trainer({
    network,
    trainDataLoader: source,
    handlers: [new ValidationHandler({ interval: 1, validator })],
  });
  const fired: string[] = [];
  for (const event of Events.all()) run.addEventHandler(event, () => fired.push(event.name));
  run.addEventHandler(
    IterationEvents.BACKWARD_COMPLETED,
    ({ state }) => state.iteration === 2 && interruption.request(),
  );
  await run.run();
  expect(run.state.iteration).toBe(2);
  expect(fired.slice(-4)).toEqual(['ITERATION_COMPLETED', 'INTERRUPT', 'TERMINATE', 'COMPLETED']);
  expect(await readdir(folder)).toEqual(['model_interrupted.pt']);
  expect(source.closed).toBe(1);
  run.dispose();
});

test('an interruption during validation ends both engines, without metrics of half the images', async () => {
  const network = new TinyNetwork();
  const validator = evaluator({ network });
  const completed: number[] = [];
  validator.addEventHandler(Events.EPOCH_COMPLETED, ({ state }) => completed.push(state.epoch));
  validator.addEventHandler(Events.ITERATION_STARTED, ({ state }) => state.epoch === 2 && interruption.request());
  const run = trainer({ network, maxEpochs: 5, handlers: [new ValidationHandler({ interval: 1, validator })] });
  await run.run();
  expect(run.state.epoch).toBe(2);
  expect(completed).toEqual([1]);
  run.dispose();
});

test('an exception reaches every handler once, so that the last state is saved wherever the saver stands', async () => {
  const network = new TinyNetwork();
  const stats = componentOf([statsHandler], 'StatsHandler', {
    name: 'test.quiet',
    output_transform: () => null,
  }) as StatsHandler;
  getLogger('test.quiet').setLevel('CRITICAL');
  const run = trainer({ network, handlers: [stats, saver(network, { save_final: true })] });
  const seen: unknown[] = [];
  run.addEventHandler(Events.EXCEPTION_RAISED, (_, error) => seen.push(error));
  const problem = new Error('step 2');
  run.addEventHandler(Events.ITERATION_COMPLETED.filtered(null, null, 2), () => {
    throw problem;
  });
  await expect(run.run()).rejects.toBe(problem);
  expect(seen).toEqual([problem]);
  expect(await readdir(folder)).toEqual(['model_final_iteration=2.pt']);
  run.dispose();
});

test('iteration_update replaces the step', async () => {
  const run = trainer({ iterationUpdate: (_: Engine, batch: unknown) => ({ seen: Object.keys(batch as object) }) });
  await run.run();
  expect(run.state.output).toEqual({ seen: ['image', 'label', 'image_meta_dict', 'epoch'] });
  run.dispose();
});

test('without decollation the output stays a batch', async () => {
  const run = trainer({ decollate: false, maxEpochs: 1 });
  await run.run();
  expect(run.state.output).toMatchObject({ pred: { shape: [2, 1, 8, 8] }, loss: expect.any(Number) });
  run.dispose();
});

test('decollated samples carry the loss, and predictions the metadata of their images', async () => {
  const run = trainer({ maxEpochs: 1 });
  await run.run();
  const samples = run.state.output as { pred: ImageArray; loss: number }[];
  expect(samples).toHaveLength(2);
  expect(samples[0]?.loss).toBe(samples[1]?.loss);
  expect(samples.map(({ pred }) => pred.meta.filenameOrObj)).toEqual(['blob_2_0.png', 'blob_2_1.png']);
  expect(samples[1]?.pred.shape).toEqual([1, 8, 8]);
  run.dispose();
});

test('custom events have counters for their filters', async () => {
  const run = trainer({ maxEpochs: 1, eventNames: ['halfway'], eventToAttr: { halfway: 'halves' } });
  const seen: unknown[] = [];
  run.addEventHandler(Events.ITERATION_COMPLETED, async ({ state }) => {
    state.set('halves', state.iteration * 2);
    await run.fireEvent('halfway');
  });
  run.addEventHandler('halfway', ({ state }) => seen.push(state.get('halves')));
  await run.run();
  expect(seen).toEqual([2, 4, 6]);
  expect(() => run.addEventHandler('elsewhere', () => null)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  run.dispose();
});

class Shifted extends TinyNetwork {
  static override readonly [exposed] = { forward: method('x', 'shift', 'scale') };

  override forward(x: tf.Tensor, shift?: tf.Tensor, scale?: tf.Tensor): tf.Tensor {
    return tf.tidy(() =>
      tf.mul(tf.add(super.forward(x), tf.reshape(shift ?? tf.scalar(0), [-1, 1, 1, 1])), scale ?? 1),
    );
  }
}

test('extra inputs reach the network by position and by name', async () => {
  const before = tf.memory().numTensors;
  const network = new Shifted();
  const image = new NdArray(new Float32Array(256), [2, 2, 8, 8], 'float32');
  const batch = {
    image,
    far: new NdArray(Float32Array.of(10, 20), [2], 'float32'),
    two: new NdArray(Float32Array.of(2), [1], 'float32'),
  };
  const outputs: number[][] = [];
  for (const keys of [['far'], { scale: 'two', shift: 'far' }]) {
    const check = evaluator({ network, valDataLoader: [batch], prepareBatch: new PrepareBatchExtraInput(keys) });
    await check.run();
    outputs.push((check.state.output as { pred: NdArray }[]).map(({ pred }) => Number(pred.data[0])));
  }
  const [plain = [], scaled = []] = outputs;
  expect((plain[1] ?? 0) - (plain[0] ?? 0)).toBeCloseTo(10, 4);
  expect(scaled).toEqual(plain.map((value) => Math.fround(2 * value)));
  network.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('an evaluator needs no labels and leaves the network in the mode it was in', async () => {
  const network = new TinyNetwork();
  const modes: boolean[] = [];
  const check = evaluator({
    network,
    valDataLoader: [
      { image: new ImageBatch(new Float32Array(128), [1, 2, 8, 8], 'float32', [{ filenameOrObj: 'a.png' }], [[]]) },
    ],
    inferer: (inputs, forward) => {
      modes.push(network.training);
      return forward(inputs);
    },
  });
  await check.run(7);
  expect(check.state.epoch).toBe(7);
  expect(check.state.output).toMatchObject([
    { label: null, pred: { shape: [1, 8, 8], meta: { filenameOrObj: 'a.png' } } },
  ]);
  expect(modes).toEqual([false]);
  expect(network.training).toBe(true);
  network.dispose();
});

test('every evaluation draws for a sample what the first one drew, in whatever epoch', async () => {
  const passes: number[] = [];
  class Counted extends Blobs {
    override batches(epoch: number) {
      passes.push(epoch);
      return super.batches(epoch);
    }
  }
  const network = new TinyNetwork();
  const check = evaluator({ network, valDataLoader: new Counted(1) });
  for (const epoch of [1, 2, 7]) await check.run(epoch);
  expect(passes).toEqual([0, 0, 0]);
  network.dispose();
});

test('postprocessing changes the output, and what it adds goes there too', async () => {
  const network = new TinyNetwork();
  const check = evaluator({
    network,
    postprocessing: {
      apply: async (data: Readonly<Record<string, unknown>>) => ({ ...data, extra: 1, epoch: 'changed' }),
    },
  });
  await check.run();
  expect(check.state.output).toMatchObject([{ extra: 1 }, { extra: 1 }]);
  expect(check.state.batch).toMatchObject([{ epoch: 'changed' }, { epoch: 'changed' }]);
  network.dispose();
});

test('progress is shown for each epoch', async () => {
  const lines: string[] = [];
  const before = reportProgressTo({
    start: ({ label, total }) => ({
      tick: (_, note) => lines.push(`${label} of ${total}: ${note?.slice(0, 6)}`),
      done: () => lines.push('done'),
    }),
  });
  const run = trainer({ maxEpochs: 2, trainDataLoader: new Blobs(1) });
  await run.run();
  reportProgressTo(before);
  expect(lines).toEqual(['Epoch 1/2 of 1: loss 0', 'done', 'Epoch 2/2 of 1: loss 0', 'done']);
  run.dispose();
});

test('statistics are given by name', async () => {
  const run = trainer({ maxEpochs: 1 });
  await run.run();
  expect(run.getStats('epoch_length', 'missing')).toEqual({
    rank: 0,
    current_epoch: 1,
    current_iteration: 3,
    total_epochs: 1,
    total_iterations: 3,
    epoch_length: 3,
    missing: null,
  });
  run.dispose();
});
