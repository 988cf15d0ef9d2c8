import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { CheckpointLoader } from '../../../components/handlers/checkpoint-loader.js';
import { CheckpointSaver } from '../../../components/handlers/checkpoint-saver.js';
import { handlers } from '../../../components/handlers/index.js';
import { Events } from '../../../components/trainers/events.js';
import { FunctionEngine } from '../../../components/trainers/function-engine.js';
import { readCheckpoint, writeCheckpoint } from '../../../engine/checkpoint/index.js';
import type { Stateful } from '../../../engine/checkpoint/saved-state.js';
import { NdArray } from '../../../engine/types/index.js';
import { getLogger } from '../../../engine/types/log.js';
import { componentOf } from '../../../scripts/parity/component-of.js';
import { TinyNetwork } from '../../../scripts/parity/tiny-network.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  getLogger('ignite').setLevel('CRITICAL');
});

let folder: string;
let network: TinyNetwork;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-checkpoint-'));
  network = new TinyNetwork();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  network.dispose();
});

function saver(more: Record<string, unknown>): CheckpointSaver {
  const args = { save_dir: folder, save_dict: { model: network }, ...more };
  const made = componentOf(handlers, 'CheckpointSaver', args);
  if (made instanceof CheckpointSaver) return made;
  throw new Error('no saver');
}

function loader(
  load_path: string,
  load_dict: Record<string, Stateful>,
  more: Record<string, unknown> = {},
): CheckpointLoader {
  const made = componentOf(handlers, 'CheckpointLoader', { load_path, load_dict, ...more });
  if (made instanceof CheckpointLoader) return made;
  throw new Error('no loader');
}

/** Runs an engine whose key metric takes these values, one an epoch. */
async function runWith(made: CheckpointSaver, scores: readonly unknown[]): Promise<FunctionEngine> {
  const engine = new FunctionEngine(() => null);
  engine.state.keyMetricName = 'score';
  engine.addEventHandler(Events.EPOCH_COMPLETED, ({ state }) => {
    state.metrics = { score: scores[state.epoch - 1], other: -state.epoch };
  });
  made.attach(engine);
  await engine.run([1, 2], scores.length);
  return engine;
}

const scores = [0.5, 0.25, 0.75, 0.75, 0.6];

test.each([
  ['the best', {}, ['model_key_metric=0.7500.pt']],
  [
    'the best three',
    { key_metric_n_saved: 3 },
    ['model_key_metric=0.5000.pt', 'model_key_metric=0.6000.pt', 'model_key_metric=0.7500.pt'],
  ],
  ['the least', { key_metric_negative_sign: true }, ['model_key_metric=-0.2500.pt']],
  ['another metric', { key_metric_name: 'other', file_prefix: 'run' }, ['run_model_key_metric=-1.0000.pt']],
  ['under a fixed name', { key_metric_filename: 'model.pt' }, ['model.pt']],
] as const)('the key metric decides: %s', async (_, more, files) => {
  await runWith(saver({ save_key_metric: true, ...more }), scores);
  expect((await readdir(folder)).sort()).toEqual(files);
});

test('an equal metric replaces the one before only if asked to', async () => {
  const [kept, replaced] = [join(folder, 'a'), join(folder, 'b')];
  for (const [save_dir, key_metric_greater_or_equal] of [
    [kept, false],
    [replaced, true],
  ] as const) {
    const made = saver({ save_dir, key_metric_greater_or_equal, save_key_metric: true });
    const engine = new FunctionEngine(({ state }) => {
      network.loadStateDict(
        new Map([['second.bias', new NdArray(Float32Array.of(state.epoch), [1], 'float32')]]),
        false,
      );
    });
    engine.state.keyMetricName = 'score';
    engine.state.metrics = { score: 1 };
    made.attach(engine);
    await engine.run([1], 2);
  }
  const bias = async (at: string): Promise<unknown> => {
    const content = await readCheckpoint(join(at, 'model_key_metric=1.0000.pt'));
    return content instanceof Map ? (content.get('second.bias') as NdArray).data[0] : undefined;
  };
  expect([await bias(kept), await bias(replaced)]).toEqual([1, 2]);
});

test('a metric that is no number is left alone; a missing one is an error', async () => {
  await runWith(saver({ save_key_metric: true }), [new NdArray(new Float32Array(2), [2], 'float32')]);
  expect(await readdir(folder)).toEqual([]);
  await expect(runWith(saver({ save_key_metric: true, key_metric_name: 'none' }), [1])).rejects.toMatchObject({
    code: 'bad_input',
  });
});

test('the final state is saved once, also when the run is repeated', async () => {
  const made = saver({ save_final: true });
  const engine = await runWith(made, [1]);
  expect(await readdir(folder)).toEqual(['model_final_iteration=2.pt']);
  await engine.run([1, 2, 3], 1);
  expect(await readdir(folder)).toEqual(['model_final_iteration=3.pt']);
  await runWith(saver({ save_final: true, final_filename: 'last.pt' }), [1, 1]);
  expect((await readdir(folder)).sort()).toEqual(['last.pt', 'model_final_iteration=3.pt']);
});

