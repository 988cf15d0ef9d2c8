import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type BackendName,
  convolution,
  normalize,
  selectBackend,
  transposedConvolution,
} from '../../../engine/backends/index.js';
import {
  convolve,
  difference,
  filterGradient,
  inputGradient,
  type Movement,
  pattern,
  type Volume,
} from './reference.js';
import { standardCases } from './standard-cases.js';

const tolerance = 2e-5;

/**
 * What every backend must do: our operations and tfjs's, forward and backward, and leave no tensor behind.
 *
 * @param except cases of tfjs's own operations that the backend does not have, each with the reason
 */
export function backendContract(name: BackendName, except: Readonly<Record<string, string>> = {}): void {
  describe(`backend ${name}`, () => {
    let tensors = 0;
    let buffers = 0;

    beforeAll(async () => {
      await selectBackend(name, { threads: 2 });
    });
    beforeEach(() => {
      ({ numTensors: tensors, numDataBuffers: buffers } = tf.memory());
    });
    afterEach(() => {
      expect(tf.memory()).toMatchObject({ numTensors: tensors, numDataBuffers: buffers });
    });

    describe('convolution', () => {
      it.each(convolutions)('$title', ({ x, filter, movement }) => checkConvolution([x], filter, movement));
      it('of several inputs is that of their concatenation', () => {
        const movement = { strides: [1, 1], padding: [1, 1], dilations: [1, 1] };
        checkConvolution(
          [
            [2, 5, 6, 3],
            [2, 5, 6, 4],
          ],
          [3, 3, 7, 5],
          movement,
        );
      });
    });

    describe('transposed convolution', () => {
      it.each(transposed)('$title', ({ x, filter, movement, outputPadding }) => {
        checkTransposed(x, filter, movement, outputPadding);
      });
    });

    describe('normalization', () => {
      it.each(normalizations)('%s', (_, shape, settings) => checkNormalization(shape, settings));
      it('without scale and offset', () => {
        tf.tidy(() => {
          const { y, mean, rstd } = normalize(tensor(pattern([2, 4, 4, 3], 3)), null, {
            groups: 3,
            acrossBatch: false,
            epsilon: 1e-5,
            slope: 1,
          });
          expect(mean.shape).toEqual([2, 3]);
          expect(rstd.shape).toEqual([2, 3]);
          const moments = tf.moments(y, [1, 2]);
          expect(difference(moments.mean.dataSync(), new Float64Array(6))).toBeLessThan(1);
          expect(difference(moments.variance.dataSync(), new Float64Array(6).fill(1))).toBeLessThan(1e-4);
        });
      });
    });

    describe("tfjs's own operations agree with the cpu backend", () => {
      it.for(Object.entries(standardCases))('%s', async ([title, { inputs, compute, tolerance: own }], { skip }) => {
        skip(except[title] !== undefined, except[title]);
        const expected = await onCpu(name, () => valueAndGradients(inputs, compute));
        const actual = valueAndGradients(inputs, compute);
        expect(actual.length).toBe(expected.length);
        actual.forEach((values, index) => {
          expect(difference(values, expected[index] ?? [])).toBeLessThan(own ?? tolerance);
        });
      });
    });
  });
}

