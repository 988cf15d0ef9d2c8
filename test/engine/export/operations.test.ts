import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../../engine/backends/index.js';
import { liveOutputs } from '../../../engine/export/compare.js';
import { type TraceOptions, traceNetwork } from '../../../engine/export/index.js';
import { onnxBytes } from '../../../engine/export/onnx/write-onnx.js';
import { fakeValues } from '../../../engine/export/trace.js';
import { PlainNetwork } from './plain-network.js';
import { runOnnx } from './run-onnx.js';

type Compute = ConstructorParameters<typeof PlainNetwork>[0];

beforeAll(async () => {
  await selectBackend('cpu');
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

interface Trial {
  readonly compute: Compute;
  /** [1, C, …] of what it is traced with. */
  readonly shape?: readonly number[];
  readonly weights?: Readonly<Record<string, number[]>>;
  readonly openAxes?: TraceOptions['openAxes'];
  /** What it is run with, when not just another batch. */
  readonly other?: readonly number[];
}

/** Traces, runs the ONNX model on another batch, and gives the kinds of the graph's nodes. */
async function exported({ compute, shape = [1, 3, 4, 6], weights, openAxes, other }: Trial): Promise<string[]> {
  const network = new PlainNetwork(compute, weights);
  try {
    const graph = traceNetwork(network, { inputs: [{ name: 'x', shape }], openAxes });
    const input = other ?? [3, ...shape.slice(1)];
    const values = fakeValues(input, 7).map((value) => 2 * value - 0.8);
    const expected = liveOutputs(network, [{ shape: input, values }]);
    for (const { by, outputs } of await runOnnx(onnxBytes(graph), { x: { shape: input, values } })) {
      graph.outputs.forEach((name, index) => {
        const given = outputs[name] ?? new Float32Array();
        const wanted = expected[index]?.values ?? [];
        expect(given.length, by).toBe(wanted.length);
        for (let at = 0; at < wanted.length; at++) expect(given[at], `${by} at ${at}`).toBeCloseTo(wanted[at] ?? 0, 4);
      });
    }
    return graph.nodes.map(({ kind }) => kind);
  } finally {
    network.dispose();
  }
}

const lastAxes = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 2, 3, 1]);
const firstAxes = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);

/** Operations on channels-last images, between the two transpositions that every network has. */
function inside(compute: (x: tf.Tensor4D) => tf.Tensor): Compute {
  return ([x]) => firstAxes(compute(lastAxes(x ?? tf.scalar(0)) as tf.Tensor4D));
}

