import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BasicUNet } from '../../../components/networks/basic-unet.js';
import { Philox } from '../../../components/random/philox.js';
import { selectBackend, variableGradients } from '../../../engine/backends/index.js';
import { addonPath, loadAddon } from '../../../engine/backends/native/addon.js';
import { packConv } from '../../../engine/backends/native/shapes.js';
import { pattern } from './reference.js';

describe.skipIf(addonPath() === undefined)('threads of the native backend', () => {
  beforeAll(async () => {
    await selectBackend('native', { threads: 2 });
  });

  it('give one answer, forward and backward, whatever their number', () => {
    const before = tf.memory().numTensors;
    const features = [16, 16, 32, 32, 64, 16];
    const network = new BasicUNet({ spatialDims: 2, inChannels: 5, outChannels: 1, features }, new Philox(3));
    const image = tf.tensor(Float32Array.from(pattern([2, 5, 32, 32], 1).data), [2, 5, 32, 32]);
    const variables = network.parameters().map(({ variable }) => variable);
    const bytesOf = (tensor: tf.Tensor) => Buffer.from(Float32Array.from(tensor.dataSync()).buffer);
    const answers = [1, 2, 3, 4].map((threads) => {
      loadAddon().threads(threads);
      let output = Buffer.alloc(0);
      const { value, gradients } = variableGradients(() => {
        const y = network.forward(image);
        output = bytesOf(y);
        return tf.mean(tf.square(tf.sub(y, 0.3))).asScalar();
      }, variables);
      const answer = [output, bytesOf(value), ...[...gradients.values()].map(bytesOf)];
      tf.dispose([value, ...gradients.values()]);
      return answer;
    });
    loadAddon().threads(2);
    expect(answers[0]).toHaveLength(variables.length + 2);
    for (const answer of answers) {
      answer.forEach((bytes, index) => {
        expect(bytes.equals(answers[0]?.[index] ?? Buffer.alloc(0))).toBe(true);
      });
    }
    image.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of two workers at once do not disturb each other', async () => {
    const workers = [startWorker(8), startWorker(8)];
    const [first, second] = await Promise.all(workers.map(lastMessage));
    expect(first).toBeInstanceOf(Float32Array);
    expect(second).toEqual(first);
  });

  it('end with a worker that is terminated in a kernel', async () => {
    const worker = startWorker(1_000_000);
    await once(worker, 'message');
    expect(await worker.terminate()).toBe(1);
    expect(await lastMessage(startWorker(1))).toBeInstanceOf(Float32Array);
  });
});

/** 64 channels on 2 images of 32×32. */
function startWorker(rounds: number): Worker {
  const axis = { input: 32, output: 32, kernel: 3, stride: 1, dilation: 1, pad: 1 };
  const [x, filter] = [2 * 32 * 32 * 64, 9 * 64 * 64];
  const workerData = {
    addonPath: addonPath(),
    rounds,
    shape: packConv(2, 64, 64, [axis, axis]),
    sizes: [x, filter, x],
  };
  return new Worker(new URL('../../fixtures/native/convolving-worker.mjs', import.meta.url), { workerData });
}

/** What a worker says last, once it has ended by itself. */
async function lastMessage(worker: Worker): Promise<unknown> {
  let last: unknown;
  worker.on('message', (message) => {
    last = message;
  });
  await once(worker, 'exit');
  return last;
}
