import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CompiledNetwork } from '../../../components/networks/graph/compiled-network.js';
import { registerShippedComponents } from '../../../engine/components.js';
import { compileNetwork } from '../../../engine/export/compiled/compile-network.js';
import { type CompiledFile, compiledPieces, readCompiled } from '../../../engine/export/compiled/compiled-file.js';
import { findProvider } from '../../../engine/export/compiled/providers.js';
import { exportNetwork } from '../../../engine/export/index.js';
import { fakeValues } from '../../../engine/export/trace.js';
import { ConfigParser } from '../../../engine/resolve/index.js';

const runtime = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

let folder = '';
let source: { configFile: string; ckptFile: string; inputShape: number[]; backend: string };

beforeAll(async () => {
  registerShippedComponents();
  folder = await mkdtemp(join(tmpdir(), 'medbundle-test-'));
  const network = {
    _target_: 'BasicUNet',
    spatial_dims: 2,
    in_channels: 2,
    out_channels: 1,
    features: [4, 4, 4, 4, 4, 4],
  };
  await writeFile(join(folder, 'inference.json'), JSON.stringify({ network_def: network }));
  const parser = new ConfigParser();
  parser.readConfig(join(folder, 'inference.json'));
  const checkpoint = join(folder, 'model.safetensors');
  await rm(checkpoint, { force: true });
  source = {
    configFile: join(folder, 'inference.json'),
    ckptFile: checkpoint,
    inputShape: [1, 2, 16, 16],
    backend: 'wasm',
  };
  const { selectBackend } = await import('../../../engine/backends/index.js');
  await selectBackend('wasm', { threads: 1 });
  const made = parser.getParsedContent('network_def');
  const { writeCheckpoint } = await import('../../../engine/checkpoint/index.js');
  const { Module } = await import('../../../components/networks/module.js');
  if (!(made instanceof Module)) throw new TypeError('no network');
  await writeCheckpoint(checkpoint, made.stateDict());
  made.dispose();
});

afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!runtime)('a compiled network (skipped without onnxruntime-node)', () => {
  it.each([
    ['fp32', 1e-4],
    ['fp16', 2e-2],
  ] as const)('computes in %s what the network does', async (precision, tolerance) => {
    const filepath = join(folder, `${precision}_trt.ts`);
    const compiled = await compileNetwork({
      ...source,
      filepath,
      precision,
      provider: 'cpu',
      batch: { min: 1, opt: 2, max: 4 },
    });
    expect(compiled.checked?.difference).toBeLessThan(tolerance);
    const before = tf.memory().numTensors;
    const network = new CompiledNetwork(filepath);
    const x = tf.tensor(fakeValues([3, 2, 16, 16], 5), [3, 2, 16, 16]);
    const y = network.forward(x);
    expect(y.shape).toEqual([3, 1, 16, 16]);
    const tooMany = tf.zeros([5, 2, 16, 16]);
    expect(() => network.forward(tooMany)).toThrow(expect.objectContaining({ code: 'bad_input' }));
    tf.dispose([x, y, tooMany]);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where its engine was not built', async () => {
    const filepath = join(folder, 'other_trt.ts');
    await compileNetwork({ ...source, filepath, precision: 'fp32', provider: 'cpu' });
    const file = readCompiled(filepath);
    const elsewhere: CompiledFile = {
      ...file,
      header: { ...file.header, version: 'onnxruntime 0.1, another machine' },
    };
    await writeFile(filepath, Buffer.concat(compiledPieces(elsewhere, new Map(), 'other')));
    expect(() => new CompiledNetwork(filepath)).toThrow(/another machine.*here is onnxruntime/s);
  });

  it('leaves nothing behind when TensorRT is not here', async () => {
    const filepath = join(folder, 'none', 'model_trt.ts');
    let present = true;
    try {
      findProvider('tensorrt');
    } catch {
      present = false;
    }
    if (present) return;
    const compiling = compileNetwork({ ...source, filepath, precision: 'fp16', provider: 'tensorrt' });
    await expect(compiling).rejects.toMatchObject({ code: 'missing_runtime' });
    expect(await readdir(folder)).not.toContain('none');
  });
});

describe('a TorchScript archive', () => {
  it('appears only when the checkpoint fits', async () => {
    const filepath = join(folder, 'whole.ts');
    const exported = await exportNetwork({ ...source, filepath });
    expect(exported.checked?.difference).toBeLessThan(1e-5);
    const before = await readFile(filepath);
    const wrong = { 'network_def#features': [4, 4, 4, 4, 4, 8] };
    const again = exportNetwork({ ...source, filepath, overrides: wrong });
    await expect(again).rejects.toMatchObject({ code: 'checkpoint_mismatch' });
    expect(await readFile(filepath)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