const convolutions = [
  { x: [2, 9, 3], filter: [3, 3, 4], strides: [1], padding: [1], dilations: [1] },
  { x: [1, 12, 2], filter: [5, 2, 3], strides: [3], padding: [2], dilations: [1] },
  { x: [2, 6, 7, 3], filter: [3, 3, 3, 4], strides: [1, 1], padding: [1, 1], dilations: [1, 1] },
  { x: [3, 16, 16, 20], filter: [3, 3, 20, 17], strides: [1, 1], padding: [1, 1], dilations: [1, 1] },
  { x: [2, 6, 7, 3], filter: [1, 1, 3, 4], strides: [1, 1], padding: [0, 0], dilations: [1, 1] },
  { x: [2, 7, 37, 1], filter: [3, 5, 1, 1], strides: [1, 1], padding: [1, 3], dilations: [1, 2] },
  { x: [2, 3, 2, 1], filter: [2, 3, 1, 1], strides: [1, 1], padding: [0, 4], dilations: [1, 1] },
  { x: [1, 5, 6, 21], filter: [3, 3, 21, 1], strides: [1, 2], padding: [1, 1], dilations: [1, 1] },
  { x: [1, 5, 6, 1], filter: [3, 3, 1, 37], strides: [2, 1], padding: [1, 1], dilations: [1, 1] },
  { x: [1, 4, 5, 6, 1], filter: [3, 2, 3, 1, 1], strides: [1, 1, 1], padding: [1, 0, 1], dilations: [1, 2, 1] },
  { x: [2, 6, 6, 3], filter: [2, 2, 3, 4], strides: [2, 2], padding: [0, 0], dilations: [1, 1] },
  { x: [2, 7, 8, 3], filter: [3, 3, 3, 4], strides: [2, 2], padding: [1, 1], dilations: [1, 1] },
  { x: [1, 8, 9, 2], filter: [3, 2, 2, 3], strides: [2, 3], padding: [0, 1], dilations: [1, 1] },
  { x: [2, 9, 9, 2], filter: [3, 3, 2, 3], strides: [1, 1], padding: [2, 2], dilations: [2, 2] },
  { x: [1, 5, 5, 2], filter: [1, 1, 2, 3], strides: [2, 2], padding: [0, 0], dilations: [1, 1] },
  { x: [1, 6, 6, 2], filter: [3, 3, 2, 2], strides: [1, 1], padding: [3, 3], dilations: [1, 1] },
  { x: [2, 4, 5, 6, 2], filter: [3, 3, 3, 2, 3], strides: [1, 1, 1], padding: [1, 1, 1], dilations: [1, 1, 1] },
  { x: [1, 6, 7, 6, 2], filter: [3, 3, 3, 2, 3], strides: [2, 2, 2], padding: [1, 1, 1], dilations: [1, 1, 1] },
  { x: [1, 4, 4, 4, 3], filter: [2, 2, 2, 3, 2], strides: [2, 2, 2], padding: [0, 0, 0], dilations: [1, 1, 1] },
  { x: [1, 3, 4, 5, 3], filter: [1, 1, 1, 3, 2], strides: [1, 1, 1], padding: [0, 0, 0], dilations: [1, 1, 1] },
  { x: [1, 7, 6, 7, 2], filter: [3, 3, 3, 2, 2], strides: [1, 1, 2], padding: [2, 1, 2], dilations: [2, 1, 2] },
].map(({ x, filter, ...movement }) => ({
  title: `${x.join('×')} by ${filter.join('×')}, ${JSON.stringify(movement)}`,
  x,
  filter,
  movement,
}));

const transposed = [
  { x: [2, 5, 3], filter: [2, 4, 3], strides: [2], padding: [0], dilations: [1], outputPadding: [0] },
  { x: [2, 4, 5, 3], filter: [2, 2, 4, 3], strides: [2, 2], padding: [0, 0], dilations: [1, 1], outputPadding: [0, 0] },
  { x: [1, 4, 5, 3], filter: [3, 3, 2, 3], strides: [2, 2], padding: [1, 1], dilations: [1, 1], outputPadding: [1, 1] },
  {
    x: [1, 3, 4, 3, 3],
    filter: [2, 2, 2, 2, 3],
    strides: [2, 2, 2],
    padding: [0, 0, 0],
    dilations: [1, 1, 1],
    outputPadding: [0, 0, 0],
  },
  {
    x: [1, 3, 3, 2, 2],
    filter: [3, 3, 3, 3, 2],
    strides: [2, 2, 2],
    padding: [1, 1, 1],
    dilations: [1, 1, 1],
    outputPadding: [1, 1, 1],
  },
].map(({ x, filter, outputPadding, ...movement }) => ({
  title: `${x.join('×')} by ${filter.join('×')}, ${JSON.stringify({ ...movement, outputPadding })}`,
  x,
  filter,
  movement,
  outputPadding,
}));

