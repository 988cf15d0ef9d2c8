import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNet } from '../../../components/networks/unet.js';
import { Philox } from '../../../components/random/philox.js';
import { selectBackend } from '../../../engine/backends/index.js';
import { readCheckpoint, writeCheckpoint } from '../../../engine/checkpoint/index.js';
import { commandLine } from '../../../engine/cli/command-line.js';
import { registerShippedComponents } from '../../../engine/components.js';
import { BundleError, BundleErrors } from '../../../engine/errors.js';
import { type ExportOptions, exportNetwork } from '../../../engine/export/index.js';
import { onnxRuntime } from '../../../engine/export/onnx/onnx-runtime.js';
import { readOnnxBytes } from '../../../engine/export/onnx/write-onnx.js';
import { NdArray } from '../../../engine/types/index.js';

const unet = {
  _target_: 'UNet',
  spatial_dims: 2,
  in_channels: 2,
  out_channels: 1,
  channels: [2, 4],
  strides: [2],
};

const image = {
  type: 'image',
  format: 'magnitude',
  num_channels: 2,
  spatial_shape: [8, 12],
  dtype: 'float32',
  value_range: [],
};

let folder: string;
let state: Map<string, NdArray>;
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  registerShippedComponents();
  await selectBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'export-'));
  writeFileSync(at('inference.json'), JSON.stringify({ network_def: unet, dataset: '$nothing.of(this)' }));
  metadata(image.spatial_shape);
  const options = { spatialDims: 2, inChannels: 2, outChannels: 1, channels: [2, 4], strides: [2] } as const;
  const network = new UNet(options, new Philox(3));
  state = network.stateDict();
  network.dispose();
  await writeCheckpoint(at('model.pt'), state);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(tf.memory().numTensors).toBe(0);
});

function metadata(spatial: readonly unknown[]): void {
  const inputs = { scan: { ...image, spatial_shape: spatial } };
  const outputs = { mask: { ...image, num_channels: 1, spatial_shape: spatial } };
  writeFileSync(at('metadata.json'), JSON.stringify({ network_data_format: { inputs, outputs } }));
}

/** The failure of an export, which must leave no file behind. */
async function refused(options: Partial<ExportOptions> = {}): Promise<Readonly<Record<string, unknown>>> {
  const before = readdirSync(folder).sort();
  try {
    await exportNetwork({ ...plain, ...options });
  } catch (error) {
    expect(readdirSync(folder).sort()).toEqual(before);
    if (error instanceof BundleErrors) return { ...error.errors[0]?.failure };
    if (error instanceof BundleError) return { ...error.failure };
    throw error;
  }
  throw new Error('it did not fail');
}

let plain: ExportOptions;
beforeEach(() => {
  plain = { configFile: at('inference.json'), ckptFile: at('model.pt'), filepath: at('model.onnx'), backend: 'cpu' };
});

const dimensions = (name: 'input' | 'output', path = at('model.onnx')) =>
  readOnnxBytes(readFileSync(path)).graph[name].map(({ name, type }) => [
    name,
    ...type.tensorType.shape.dim.flatMap(Object.values),
  ]);

