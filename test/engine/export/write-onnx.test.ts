import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectBackend } from '../../../engine/backends/index.js';
import type { Graph } from '../../../engine/export/index.js';
import { traceNetwork } from '../../../engine/export/index.js';
import { opsets } from '../../../engine/export/onnx/onnx-model.js';
import { onnxBytes, readOnnxBytes, writeOnnx } from '../../../engine/export/onnx/write-onnx.js';
import { fakeValues } from '../../../engine/export/trace.js';
import { PlainNetwork } from './plain-network.js';
import { runOnnx } from './run-onnx.js';

let folder: string;
let graph: Graph;

beforeEach(async () => {
  await selectBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'onnx-'));
  const network = new PlainNetwork(
    ([x = tf.scalar(0)], weight) =>
      tf.sub(tf.matMul(x as tf.Tensor2D, weight('w') as tf.Tensor2D), tf.mean(x, 1, true)),
    { w: [40, 30] },
  );
  graph = traceNetwork(network, { inputs: [{ name: 'x', shape: [1, 40] }] });
  network.dispose();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(tf.memory().numTensors).toBe(0);
});

const input = { shape: [3, 40], values: fakeValues([3, 40], 1) };

it.each(opsets)('writes operator set %i', async (opset) => {
  const [first, ...others] = await runOnnx(onnxBytes(graph, { opset }), { x: input });
  for (const { by, outputs } of others) {
    const given = outputs.output ?? [];
    first?.outputs.output?.forEach((value, at) => {
      expect(given[at], by).toBeCloseTo(value, 4);
    });
  }
});

it('puts tensors into a file of their own when they are large', async () => {
  const path = join(folder, 'model.onnx');
  await writeOnnx(path, graph, { mostBytesInside: 1000 });
  expect(readdirSync(folder).sort()).toEqual(['model.onnx', 'model.onnx.data']);
  const { initializer } = readOnnxBytes(readFileSync(path)).graph;
  const weight = initializer.find(({ name }) => name === 'w');
  expect(weight).toMatchObject({ dataLocation: 1, dims: [40, 30] });
  const place = new Map(weight?.externalData?.map(({ key, value }) => [key, value]));
  expect(place.get('location')).toBe('model.onnx.data');
  const [offset, length] = [Number(place.get('offset')), Number(place.get('length'))];
  const data = readFileSync(join(folder, 'model.onnx.data')).subarray(offset, offset + length);
  expect(new Float32Array(new Uint8Array(data).buffer)).toEqual(graph.stored.get('w')?.data);
});

it('leaves the old file when the check refuses the new one', async () => {
  const path = join(folder, 'model.onnx');
  await writeOnnx(path, graph);
  const before = readFileSync(path);
  const refuse = async (temporary: string): Promise<void> => {
    expect(readFileSync(temporary).length).toBeGreaterThan(0);
    throw new RangeError('no');
  };
  await expect(writeOnnx(path, graph, { opset: 18, check: refuse })).rejects.toThrow('no');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['model.onnx']);
});