type NormSettings = Parameters<typeof normalize>[2];

const normalizations: [string, number[], NormSettings][] = [
  ['instance, 1-D', [2, 9, 3], { groups: 3, acrossBatch: false, epsilon: 1e-5, slope: 1 }],
  ['instance, 2-D, leaky', [2, 5, 6, 4], { groups: 4, acrossBatch: false, epsilon: 1e-5, slope: 0.1 }],
  ['instance, 3-D, relu', [2, 3, 4, 5, 2], { groups: 2, acrossBatch: false, epsilon: 1e-3, slope: 0 }],
  ['group, 2-D', [2, 5, 4, 6], { groups: 2, acrossBatch: false, epsilon: 1e-5, slope: 1 }],
  ['group of all channels, 3-D, leaky', [2, 2, 3, 4, 4], { groups: 1, acrossBatch: false, epsilon: 1e-5, slope: 0.2 }],
  ['batch, 2-D, leaky', [3, 5, 4, 3], { groups: 3, acrossBatch: true, epsilon: 1e-5, slope: 0.1 }],
];

function tensor({ shape, data }: Volume): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

function checkConvolution(shapes: number[][], filterShape: number[], movement: Movement): void {
  const parts = shapes.map((shape, index) => pattern(shape, index));
  const filter = pattern(filterShape, 11);
  const bias = pattern([filterShape[filterShape.length - 1] ?? 1], 12);
  const joined = join(parts);
  const expected = convolve(joined, filter, movement);
  const dy = pattern(expected.shape, 13);
  tf.tidy(() => {
    const inputs = [...parts, filter, bias].map(tensor);
    const compute = (...given: tf.Tensor[]) => {
      const kernel = given[parts.length];
      if (!kernel) throw new Error('no filter');
      return convolution(given.slice(0, parts.length), kernel, given[parts.length + 1] ?? null, movement);
    };
    const { value, grads } = tf.valueAndGrads(compute)(inputs, tensor(dy));
    expect(value.shape).toEqual(expected.shape);
    const k = bias.data.length;
    const withBias = expected.data.map((sum, index) => sum + (bias.data[index % k] ?? 0));
    expect(difference(value.dataSync(), withBias)).toBeLessThan(tolerance);
    const dx = join(
      grads.slice(0, parts.length).map((grad) => ({ shape: grad.shape, data: Float64Array.from(grad.dataSync()) })),
    );
    expect(difference(dx.data, inputGradient(joined.shape, filter, dy, movement).data)).toBeLessThan(tolerance);
    const dfilter = grads[parts.length];
    expect(dfilter?.shape).toEqual(filterShape);
    const expectedFilter = filterGradient(joined, filterShape, dy, movement).data;
    expect(difference(dfilter?.dataSync() ?? [], expectedFilter)).toBeLessThan(tolerance);
    const sums = new Float64Array(k);
    dy.data.forEach((part, index) => {
      sums[index % k] = (sums[index % k] ?? 0) + part;
    });
    expect(difference(grads[parts.length + 1]?.dataSync() ?? [], sums)).toBeLessThan(1e-4);
  });
}

function join(parts: readonly Volume[]): Volume {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? pattern([], 0);
  const widths = parts.map(({ shape }) => shape[shape.length - 1] ?? 1);
  const width = widths.reduce((sum, part) => sum + part, 0);
  const rows = first.data.length / (widths[0] ?? 1);
  const data: number[] = [];
  for (let row = 0; row < rows; row++) {
    parts.forEach((part, index) => {
      const columns = widths[index] ?? 1;
      data.push(...part.data.subarray(row * columns, (row + 1) * columns));
    });
  }
  return { shape: [...first.shape.slice(0, -1), width], data: Float64Array.from(data) };
}

