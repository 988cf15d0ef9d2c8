import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { differences } from '../../../scripts/parity/inferers.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('sliding windows give what MONAI gives, and leave no tensors', async () => {
  const before = tf.memory().numTensors;
  let cases = 0;
  for await (const { component, case: name, difference, tolerance } of differences()) {
    expect(difference, `${component}: ${name}`).toBeLessThanOrEqual(tolerance);
    cases++;
  }
  expect(cases).toBe(18);
  expect(tf.memory().numTensors).toBe(before);
});
