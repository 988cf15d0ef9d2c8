import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerShippedComponents } from '../../../engine/components.js';
import { BundleError, BundleErrors } from '../../../engine/errors.js';
import { type InitBundleOptions, initBundle } from '../../../engine/init/init-bundle.js';
import { run } from '../../../engine/run.js';
import { rootLogger } from '../../../engine/types/log.js';
import { verifyMetadata } from '../../../engine/verify/verify-metadata.js';
import { verifyNetInOut } from '../../../engine/verify/verify-net-in-out.js';

beforeAll(() => {
  registerShippedComponents();
  rootLogger.handlers = [{ level: 0, handle: () => undefined }];
});

let folder: string;
let bundleDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  bundleDir = join(folder, 'my bundle');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function failureOf(options: Partial<InitBundleOptions>): Promise<unknown> {
  try {
    await initBundle({ bundleDir, backend: 'cpu', ...options });
  } catch (error) {
    if (error instanceof BundleErrors) return error.errors[0]?.failure;
    if (error instanceof BundleError) return error.failure;
    throw error;
  }
  return undefined;
}

const small = { _target_: 'UNet', spatial_dims: 2, in_channels: 1, out_channels: 2, channels: [2, 4], strides: [2] };

const config = (name: string): string => join(bundleDir, 'configs', `${name}.json`);
const overrides = () => ({ bundle_root: bundleDir, max_epochs: 1 });

describe('initBundle', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['pictures', { ...small, in_channels: 3 }],
    ['pictures with one output', { ...small, out_channels: 1 }],
    ['arrays of several channels', { ...small, in_channels: 2, out_channels: 3 }],
    ['volumes', { ...small, spatial_dims: 3 }],
    ['signals', { ...small, spatial_dims: 1 }],
  ])('makes a bundle for %s that verifies, trains and infers as it stands', async (_, network) => {
    await initBundle({ bundleDir, network });
    expect(verifyMetadata({ metaFile: config('metadata') }).notices).toEqual([]);
    const before = tf.memory().numTensors;
    for (const name of ['inference', 'train']) {
      await verifyNetInOut({ configFile: config(name), checkValueRange: true });
    }
    expect(tf.memory().numTensors).toBe(before);
    const quiet = { overrides: overrides(), loggingFile: false, saveConfig: false } as const;
    await run({ configFile: config('train'), ...quiet });
    const { results } = await run({ configFile: config('inference'), ...quiet });
    expect(results).toHaveLength(1);
    const written = readdirSync(join(bundleDir, 'eval'));
    const pictures = network.spatial_dims === 2 && network.in_channels !== 2;
    expect(written.filter((name) => name.endsWith('_mask.png'))).toHaveLength(pictures ? 8 : 0);
    expect(written).toContain('metrics.csv');
  });

  it('makes the folders of MONAI, and names what it made', async () => {
    const files = await initBundle({ bundleDir, network: small, backend: 'cpu', datasetLicense: true });
    expect(readdirSync(bundleDir).sort()).toEqual(['LICENSE', 'configs', 'data', 'docs', 'models']);
    expect(files).toContain('models/model.pt');
    for (const file of files) expect(existsSync(join(bundleDir, file))).toBe(true);
    expect(readdirSync(join(bundleDir, 'docs')).sort()).toEqual(['README.md', 'data_license.txt']);
    expect(readdirSync(folder)).toEqual(['my bundle']);
  });

  it('writes out all arguments of a network that is only named', async () => {
    await initBundle({ bundleDir, network: 'UNet', backend: 'cpu' });
    const written = JSON.parse(readFileSync(config('train'), 'utf8')).network_def;
    expect(written).toMatchObject({ _target_: 'UNet', spatial_dims: 2, strides: [2, 2], num_res_units: 0, bias: true });
  });

  it('copies weights that fit, also from a checkpoint with more in it', async () => {
    await initBundle({ bundleDir, network: small, backend: 'cpu' });
    const ckptFile = join(bundleDir, 'models', 'model.pt');
    const again = join(folder, 'again');
    await initBundle({ bundleDir: again, network: small, ckptFile, backend: 'cpu' });
    expect(readFileSync(join(again, 'models', 'model.pt'))).toEqual(readFileSync(ckptFile));
  });

  it('takes metadata and inference config that are given, as mapping or text', async () => {
    const inferenceStr = { network_def: small, run: ['$print(1)'] };
    await initBundle({ bundleDir, metadataStr: '{"version": "1.0.0"}', inferenceStr, backend: 'cpu' });
    expect(readFileSync(config('metadata'), 'utf8')).toBe('{"version": "1.0.0"}\n');
    expect(JSON.parse(readFileSync(config('inference'), 'utf8'))).toEqual(inferenceStr);
    expect(JSON.parse(readFileSync(config('train'), 'utf8')).network_def).toEqual(small);
  });

  it('never touches what exists', async () => {
    mkdirSync(bundleDir);
    expect(await failureOf({})).toMatchObject({ code: 'bundle_exists' });
    expect(readdirSync(bundleDir)).toEqual([]);
    writeFileSync(join(folder, 'file'), 'x');
    expect(await failureOf({ bundleDir: join(folder, 'file') })).toMatchObject({ code: 'bundle_exists' });
    expect(await failureOf({ bundleDir: join(folder, 'a', 'b') })).toMatchObject({ code: 'parent_missing' });
    expect(await failureOf({ bundleDir: join(folder, 'file', 'b') })).toMatchObject({ code: 'parent_missing' });
  });

  it.each<[string, (path: string) => Partial<InitBundleOptions>, string]>([
    ['an unknown network', () => ({ network: 'UNte' }), 'unknown_component'],
    ['no network', () => ({ network: 'DiceLoss' }), 'not_a_network'],
    ['a mapping without a name', () => ({ network: { spatial_dims: 2 } }), 'invalid_option'],
    ['a damaged network', () => ({ network: { ...small, in_chanels: 1 } }), 'unknown_argument'],
    ['weights that do not fit', (path) => ({ ckptFile: path }), 'checkpoint_damaged'],
    ['weights that are not there', (path) => ({ ckptFile: `${path}.pt` }), 'checkpoint_missing'],
    ['metadata that are no JSON', () => ({ metadataStr: '{' }), 'invalid_option'],
    ['an inference config that is a list', () => ({ inferenceStr: '[]' }), 'invalid_option'],
  ])('refuses %s and leaves nothing behind', async (_, options, code) => {
    const path = join(folder, 'weights');
    writeFileSync(path, 'no weights');
    expect(await failureOf({ network: small, ...options(path) })).toMatchObject({ code });
    expect(readdirSync(folder)).toEqual(['weights']);
  });

  it('names the weights that do not fit', async () => {
    await initBundle({ bundleDir, network: small, backend: 'cpu' });
    const ckptFile = join(bundleDir, 'models', 'model.pt');
    const other = { ...small, channels: [4, 8] };
    const failure = await failureOf({ bundleDir: join(folder, 'other'), network: other, ckptFile });
    expect(failure).toMatchObject({ code: 'checkpoint_mismatch' });
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('tells that a folder may not be written to', async () => {
    chmodSync(folder, 0o500);
    try {
      expect(await failureOf({ network: small })).toMatchObject({ code: 'unwritable_file' });
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});