const channelsLast: Readonly<Record<string, (x: tf.Tensor4D) => tf.Tensor>> = {
  'sums of activations': (x) =>
    tf.addN([
      tf.relu(x),
      tf.relu6(x),
      tf.elu(x),
      tf.selu(x),
      tf.sigmoid(x),
      tf.tanh(x),
      tf.softplus(x),
      tf.leakyRelu(x),
    ]),
  'functions of one number': (x) =>
    tf.addN([tf.abs(x), tf.exp(x), tf.expm1(x), tf.square(x), tf.sin(x), tf.cos(x), tf.erf(x), tf.sign(x), tf.neg(x)]),
  'functions of positive numbers': (x) => {
    const positive = tf.add(tf.abs(x), 0.5);
    return tf.addN([
      tf.log(positive),
      tf.log1p(positive),
      tf.sqrt(positive),
      tf.rsqrt(positive),
      tf.reciprocal(positive),
    ]);
  },
  rounding: (x) => tf.addN([tf.floor(x), tf.ceil(x), tf.round(tf.mul(x, 3)), tf.floorDiv(x, tf.scalar(0.3)).toFloat()]),
  arithmetic: (x) => tf.div(tf.sub(tf.mul(x, 2), 1), tf.maximum(tf.pow(tf.abs(x), 1.5), tf.minimum(x, 3).abs().add(1))),
  'a vector by channel': (x) => tf.add(tf.mul(x, tf.tensor1d([1, 2, 3])), tf.tensor1d([0.1, 0.2, 0.3])),
  'a constant image': (x) => tf.add(x, tf.reshape(tf.linspace(0, 1, 72), [4, 6, 3])),
  comparisons: (x) =>
    tf
      .where(tf.logicalAnd(tf.greater(x, 0.1), tf.lessEqual(x, tf.scalar(0.8))), x, tf.mul(x, -1))
      .add(tf.cast(tf.logicalOr(tf.less(x, 0), tf.logicalNot(tf.greaterEqual(x, 1))), 'float32')),
  equality: (x) => tf.cast(tf.notEqual(tf.round(x), tf.scalar(1)), 'float32').add(tf.cast(tf.equal(x, x), 'float32')),
  clipping: (x) => tf.add(tf.clipByValue(x, -0.2, 0.6), tf.step(x, 0.3)),
  'squared differences': (x) => tf.squaredDifference(x, tf.mean(x, [1, 2], true)),
  'a softmax over channels': (x) => tf.add(tf.softmax(x), tf.logSoftmax(x)),
  reductions: (x) =>
    tf.addN([tf.sum(x, [1, 2], true), tf.max(x, 1, true).mean(2, true), tf.min(x, [2, 1], true)]).add(x),
  'a product': (x) => tf.mul(x, tf.prod(x, 3, true)),
  'squeeze and excitation': (x) => {
    const squeezed = tf.mean(x, [1, 2]);
    return tf.mul(x, tf.reshape(tf.sigmoid(squeezed), [-1, 1, 1, 3]));
  },
  'parts and wholes': (x) => {
    const [a, b] = tf.split(x, [2, 4], 2);
    return tf.concat([b ?? x, a ?? x, tf.slice(x, [0, 0, 1, 0], [-1, 4, 2, 3])], 2);
  },
  'stacks and unstacks': (x) =>
    tf.concat(
      tf.unstack(x, 3).map((part) => tf.stack([part, part], 3)),
      3,
    ),
  padding: (x) =>
    tf.pad(
      x,
      [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ],
      0.5,
    ),
  'mirrored padding': (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ],
      'reflect',
    ),
  'tiles and mirror images': (x) => tf.reverse(tf.tile(x, [1, 2, 1, 2]), [1, 3]),
  'every second column': (x) => tf.stridedSlice(x, [0, 0, 1, 0], [0, 4, 6, 3], [1, 1, 2, 1], 1),
  'picked rows': (x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'), 1),
  'cumulative sums': (x) => tf.cumsum(x, 2, true, true),
  'max pooling': (x) => tf.maxPool(x, 2, 2, 'same'),
  'average pooling': (x) => tf.avgPool(x, [3, 2], 1, 'same'),
  'bilinear resizing': (x) => tf.image.resizeBilinear(x, [8, 12], false, true),
  'resizing with fixed corners': (x) => tf.image.resizeBilinear(x, [7, 9], true),
  'nearest neighbours': (x) => tf.image.resizeNearestNeighbor(x, [8, 12]),
  'batch normalisation': (x) => tf.batchNorm(x, [0.1, 0.2, 0.3], [1, 2, 3], [0.5, 0.4, 0.3], [2, 1, 0.5], 1e-3),
  'depth to space': (x) => tf.depthToSpace(tf.concat([x, x, x, x], 3) as tf.Tensor4D, 2, 'NHWC'),
};

