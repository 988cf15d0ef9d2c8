import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerShippedComponents } from '../../../engine/components.js';
import { BundleError, BundleErrors } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../../engine/registry/exposed.js';
import { registry } from '../../../engine/registry/registry.js';
import { type VerifyNetInOutOptions, verifyNetInOut } from '../../../engine/verify/verify-net-in-out.js';

/** Gives what its one argument says, for any input. */
class Echo {
  static readonly [exposed]: Exposed = { __call__: method('x', 'scale').as('forward'), forward: method('x', 'scale') };
  constructor(readonly what: string) {}
  eval(): this {
    return this;
  }
  forward(x: tf.Tensor, scale = 1): unknown {
    if (this.what === 'two') return [x.clone(), x.clone()];
    if (this.what === 'named') return new Map([['pred', x.clone()]]);
    if (this.what === 'nan') return tf.fill(x.shape, Number.NaN);
    if (this.what === 'int') return tf.cast(x, 'int32');
    return tf.mul(x, scale);
  }
}

const echo = component({
  name: 'EchoNetwork',
  modules: [],
  kind: 'network',
  description: 'Gives back what it takes.',
  arguments: Type.Object({ what: Type.String() }),
  create: ({ what }) => new Echo(what),
});

beforeAll(() => {
  registerShippedComponents();
  registry.add(echo);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'net-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tensor = {
  type: 'image',
  format: 'magnitude',
  num_channels: 1,
  spatial_shape: ['16*n', '*'],
  dtype: 'float32',
  value_range: [],
};

const unet = {
  _target_: 'UNet',
  spatial_dims: 2,
  in_channels: 1,
  out_channels: 1,
  channels: [2, 4],
  strides: [2],
};

type Tensor = Readonly<Record<string, unknown>>;

function options(
  given: { net?: unknown; input?: Tensor; output?: Tensor; config?: Tensor; meta?: unknown } = {},
  more: Partial<VerifyNetInOutOptions> = {},
): VerifyNetInOutOptions {
  const write = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content, null, 1));
    return path;
  };
  write(
    'metadata.json',
    given.meta ?? {
      network_data_format: {
        inputs: { image: { ...tensor, ...given.input } },
        outputs: { pred: { ...tensor, ...given.output } },
      },
    },
  );
  const configFile = write('inference.json', { network_def: given.net ?? unet, ...given.config });
  return { configFile, backend: 'cpu', n: 1, any: 16, ...more };
}

async function failuresOf(asked: VerifyNetInOutOptions): Promise<Record<string, unknown>[]> {
  try {
    await verifyNetInOut(asked);
    return [];
  } catch (error) {
    if (error instanceof BundleErrors) return error.errors.map(({ failure }) => ({ ...failure }));
    if (error instanceof BundleError) return [{ ...error.failure }];
    throw error;
  }
}

const outputs = '_meta_::network_data_format::outputs::pred';

