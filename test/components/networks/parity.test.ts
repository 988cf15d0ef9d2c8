import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { selectBackend } from '../../../engine/backends/index.js';
import { differences } from '../../../scripts/parity/networks.js';
import { differences as trainingDifferences } from '../../../scripts/parity/networks-training.js';

it("networks with the same weights give MONAI's outputs, gradients and statistics, and leave no tensor", async () => {
  await selectBackend('wasm', { threads: 1 });
  const { numTensors } = tf.memory();
  let cases = 0;
  for await (const { component, case: title, difference, tolerance } of differences()) {
    cases++;
    expect.soft(difference, `${component} ${title}`).toBeLessThanOrEqual(tolerance);
  }
  expect(cases).toBeGreaterThan(200);
  expect(tf.memory().numTensors).toBe(numTensors);
});

it("ten Adam steps from the same weights and batches give MONAI's losses, and leave no tensor", async () => {
  await selectBackend('wasm', { threads: 1 });
  const { numTensors } = tf.memory();
  let steps = 0;
  for await (const { case: title, difference, tolerance } of trainingDifferences()) {
    steps++;
    expect.soft(difference, title).toBeLessThanOrEqual(tolerance);
  }
  expect(steps).toBe(10);
  expect(tf.memory().numTensors).toBe(numTensors);
});
