import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { differences } from '../../../scripts/parity/optimizers.js';

it('optimizers and schedulers do what those of PyTorch and MONAI do, and leave no tensor', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  let cases = 0;
  for await (const { component, case: name, difference, tolerance } of differences()) {
    cases++;
    expect(difference, `${component} ${name}`).toBeLessThanOrEqual(tolerance);
  }
  expect(cases).toBeGreaterThan(20);
  expect(tf.memory().numTensors).toBe(before);
});