describe('verifyNetInOut', () => {
  it('passes a network that keeps its word, in two and three dimensions, and leaves no tensor behind', async () => {
    expect(await verifyNetInOut(options())).toMatchObject({ input: [1, 1, 16, 16], outputs: { pred: [1, 1, 16, 16] } });
    const before = tf.memory().numTensors;
    const shape = { spatial_shape: ['2**p*n', 4, '*'], num_channels: 2 };
    const net = { ...unet, spatial_dims: 3, in_channels: 2, out_channels: 2 };
    const asked = options({ net, input: shape, output: shape }, { p: 2, n: 2, any: 6 });
    expect(await verifyNetInOut(asked)).toMatchObject({ netId: 'network_def', input: [1, 2, 8, 4, 6] });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, Parameters<typeof options>[0], string]>([
    ['channels', { output: { num_channels: 3 } }, `${outputs}::num_channels`],
    ['output dtype', { output: { dtype: 'int64' } }, `${outputs}::dtype`],
    ['double by its other name', { output: { dtype: 'float' } }, `${outputs}::dtype`],
    ['input dtype', { input: { dtype: 'uint8' } }, '_meta_::network_data_format::inputs::image::dtype'],
    ['spatial shape', { output: { spatial_shape: [16, 8] } }, `${outputs}::spatial_shape`],
    ['spatial axes', { output: { spatial_shape: ['16*n'] } }, `${outputs}::spatial_shape`],
    ['numbers that are none', { net: { _target_: 'EchoNetwork', what: 'nan' } }, `${outputs}::value_range`],
    ['integers', { net: { _target_: 'EchoNetwork', what: 'int' } }, `${outputs}::dtype`],
  ])('tells of other %s', async (_, given, field) => {
    expect(await failuresOf(options(given))).toMatchObject([{ code: 'network_mismatch', field }]);
  });

  it('tells of all mismatches together', async () => {
    const failures = await failuresOf(
      options({ output: { num_channels: 2, dtype: 'int32' }, input: { dtype: 'long' } }),
    );
    expect(failures.map(({ field }) => String(field).split('::').at(-1)).sort()).toEqual([
      'dtype',
      'dtype',
      'num_channels',
    ]);
  });

  it('mentions values outside of the declared range, or refuses them', async () => {
    const given = { output: { value_range: [0, 1e-9] } };
    expect((await verifyNetInOut(options(given))).notices).toHaveLength(1);
    expect(await failuresOf(options(given, { checkValueRange: true }))).toMatchObject([
      { code: 'network_mismatch', field: `${outputs}::value_range` },
    ]);
  });

  it('feeds values of the declared range', async () => {
    const given = {
      net: { _target_: 'EchoNetwork', what: 'same' },
      input: { value_range: [5, 6] },
      output: { value_range: [5, 6] },
    };
    expect(await failuresOf(options(given, { checkValueRange: true }))).toEqual([]);
  });

  it('computes 16-bit floats as float32, and says so', async () => {
    const half = { dtype: 'float16' };
    expect((await verifyNetInOut(options({ input: half, output: half }))).notices).toHaveLength(1);
  });

  it('accepts the whole shape for an output without spatial axes', async () => {
    const net = { _target_: 'EchoNetwork', what: 'same' };
    const given = {
      net,
      input: { spatial_shape: [], num_channels: 4 },
      output: { num_channels: 4, spatial_shape: [1, 4] },
    };
    expect(await failuresOf(options(given))).toEqual([]);
  });

  it('hands on more arguments of the forward pass', async () => {
    const net = { _target_: 'EchoNetwork', what: 'same' };
    const given = { net, output: { value_range: [2, 4] }, input: { value_range: [1, 2] } };
    expect(await failuresOf(options(given, { checkValueRange: true, extraForwardArgs: { scale: 2 } }))).toEqual([]);
    expect(await failuresOf(options(given, { extraForwardArgs: { sclae: 2 } }))).toMatchObject([
      { code: 'python_exception', pythonName: 'TypeError' },
    ]);
  });

  it('compares several outputs, by order or by name, and misses none', async () => {
    const pair = { inputs: { image: tensor }, outputs: { pred: tensor, other: { ...tensor, num_channels: 2 } } };
    const meta = { network_data_format: pair };
    const two = await failuresOf(options({ net: { _target_: 'EchoNetwork', what: 'two' }, meta }));
    expect(two).toMatchObject([{ field: '_meta_::network_data_format::outputs::other::num_channels' }]);
    const named = await failuresOf(options({ net: { _target_: 'EchoNetwork', what: 'named' }, meta }));
    expect(named).toMatchObject([{ field: '_meta_::network_data_format::outputs::other' }]);
  });

  it('says which input the network refuses', async () => {
    const [failure] = await failuresOf(options({ input: { num_channels: 2 } }));
    expect(failure).toMatchObject({ code: 'network_refuses', shape: [1, 2, 16, 16] });
  });

  it.each<[string, Parameters<typeof options>[0], Partial<VerifyNetInOutOptions>, string]>([
    ['an expression with other names', { input: { spatial_shape: ['m'] } }, {}, 'spatial_shape'],
    ['an expression that does more', { input: { spatial_shape: ["__import__('os')"] } }, {}, 'spatial_shape'],
    ['a huge size', { input: { spatial_shape: ['2**p'] } }, { p: 40 }, 'spatial_shape'],
    ['a size that never ends', { input: { spatial_shape: ['9**9**9**n'] } }, {}, 'spatial_shape'],
    ['too many elements', { input: { spatial_shape: ['*', '*'] } }, { any: 100000 }, 'spatial_shape'],
    ['no metadata', { meta: {} }, {}, 'metadata_missing'],
    ['no inputs', { meta: { network_data_format: { outputs: { pred: tensor } } } }, {}, 'metadata_missing'],
    ['no channels', { input: { num_channels: 'x' } }, {}, 'metadata_invalid'],
    ['no network', { config: { a: [1] } }, { netId: 'a' }, 'not_a_network'],
    ['an unknown id', {}, { netId: 'netwrk' }, 'unknown_id'],
    ['an unknown device', {}, { device: 'gpu' }, 'python_exception'],
    ['a damaged network', { net: { ...unet, in_chanels: 1 } }, {}, 'unknown_argument'],
  ])('tells of %s', async (_, given, more, code) => {
    expect(await failuresOf(options(given, more))).toMatchObject([{ code }]);
  });

  it('does not mind what the network does not need', async () => {
    const config = { imports: ['$import pandas'], other: '@missing', transform: { _target_: 'NotHereAtAll' } };
    expect(await failuresOf(options({ config }))).toEqual([]);
    expect(
      await failuresOf(options({ config: { network: '$@network_def.to(@nowhere)' } }, { netId: 'network' })),
    ).toMatchObject([{ code: 'missing_reference' }]);
  });
});
