import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BasicUNet, type BasicUNetOptions } from '../../../components/networks/basic-unet.js';
import { UNet } from '../../../components/networks/unet.js';
import { Philox } from '../../../components/random/philox.js';
import { selectBackend } from '../../../engine/backends/index.js';
import type { Failure } from '../../../engine/errors.js';
import { BundleError } from '../../../engine/errors.js';
import { NdArray } from '../../../engine/types/index.js';

const small: BasicUNetOptions = { spatialDims: 2, inChannels: 2, outChannels: 1, features: [4, 4, 6, 6, 8, 4] };

beforeAll(async () => {
  await selectBackend('wasm', { threads: 1 });
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

function failure(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof BundleError) return error.failure;
    throw error;
  }
  throw new Error('it did not fail');
}

function output(network: BasicUNet): number[] {
  return tf.tidy(() => Array.from(network.forward(tf.linspace(-1, 1, 2048).reshape([1, 2, 32, 32])).dataSync()));
}

describe('BasicUNet', () => {
  it('starts from the seed, with weights in PyTorch’s bounds', () => {
    const [first, same, other] = [1, 1, 2].map((seed) => new BasicUNet(small, new Philox(seed)));
    const weights = (network: BasicUNet | undefined) =>
      network?.stateDict().get('down_1.convs.conv_1.conv.weight') ?? new NdArray(new Float32Array(), [0], 'float32');
    expect(weights(first).shape).toEqual([4, 4, 3, 3]);
    expect(weights(same).data).toEqual(weights(first).data);
    expect(weights(other).data).not.toEqual(weights(first).data);
    const largest = Math.max(...Array.from<unknown, number>(weights(first).data, (value) => Math.abs(Number(value))));
    expect(largest).toBeLessThan(1 / 6);
    expect(largest).toBeGreaterThan(0.9 / 6);
    for (const network of [first, same, other]) network?.dispose();
  });

  it('saves and loads its state under PyTorch’s names', () => {
    const [from, to] = [new BasicUNet(small, new Philox(1)), new BasicUNet(small, new Philox(2))];
    expect(output(to)).not.toEqual(output(from));
    to.loadStateDict(from.stateDict());
    expect(output(to)).toEqual(output(from));
    const plain: Record<string, NdArray> = Object.fromEntries(from.stateDict());
    expect([...from.stateDict().keys()].slice(0, 4)).toEqual([
      'conv_0.conv_0.conv.weight',
      'conv_0.conv_0.conv.bias',
      'conv_0.conv_0.adn.N.weight',
      'conv_0.conv_0.adn.N.bias',
    ]);
    expect(Object.keys(plain)).toEqual(from.parameters().map(({ name }) => name));
    from.dispose();
    to.dispose();
  });

  it('lists all that does not fit, and then loads nothing', () => {
    const network = new BasicUNet(small, new Philox(1));
    const before = output(network);
    const state = network.stateDict();
    state.set('final_conv.weight', new NdArray(new Float32Array(3), [3], 'float32'));
    state.delete('final_conv.bias');
    state.set('extra', new NdArray(new Float32Array(1), [1], 'float32'));
    expect(failure(() => network.loadStateDict(state))).toMatchObject({
      code: 'checkpoint_mismatch',
      missing: ['final_conv.bias'],
      unexpected: ['extra'],
      misshaped: [expect.stringContaining('final_conv.weight')],
    });
    expect(output(network)).toEqual(before);
    state.delete('final_conv.weight');
    network.loadStateDict(state, false);
    expect(output(network)).toEqual(before);
    network.dispose();
  });

  it('loads other float dtypes', () => {
    const network = new BasicUNet(small, new Philox(1));
    const before = output(network);
    const wide = new Map(
      [...network.stateDict()].map(([name, { data, shape }]) => {
        return [name, new NdArray(Float64Array.from(data, Number), shape, 'float64')] as const;
      }),
    );
    network.loadStateDict(wide);
    expect(output(network)).toEqual(before);
    network.dispose();
  });

  it('drops at random while training, and repeats with the same stream', () => {
    const network = new BasicUNet({ ...small, dropout: 0.3 }, new Philox(1)).train();
    expect(network.training).toBe(true);
    const draw = (seed: number) => {
      network.useRandom(new Philox(seed));
      return output(network);
    };
    const first = draw(5);
    expect(draw(6)).not.toEqual(first);
    expect(draw(5)).toEqual(first);
    network.eval();
    expect(network.training).toBe(false);
    expect(output(network)).toEqual(output(network));
    network.dispose();
  });

  it('takes images of odd sizes, of any dtype', () => {
    const network = new BasicUNet(small, new Philox(1));
    tf.tidy(() => {
      expect(network.forward(tf.ones([1, 2, 19, 33], 'int32')).shape).toEqual([1, 1, 19, 33]);
    });
    network.dispose();
  });

  it.each<[string, BasicUNetOptions, Partial<Failure>]>([
    ['act', { act: 'rellu' }, { code: 'invalid_argument' }],
    ['act settings', { act: ['relu', { slope: 1 }] }, { code: 'unknown_argument' }],
    ['act setting of another type', { act: ['elu', { alpha: 'a' }] }, { code: 'invalid_argument' }],
    ['norm', { norm: ['spectral', {}] }, { code: 'invalid_argument' }],
    ['groups', { norm: ['group', { num_groups: 3 }] }, { code: 'invalid_argument' }],
    ['upsample', { upsample: 'bilinear' }, { code: 'invalid_argument' }],
    ['dropout', { dropout: ['dropout', { p: 2 }] }, { code: 'invalid_argument' }],
    ['features', { features: [1, 2] }, { code: 'invalid_argument' }],
  ])('refuses a wrong %s', (_, options, expected) => {
    expect(failure(() => new BasicUNet({ ...small, ...options }, new Philox(1)))).toMatchObject(expected);
    tf.disposeVariables();
  });
});

describe('what a network is given', () => {
  it.each([
    ['channels', [1, 3, 32, 32]],
    ['axes', [1, 2, 32]],
    ['size', [1, 2, 8, 32]],
  ])('is refused for its %s', (_, shape) => {
    const network = new BasicUNet(small, new Philox(1));
    tf.tidy(() => {
      const given = failure(() => network.forward(tf.zeros(shape)));
      expect(given).toMatchObject({ code: 'bad_input', component: 'network' });
    });
    network.dispose();
  });
});

describe('UNet', () => {
  it('refuses an image that its strides do not divide', () => {
    const sizes = { spatialDims: 2, inChannels: 1, outChannels: 1, channels: [2, 2, 2], strides: [2, 2] } as const;
    const network = new UNet(sizes, new Philox(1));
    tf.tidy(() => {
      expect(failure(() => network.forward(tf.zeros([1, 1, 16, 14])))).toMatchObject({ code: 'bad_input' });
    });
    network.dispose();
  });

  it('refuses sizes that do not fit together', () => {
    const options = { spatialDims: 2, inChannels: 1, outChannels: 1 } as const;
    const wrong = [
      { channels: [4], strides: [] },
      { channels: [4, 8, 8], strides: [2] },
      { channels: [4, 8], strides: [2], kernelSize: 4 },
      { channels: [4, 8], strides: [2], upKernelSize: [3, 3, 3] },
    ];
    for (const sizes of wrong) {
      expect(failure(() => new UNet({ ...options, ...sizes }, new Philox(1)))).toMatchObject({
        code: 'invalid_argument',
        component: 'UNet',
      });
    }
  });
});
