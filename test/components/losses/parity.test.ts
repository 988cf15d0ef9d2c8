import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { differences } from '../../../scripts/parity/losses.js';

it("losses and their gradients are MONAI's, and leave no tensor", async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  let cases = 0;
  for await (const { component, case: name, difference, tolerance } of differences()) {
    cases++;
    expect(difference, `${component} ${name}`).toBeLessThanOrEqual(tolerance);
  }
  expect(cases).toBeGreaterThan(60);
  expect(tf.memory().numTensors).toBe(before);
});
