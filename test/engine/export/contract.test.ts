import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../../components/networks/index.js';
import { selectBackend } from '../../../engine/backends/index.js';
import { traceNetwork } from '../../../engine/export/index.js';
import { onnxBytes } from '../../../engine/export/onnx/write-onnx.js';
import { fakeValues } from '../../../engine/export/trace.js';
import { readFixture } from '../../../scripts/parity/array-json.js';
import { create, fill } from '../../../scripts/parity/networks.js';
import { runOnnx } from './run-onnx.js';

interface Case {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
}

const registered = networks
  .filter((definition) => 'kind' in definition && definition.kind === 'network')
  .map(({ name }) => name);

beforeAll(async () => {
  await selectBackend('wasm', { threads: 1 });
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

describe.each(registered)('%s', async (component) => {
  const cases = await readFixture<readonly Case[]>('networks', component);

  it.each(cases.map((given) => [JSON.stringify(given.arguments), given] as const))('exports %s', async (_, given) => {
    const network = create(component, given.arguments);
    fill(network);
    try {
      const [, channels = 1, ...spatial] = given.shape;
      const extents = [channels, ...(spatial.length > 1 ? spatial.map(smaller) : spatial)];
      const graph = traceNetwork(network, { inputs: [{ name: 'image', shape: [1, ...extents] }], outputs: ['pred'] });
      expect(network.training).toBe(true);
      const model = onnxBytes(graph);

      // Another batch size than any that was traced.
      const shape = [3, ...extents];
      const values = fakeValues(shape, 99);
      network.train(false);
      const expected = Float32Array.from(tf.tidy(() => network.forward(tf.tensor(values, shape)).dataSync()));
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      for (const run of await runOnnx(model, { image: { shape, values } })) {
        const { pred = new Float32Array() } = run.outputs;
        expect(pred.length).toBe(expected.length);
        const apart = pred.reduce((most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? 0))), 0);
        expect(apart / largest, run.by).toBeLessThan(1e-4);
      }
    } finally {
      network.dispose();
    }
  });
});

/** Images as small as the networks take, odd where they are odd. */
function smaller(extent: number): number {
  return extent >= 32 ? extent - 16 : extent;
}
