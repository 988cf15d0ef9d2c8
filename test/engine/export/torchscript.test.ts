import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GraphNetwork } from '../../../components/networks/graph/graph-network.js';
import { selectBackend } from '../../../engine/backends/index.js';
import { BundleError } from '../../../engine/errors.js';
import { traceNetwork } from '../../../engine/export/index.js';
import { readTorchScript } from '../../../engine/export/torchscript/read-torchscript.js';
import { torchScriptPieces } from '../../../engine/export/torchscript/write-torchscript.js';
import { fakeValues } from '../../../engine/export/trace.js';
import { readFixture } from '../../../scripts/parity/array-json.js';
import { create, fill } from '../../../scripts/parity/networks.js';

interface Case {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
}

let folder = '';

beforeAll(async () => {
  await selectBackend('wasm', { threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'medbundle-test-'));
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

afterAll(() => rm(folder, { recursive: true }));

function archive(
  network: ReturnType<typeof create>,
  shape: readonly number[],
  extra: Record<string, string> = {},
): Buffer {
  const graph = traceNetwork(network, { inputs: [{ name: 'image', shape }] });
  const buffers = new Set(network.allParameters().flatMap(({ name, trainable }) => (trainable ? [] : [name])));
  const extraFiles = new Map(Object.entries(extra).map(([name, text]) => [name, Buffer.from(text)]));
  return Buffer.concat(torchScriptPieces(graph, { state: network.stateDict(), buffers, extraFiles }));
}

describe.each(['BasicUNet', 'UNet'])('%s', async (component) => {
  const cases = await readFixture<readonly Case[]>('networks', component);

  it.each(cases.map((given) => [JSON.stringify(given.arguments), given] as const))(
    'opens again: %s',
    async (_, given) => {
      const network = create(component, given.arguments);
      fill(network);
      network.train(false);
      const path = join(folder, 'model.ts');
      await writeFile(path, archive(network, given.shape));
      const { graph, state } = readTorchScript(path);
      const opened = new GraphNetwork(graph, state);

      // Another batch size than any that was traced.
      const shape = [3, ...given.shape.slice(1)];
      const x = tf.tensor(fakeValues(shape, 99), shape);
      const difference = tf.tidy(() => {
        const expected = network.forward(x);
        return tf.div(tf.max(tf.abs(tf.sub(opened.forward(x), expected))), tf.max(tf.abs(expected))).dataSync()[0];
      });
      expect(difference).toBeLessThan(1e-5);
      expect([...opened.stateDict().keys()]).toEqual([...network.stateDict().keys()]);
      for (const [name, array] of opened.stateDict()) expect(array.data).toEqual(network.stateDict().get(name)?.data);
      x.dispose();
      network.dispose();
      opened.dispose();
    },
  );
});

describe('an archive', () => {
  const parts = { spatial_dims: 2, in_channels: 1, out_channels: 1, features: [4, 4, 4, 4, 4, 4] };

  it('has code of one line an operation, and the files put beside it', async () => {
    const network = create('BasicUNet', parts);
    const path = join(folder, 'files.ts');
    const bytes = archive(network, [1, 1, 16, 16], { 'metadata.json': '{"version": "1.0"}' });
    await writeFile(path, bytes);
    const { extraFiles } = readTorchScript(path);
    expect(new TextDecoder().decode(extraFiles.get('metadata.json'))).toBe('{"version": "1.0"}');
    const text = bytes.toString('latin1');
    expect(text).toContain('class Network(Module):');
    expect(text).toMatch(/torch\.conv2d\(image, \w+, \w+, \[1, 1\], \[1, 1\], \[1, 1\], 1\)/);
    network.dispose();
  });

  it('refuses an input of another shape', async () => {
    const network = create('BasicUNet', parts);
    const path = join(folder, 'shape.ts');
    await writeFile(path, archive(network, [1, 1, 16, 16]));
    const { graph, state } = readTorchScript(path);
    const opened = new GraphNetwork(graph, state);
    const x = tf.zeros([1, 2, 16, 16]);
    expect(() => opened.forward(x)).toThrow(expect.objectContaining({ code: 'bad_input' }));
    x.dispose();
    opened.dispose();
    network.dispose();
  });

  it.each([
    ['is missing', undefined, 'checkpoint_missing'],
    ['is no archive', Buffer.from('no archive at all'), 'checkpoint_damaged'],
    ['is cut off', 'half', 'checkpoint_damaged'],
  ])('that %s is an error', async (title, content, code) => {
    const path = join(folder, `${title}.ts`);
    const network = create('BasicUNet', parts);
    const whole = archive(network, [1, 1, 16, 16]);
    network.dispose();
    if (content !== undefined)
      await writeFile(path, content === 'half' ? whole.subarray(0, whole.length / 2) : content);
    const error = await Promise.resolve()
      .then(() => readTorchScript(path))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BundleError);
    expect(error).toMatchObject({ code });
  });
});
