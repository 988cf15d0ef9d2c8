import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { selectBackend } from '../../engine/backends/index.js';
import { differences } from '../../scripts/parity/runs.js';

test('the same configs, run, give what MONAI gives', async () => {
  await selectBackend('wasm', { threads: 1 });
  const wrong: string[] = [];
  let asked = 0;
  for await (const { component, case: name, difference, tolerance } of differences()) {
    asked++;
    if (!(difference <= tolerance)) wrong.push(`${component}: ${name}: ${difference}`);
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(30);
  expect(tf.memory().numTensors).toBeLessThan(3000);
});