function checkTransposed(xShape: number[], filterShape: number[], movement: Movement, outputPadding: number[]): void {
  const x = pattern(xShape, 1);
  const filter = pattern(filterShape, 2);
  const bias = pattern([filterShape[filterShape.length - 2] ?? 1], 3);
  const spatial = xShape.slice(1, -1).map((extent, axis) => {
    const reach = (filterShape[axis] ?? 1) - 1;
    const inner = (extent - 1) * (movement.strides[axis] ?? 1) + reach + 1;
    return inner - 2 * (movement.padding[axis] ?? 0) + (outputPadding[axis] ?? 0);
  });
  const shape = [xShape[0] ?? 1, ...spatial, bias.data.length];
  const expected = inputGradient(shape, filter, x, movement);
  const dy = pattern(shape, 4);
  tf.tidy(() => {
    const compute = (...given: tf.Tensor[]) => {
      const [image, kernel, offset] = given;
      if (!image || !kernel) throw new Error('no input');
      return transposedConvolution(image, kernel, offset ?? null, { ...movement, outputPadding });
    };
    const { value, grads } = tf.valueAndGrads(compute)([x, filter, bias].map(tensor), tensor(dy));
    expect(value.shape).toEqual(shape);
    const k = bias.data.length;
    const withBias = expected.data.map((sum, index) => sum + (bias.data[index % k] ?? 0));
    expect(difference(value.dataSync(), withBias)).toBeLessThan(tolerance);
    expect(difference(grads[0]?.dataSync() ?? [], convolve(dy, filter, movement).data)).toBeLessThan(tolerance);
    const dfilter = filterGradient(dy, filterShape, x, movement).data;
    expect(difference(grads[1]?.dataSync() ?? [], dfilter)).toBeLessThan(tolerance);
  });
}

function checkNormalization(shape: number[], settings: NormSettings): void {
  const channels = shape[shape.length - 1] ?? 1;
  const volumes = [pattern(shape, 1), pattern([channels], 2), pattern([channels], 3)];
  const dy = pattern(shape, 4);
  tf.tidy(() => {
    const fused = (...[x, scale, offset]: tf.Tensor[]) => {
      if (!x || !scale || !offset) throw new Error('no input');
      return normalize(x, { scale, offset }, settings).y;
    };
    const inputs = volumes.map(tensor);
    const actual = tf.valueAndGrads(fused)(inputs, tensor(dy));
    const expected = tf.valueAndGrads((...given: tf.Tensor[]) => plainNormalization(given, settings))(
      inputs,
      tensor(dy),
    );
    expect(difference(actual.value.dataSync(), expected.value.dataSync())).toBeLessThan(tolerance);
    actual.grads.forEach((grad, index) => {
      expect(difference(grad.dataSync(), expected.grads[index]?.dataSync() ?? [])).toBeLessThan(1e-4);
    });
  });
}

function plainNormalization([x, scale, offset]: tf.Tensor[], settings: NormSettings): tf.Tensor {
  if (!x || !scale || !offset) throw new Error('no input');
  const n = x.shape[0] ?? 1;
  const channels = x.shape[x.rank - 1] ?? 1;
  const grouped = tf.reshape(x, [n, -1, settings.groups, channels / settings.groups]);
  const axes = settings.acrossBatch ? [0, 1, 3] : [1, 3];
  const mean = tf.mean(grouped, axes, true);
  const centered = tf.sub(grouped, mean);
  const variance = tf.mean(tf.square(centered), axes, true);
  const normal = tf.div(centered, tf.sqrt(tf.add(variance, settings.epsilon)));
  const affine = tf.add(tf.mul(tf.reshape(normal, x.shape), scale), offset);
  return settings.slope === 1 ? affine : tf.maximum(affine, tf.mul(affine, settings.slope));
}

function valueAndGradients(inputs: readonly Volume[], compute: (...tensors: tf.Tensor[]) => tf.Tensor): number[][] {
  return tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => compute(...given))(inputs.map(tensor));
    return [value, ...grads].map((result) => Array.from(result.dataSync()));
  });
}

async function onCpu<T>(name: BackendName, compute: () => T): Promise<T> {
  await selectBackend('cpu');
  try {
    return compute();
  } finally {
    await selectBackend(name);
  }
}
