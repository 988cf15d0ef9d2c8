import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { selectBackend, selectedBackend } from '../../../engine/backends/index.js';
import { BundleError } from '../../../engine/errors.js';

async function refusal(name: string): Promise<unknown> {
  const error = await selectBackend(name).catch((reason: unknown) => reason);
  return error instanceof BundleError ? error.failure : error;
}

it('loads the backend that is asked for, and says so', async () => {
  const cpu = await selectBackend('cpu');
  expect([cpu.name, tf.getBackend(), selectedBackend()]).toEqual(['cpu', 'cpu', cpu]);
  const wasm = await selectBackend('wasm', { threads: 1 });
  expect([wasm.name, wasm.threads, tf.getBackend(), selectedBackend()]).toEqual(['wasm', 1, 'wasm', wasm]);
});

it('never takes another in the place of one that does not load', async () => {
  await selectBackend('cpu');
  expect(await refusal('vulkan')).toMatchObject({ code: 'backend_unavailable', backend: 'vulkan' });
  expect(tf.getBackend()).toBe('cpu');
});

it('adds no listener that makes rejections fatal for the process', async () => {
  const before = process.listenerCount('unhandledRejection');
  await selectBackend('wasm', { threads: 1 });
  expect(process.listenerCount('unhandledRejection')).toBe(before);
});
