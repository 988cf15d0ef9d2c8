import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { readFixture } from '../../../scripts/parity/array-json.js';
import { play, type Scenario } from '../../../scripts/parity/engine-scenario.js';
import { type SupervisedRun, supervisedRun } from '../../../scripts/parity/supervised-run.js';
import { differences } from '../../../scripts/parity/trainers.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const scenarios = await readFixture<readonly Scenario[]>('trainers', 'Engine');

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  'events as in ignite: %s',
  async (_, scenario) => {
    expect(await play(scenario)).toEqual(scenario.log);
  },
);

test('a training run goes as in MONAI', async () => {
  for await (const { component, case: name, difference, tolerance } of differences()) {
    expect(difference, `${component}: ${name}`).toBeLessThanOrEqual(tolerance);
  }
});

test('a training run logs the events MONAI fires and keeps its tensors constant', async () => {
  const theirs = await readFixture<SupervisedRun>('trainers', 'SupervisedTrainer');
  const before = tf.memory().numTensors;
  const ours = await supervisedRun(theirs);
  expect(ours.log).toEqual(theirs.log);
  expect(new Set(ours.tensors).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});