test('intervals count epochs or iterations and keep the latest', async () => {
  await runWith(saver({ save_interval: 2 }), scores);
  expect((await readdir(folder)).sort()).toEqual(['model_epoch=2.pt', 'model_epoch=4.pt']);
  await runWith(saver({ save_dir: join(folder, 'steps'), save_interval: 3, epoch_level: false, n_saved: 2 }), scores);
  expect((await readdir(join(folder, 'steps'))).sort()).toEqual(['model_iteration=6.pt', 'model_iteration=9.pt']);
});

test('one name for several best models is refused', () => {
  expect(() => saver({ save_key_metric: true, key_metric_n_saved: 2, key_metric_filename: 'a.pt' })).toThrow(
    expect.objectContaining({ code: 'invalid_argument' }),
  );
});

test('the ranking goes on after a restart', async () => {
  const settings = { save_key_metric: true, key_metric_n_saved: 2, key_metric_save_state: true };
  await runWith(saver(settings), [0.5, 0.75]);
  const resumed = saver(settings);
  const path = join(folder, 'model_key_metric=0.7500.pt');
  await loader(path, { checkpointer: resumed }).handle(new FunctionEngine(() => null));
  await runWith(resumed, [0.25, 0.6]);
  expect((await readdir(folder)).sort()).toEqual(['model_key_metric=0.6000.pt', 'model_key_metric=0.7500.pt']);
});

test('a network and a trainer come back as they were', async () => {
  const engine = new FunctionEngine(() => null);
  saver({ save_dict: { model: network, trainer: engine }, save_interval: 1 }).attach(engine);
  await engine.run([1, 2, 3], 2);
  const path = join(folder, 'checkpoint_epoch=2.pt');
  const other = new TinyNetwork();
  other.loadStateDict(new Map([['first.bias', new NdArray(Float32Array.of(1, 2, 3, 4), [4], 'float32')]]), false);
  const resumed = new FunctionEngine(() => null);
  resumed.state.maxEpochs = 5;
  await loader(path, { model: other, trainer: resumed }).handle(resumed);
  expect(other.stateDict()).toEqual(network.stateDict());
  expect(resumed.state).toMatchObject({ iteration: 6, epoch: 2, maxEpochs: 5, epochLength: 3 });
  resumed.state.maxEpochs = 1;
  await expect(loader(path, { trainer: resumed }).handle(resumed)).rejects.toMatchObject({ code: 'bad_input' });
  other.dispose();
});

test('a bare state dict and a named one load alike', async () => {
  const weights = network.stateDict();
  await writeCheckpoint(join(folder, 'bare.pt'), weights);
  await writeCheckpoint(join(folder, 'named.pt'), new Map([['model', weights]]));
  for (const name of ['bare.pt', 'named.pt']) {
    const engine = new FunctionEngine(() => null);
    loader(join(folder, name), { model: network }).attach(engine);
    await engine.run([1]);
  }
});

test('weights that do not fit are an error that names the file, unless shapes may differ', async () => {
  const weights = network.stateDict();
  weights.delete('first.bias');
  weights.set('second.bias', new NdArray(Float32Array.of(7), [1], 'float32'));
  weights.set('first.weight', new NdArray(new Float32Array(4), [4], 'float32'));
  weights.set('third', new NdArray(new Float32Array(1), [1], 'float32'));
  const path = join(folder, 'other.pt');
  await writeCheckpoint(path, weights);
  const engine = new FunctionEngine(() => null);
  const refusal = await loader(path, { model: network })
    .handle(engine)
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'checkpoint_mismatch',
    failure: { path, missing: ['first.bias'], unexpected: ['third'] },
  });
  await loader(path, { model: network }, { strict_shape: false }).handle(engine);
  expect(network.stateDict().get('second.bias')?.data[0]).toBe(7);
});

test('what is missing or damaged is said', async () => {
  const engine = new FunctionEngine(() => null);
  const missing = join(folder, 'none.pt');
  await expect(loader(missing, { model: network }).handle(engine)).rejects.toMatchObject({
    code: 'checkpoint_missing',
  });
  await writeFile(join(folder, 'junk.pt'), 'junk');
  const junk = loader(join(folder, 'junk.pt'), { model: network });
  await expect(junk.handle(engine)).rejects.toMatchObject({ code: 'checkpoint_damaged' });
  await writeCheckpoint(join(folder, 'one.pt'), new Map([['model', network.stateDict()]]));
  const both = loader(join(folder, 'one.pt'), { model: network, trainer: engine });
  await expect(both.handle(engine)).rejects.toMatchObject({ code: 'checkpoint_damaged' });
});