describe('onnx_export', () => {
  it('names inputs and outputs as the metadata do, and lets the batch be any', async () => {
    const { checked, unchecked, netId } = await exportNetwork(plain);
    expect(netId).toBe('network_def');
    if (await onnxRuntime()) expect(checked?.difference).toBeLessThan(1e-5);
    else expect(unchecked).toContain('onnxruntime-node');
    expect(dimensions('input')).toEqual([['scan', 'batch', 2, 8, 12]]);
    expect(dimensions('output')).toEqual([['mask', 'batch', 1, 8, 12]]);
    const { initializer } = readOnnxBytes(readFileSync(at('model.onnx'))).graph;
    const weight = initializer.find(({ name }) => name === 'model.0.conv.weight');
    expect(weight?.dims).toEqual([2, 2, 3, 3]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('leaves sizes open where the metadata do', async () => {
    metadata(['4*n', '*']);
    await exportNetwork(plain);
    expect(dimensions('input')).toEqual([['scan', 'batch', 2, 'height', 'width']]);
    expect(dimensions('output')).toEqual([['mask', 'batch', 1, 'height', 'width']]);
  });

  it('takes a shape, names, axes and an operator set', async () => {
    const converterKwargs = {
      input_names: ['x'],
      output_names: ['y'],
      opset_version: 18,
      dynamic_axes: { x: { 0: 'n', 2: 'rows' } },
    };
    await exportNetwork({ ...plain, inputShape: [1, 2, 6, 4], converterKwargs });
    expect(dimensions('input')).toEqual([['x', 'n', 2, 'rows', 4]]);
    expect(readOnnxBytes(readFileSync(at('model.onnx'))).opsetImport).toEqual([{ domain: '', version: 18 }]);
  });

  it('needs no metadata where a shape is given', async () => {
    rmSync(at('metadata.json'));
    await exportNetwork({ ...plain, inputShape: [1, 2, 6, 4] });
    expect(dimensions('input')).toEqual([['image', 'batch', 2, 6, 4]]);
    expect(await refused()).toMatchObject({ code: 'metadata_missing' });
  });

  it('names keys that do not fit', async () => {
    const [first = '', second = ''] = state.keys();
    const given = new Map(state);
    given.delete(first);
    given.set('extra.weight', new NdArray(new Float32Array(1), [1], 'float32'));
    given.set(second, new NdArray(new Float32Array(7), [7], 'float32'));
    await writeCheckpoint(at('model.pt'), given);
    const failure = await refused();
    expect(failure).toMatchObject({ code: 'checkpoint_mismatch', missing: [first], unexpected: ['extra.weight'] });
    expect(String(failure.misshaped)).toContain(second);
    expect(failure.path).toBe(at('model.pt'));
  });

  it('refuses a checkpoint that is cut off, holds code, or is not there', async () => {
    truncateSync(at('model.pt'), 1000);
    expect(await refused()).toMatchObject({ code: 'checkpoint_damaged' });
    writeFileSync(at('model.pt'), Buffer.from('not a checkpoint'));
    expect(await refused()).toMatchObject({ code: 'checkpoint_damaged' });
    expect(await refused({ ckptFile: at('none.pt') })).toMatchObject({ code: 'checkpoint_missing' });
  });

  it('finds weights under a key, and says which there are', async () => {
    await writeCheckpoint(
      at('nested.pt'),
      new Map<string, Map<string, NdArray>>([
        ['model', state],
        ['other', new Map()],
      ]),
    );
    const ckptFile = at('nested.pt');
    expect(await refused({ ckptFile })).toMatchObject({ code: 'missing_option', option: 'key_in_ckpt' });
    expect(await refused({ ckptFile, keyInCkpt: 'net' })).toMatchObject({ code: 'invalid_option' });
    await exportNetwork({ ...plain, ckptFile, keyInCkpt: 'model' });
    expect(existsSync(at('model.onnx'))).toBe(true);
  });

  it('keeps the file that was there when the new one differs from the network', async () => {
    writeFileSync(at('model.onnx'), 'old');
    if (await onnxRuntime()) {
      expect(await refused({ converterKwargs: { rtol: 1e-30 } })).toMatchObject({ code: 'export_differs' });
      expect(readFileSync(at('model.onnx'), 'utf8')).toBe('old');
    }
    const { unchecked } = await exportNetwork({ ...plain, check: false, converterKwargs: { rtol: 1e-30 } });
    expect(unchecked).toBeDefined();
    expect(dimensions('input')).toHaveLength(1);
  });

  it('refuses what it does not know', async () => {
    const option = 'converter_kwargs';
    expect(await refused({ converterKwargs: { opset_versoin: 17 } })).toMatchObject({ code: 'invalid_option', option });
    expect(await refused({ converterKwargs: { opset_version: 9 } })).toMatchObject({ code: 'invalid_option', option });
    expect(await refused({ filepath: at('model.h5') })).toMatchObject({ code: 'invalid_option', option: 'filepath' });
    expect(await refused({ netId: 'network_def::_target_' })).toMatchObject({ code: 'not_a_network' });
  });
});

describe('the commands', () => {
  async function words(...given: string[]): Promise<{ code: number; text: string }> {
    let text = '';
    const write = (more: string): void => {
      text += more;
    };
    const screen = { isTTY: false, columns: 100, write };
    return { code: await commandLine(given, { stdout: screen, stderr: screen }), text };
  }

  it('onnx_export writes a model', async () => {
    const files = [
      '--filepath',
      at('model.onnx'),
      '--ckpt_file',
      at('model.pt'),
      '--config_file',
      at('inference.json'),
    ];
    const { code, text } = await words('onnx_export', 'network_def', ...files, '--backend', 'cpu');
    expect([code, text]).toEqual([0, expect.stringContaining('scan [batch, 2, 8, 12] → mask [batch, 1, 8, 12]')]);
  });

  it('take defaults from a file, overrides of the config, and None for nothing', async () => {
    const given = {
      filepath: at('a.onnx'),
      ckpt_file: at('model.pt'),
      config_file: at('inference.json'),
      backend: 'cpu',
    };
    writeFileSync(at('args.json'), JSON.stringify({ ...given, no_check: true, input_shape: [1, 2, 4, 4] }));
    const result = await words(
      'onnx_export',
      '--args_file',
      at('args.json'),
      '--filepath',
      at('b.onnx'),
      '--key_in_ckpt',
      'None',
    );
    expect(result.code, result.text).toBe(0);
    expect(existsSync(at('a.onnx'))).toBe(false);
    expect(dimensions('input', at('b.onnx'))).toEqual([['scan', 'batch', 2, 4, 4]]);
    const wrong = await words('onnx_export', '--args_file', at('args.json'), '--network_def#in_channels', '3');
    expect([wrong.code, existsSync(at('a.onnx'))]).toEqual([1, false]);
  });

  it('ckpt_export chooses the format by the extension, and files by bundle_root', async () => {
    const config = ['--config_file', at('inference.json'), '--backend', 'cpu'];
    const result = await words(
      'ckpt_export',
      ...config,
      '--filepath',
      at('w.safetensors'),
      '--ckpt_file',
      at('model.pt'),
    );
    expect(result.code, result.text).toBe(0);
    const tree = await readCheckpoint(at('w.safetensors'));
    expect(tree instanceof Map ? [...tree.keys()].sort() : []).toEqual([...state.keys()].sort());
    const missing = await words(
      'ckpt_export',
      ...config,
      '--bundle_root',
      folder,
      '--filepath',
      at('x.onnx'),
      '--allow_new_keys',
    );
    expect(missing.text).toContain(join(folder, 'models', 'model.pt'));
  });

  it('say what is missing, and help', async () => {
    expect(await words('onnx_export', '--config_file', at('inference.json'))).toMatchObject({ code: 2 });
    const { text } = await words('onnx_export', '--help');
    for (const option of ['net_id', 'filepath', 'ckpt_file', 'key_in_ckpt', 'converter_kwargs', 'no_check']) {
      expect(text).toContain(option);
    }
  });
});