describe('plain tfjs operations', () => {
  it.each(Object.entries(channelsLast))('%s', async (_, compute) => {
    const kinds = await exported({ compute: inside(compute) });
    if (!['depth to space', 'stacks and unstacks'].includes(_))
      expect(kinds.filter((kind) => kind === 'transpose')).toEqual([]);
  });

  it.each([
    ['same', 1],
    ['same', 2],
    ['valid', 2],
  ] as const)('a convolution, %s, stride %i', async (pad, stride) => {
    const compute: Compute = ([x], weight) => {
      const filter = tf.transpose(weight('w'), [2, 3, 1, 0]) as tf.Tensor4D;
      return firstAxes(tf.add(tf.conv2d(lastAxes(x ?? tf.scalar(0)) as tf.Tensor4D, filter, stride, pad), weight('b')));
    };
    const kinds = await exported({ compute, weights: { w: [5, 3, 3, 3], b: [5] } });
    expect(kinds).not.toContain('transpose');
  });

  it('a depthwise convolution', async () => {
    const compute: Compute = ([x], weight) => {
      const filter = tf.reshape(tf.transpose(weight('w'), [2, 3, 1, 0]), [3, 3, 3, 2]) as tf.Tensor4D;
      return firstAxes(tf.depthwiseConv2d(lastAxes(x ?? tf.scalar(0)) as tf.Tensor4D, filter, 1, 'same'));
    };
    await exported({ compute, weights: { w: [6, 1, 3, 3] } });
  });

  it('an attention over patches', async () => {
    const compute: Compute = ([x], weight) => {
      const tokens = tf.transpose(tf.reshape(x ?? tf.scalar(0), [-1, 4, 24]), [0, 2, 1]);
      const linear = (input: tf.Tensor, name: string): tf.Tensor => {
        const rows = tf.reshape(input, [-1, 4]);
        const product = tf.matMul(rows as tf.Tensor2D, weight(`${name}.weight`) as tf.Tensor2D, false, true);
        return tf.reshape(tf.add(product, weight(`${name}.bias`)), input.shape);
      };
      const heads = (input: tf.Tensor) => tf.transpose(tf.reshape(input, [-1, 24, 2, 2]), [0, 2, 1, 3]);
      const [q, k, v] = ['q', 'k', 'v'].map((name) => heads(linear(tokens, name)));
      const scores = tf.softmax(tf.div(tf.matMul(q ?? tokens, k ?? tokens, false, true), Math.SQRT2));
      const mixed = tf.transpose(tf.matMul(scores, v ?? tokens), [0, 2, 1, 3]);
      const classToken = tf.tile(weight('token'), [tokens.shape[0] ?? 1, 1, 1]);
      return tf.concat([classToken, tf.reshape(mixed, [-1, 24, 4])], 1);
    };
    const weights: Record<string, number[]> = { token: [1, 1, 4] };
    for (const name of ['q', 'k', 'v']) Object.assign(weights, { [`${name}.weight`]: [4, 4], [`${name}.bias`]: [4] });
    const kinds = await exported({ compute, weights, shape: [1, 4, 4, 6] });
    expect(kinds.filter((kind) => kind === 'linear')).toHaveLength(3);
  });

  it('several outputs, one of them an input', async () => {
    await exported({
      compute: ([x]) => [tf.relu(x ?? tf.scalar(0)), x ?? tf.scalar(0), tf.argMax(x ?? tf.scalar(0), 1).toFloat()],
    });
  });

  it('zeros as large as the batch', async () => {
    await exported({ compute: ([x]) => tf.concat([x ?? tf.scalar(0), tf.zeros([x?.shape[0] ?? 1, 1, 4, 6])], 1) });
  });

  it('open spatial axes', async () => {
    const openAxes = new Map([
      [
        'x',
        new Map([
          [0, 'batch'],
          [2, 'height'],
          [3, 'width'],
        ]),
      ],
    ]);
    const compute: Compute = ([x]) => {
      const image = lastAxes(x ?? tf.scalar(0)) as tf.Tensor4D;
      const [n = 1, height = 1, width = 1, channels = 1] = image.shape;
      const halves = tf.maxPool(image, 2, 2, 'valid');
      const rows = tf.reshape(halves, [n, (height * width) / 4, channels]);
      const back = tf.reshape(tf.softmax(rows), [n, height / 2, width / 2, channels]);
      return firstAxes(tf.add(tf.image.resizeBilinear(back as tf.Tensor4D, [height, width], true), image));
    };
    await exported({ compute, openAxes, shape: [1, 3, 4, 8], other: [2, 3, 12, 16] });
  });
});

describe('what cannot be traced', () => {
  const trace = (compute: Compute): void => {
    const network = new PlainNetwork(compute);
    traceNetwork(network, { inputs: [{ name: 'x', shape: [1, 2, 4] }] });
  };
  const untraceable = expect.objectContaining({ code: 'untraceable' });

  it('values read back', () => {
    expect(() => trace(([x]) => tf.mul(x ?? 0, tf.scalar(x?.dataSync()[0] ?? 0)))).toThrow(untraceable);
  });

  it('random numbers', () => {
    expect(() => trace(([x]) => tf.mul(x ?? 0, tf.tensor1d(Array.from({ length: 4 }, () => Math.random()))))).toThrow(
      untraceable,
    );
  });

  it('a way that depends on the batch', () => {
    expect(() => trace(([x]) => (x?.shape[0] === 1 ? tf.relu(x) : tf.neg(x ?? 0)))).toThrow(untraceable);
  });

  it('an operation that graphs lack', () => {
    expect(() => trace(([x]) => tf.atan2(x ?? 0, x ?? 0))).toThrow(untraceable);
  });
});
