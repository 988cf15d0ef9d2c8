import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy, selectBackend } from '../../../engine/backends/index.js';
import { addonPath } from '../../../engine/backends/native/addon.js';
import { pattern } from './reference.js';

/** PyTorch's relative L2 errors in float32 (scripts/parity/kernels.py). */
const torch: Record<string, number> = JSON.parse(
  readFileSync(new URL('../../fixtures/parity/kernels/errors.json', import.meta.url), 'utf8'),
);

interface Accuracy {
  readonly shape: readonly number[];
  readonly compute: (x: tf.Tensor) => tf.Tensor;
  /** The same in float64. */
  readonly exact: (x: Float64Array) => ArrayLike<number>;
}

/** The argument is scaled in float32 on both sides, as PyTorch scales it. */
function elementwise(scale: number, compute: (x: tf.Tensor) => tf.Tensor, exact: (x: number) => number): Accuracy {
  return {
    shape: [4000],
    compute: (x) => compute(tf.mul(x, scale)),
    exact: (x) => x.map((value) => exact(value * scale)),
  };
}

function rowsOf(x: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: x.length / width }, (_, row) => x.subarray(row * width, (row + 1) * width));
}

function logSumExp(values: ArrayLike<number>): number {
  const most = Math.max(...Array.from(values));
  return most + Math.log(Array.from(values).reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** Loss [4, 300] and gradient [4, 5, 300] for labels that count up. */
function exactEntropy(x: Float64Array): Float64Array {
  const [n, c, s] = [4, 5, 300];
  const result = new Float64Array(n * s + n * c * s);
  for (let place = 0; place < n * s; place++) {
    const at = (k: number) => (Math.floor(place / s) * c + k) * s + (place % s);
    const logits = Array.from({ length: c }, (_, k) => (x[at(k)] ?? 0) * 4);
    const normalizer = logSumExp(logits);
    result[place] = normalizer - (logits[place % c] ?? 0);
    logits.forEach((logit, k) => {
      result[n * s + at(k)] = Math.exp(logit - normalizer) - (k === place % c ? 1 : 0);
    });
  }
  return result;
}

function entropy(x: tf.Tensor): tf.Tensor {
  const labels = tf.reshape(tf.mod(tf.range(0, 1200, 1, 'int32'), tf.scalar(5, 'int32')), [4, 300]);
  const loss = (input: tf.Tensor) => crossEntropy(input, labels, tf.ones([5]), { smoothing: 0, ignored: -100 }).loss;
  const logits = tf.mul(x, 4);
  return tf.concat([
    tf.reshape(loss(logits), [-1]),
    tf.reshape(tf.grad((input: tf.Tensor) => tf.sum(loss(input)))(logits), [-1]),
  ]);
}

const erfTerms = 60;

function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < erfTerms; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const cases: Record<string, Accuracy> = {
  exp: elementwise(20, tf.exp, Math.exp),
  log: { shape: [4000], compute: (x) => tf.log(tf.add(x, 1.5)), exact: (x) => x.map((v) => Math.log(v + 1.5)) },
  sigmoid: elementwise(8, tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  tanh: elementwise(3, tf.tanh, Math.tanh),
  softplus: elementwise(8, tf.softplus, (x) => Math.log1p(Math.exp(x))),
  erf: elementwise(2, tf.erf, erf),
  softmax: {
    shape: [800, 5],
    compute: (x) => tf.softmax(tf.mul(x, 8)),
    exact: (x) =>
      rowsOf(x, 5).flatMap((row) => {
        const normalizer = logSumExp(row.map((value) => value * 8));
        return Array.from(row, (value) => Math.exp(value * 8 - normalizer));
      }),
  },
  logSoftmax: {
    shape: [800, 5],
    compute: (x) => tf.logSoftmax(tf.mul(x, 8)),
    exact: (x) =>
      rowsOf(x, 5).flatMap((row) => {
        const normalizer = logSumExp(row.map((value) => value * 8));
        return Array.from(row, (value) => value * 8 - normalizer);
      }),
  },
  sum: {
    shape: [50, 4000],
    compute: (x) => tf.sum(tf.add(x, 1), 1),
    exact: (x) => rowsOf(x, 4000).map((row) => row.reduce((sum, value) => sum + value + 1, 0)),
  },
  'sum of columns': {
    shape: [4000, 50],
    compute: (x) => tf.sum(tf.add(x, 1), 0),
    exact: (x) =>
      Array.from({ length: 50 }, (_, column) => rowsOf(x, 50).reduce((sum, row) => sum + (row[column] ?? 0) + 1, 0)),
  },
  mean: {
    shape: [90, 3, 700],
    compute: (x) => tf.mean(tf.add(x, 1), [0, 2]),
    exact: (x) =>
      Array.from({ length: 3 }, (_, channel) => {
        const lines = rowsOf(x, 700).filter((_line, index) => index % 3 === channel);
        return lines.reduce((sum, line) => sum + line.reduce((part, value) => part + value + 1, 0), 0) / (90 * 700);
      }),
  },
  cumsum: {
    shape: [10, 500],
    compute: (x) => tf.cumsum(x, 1),
    exact: (x) =>
      rowsOf(x, 500).flatMap((row) => {
        let total = 0;
        return Array.from(row, (value) => {
          total += value;
          return total;
        });
      }),
  },
  matMul: {
    shape: [70, 300],
    compute: (x) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, false, true),
    exact: (x) => {
      const rows = rowsOf(x, 300);
      return rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)));
    },
  },
  'cross-entropy': { shape: [4, 5, 300], compute: entropy, exact: exactEntropy },
};

describe.skipIf(addonPath() === undefined)('native kernels are as accurate as PyTorch', () => {
  beforeAll(async () => {
    await selectBackend('native', { threads: 2 });
  });

  it.for(Object.entries(cases))('%s', ([name, { shape, compute, exact }]) => {
    const { data } = pattern(shape, 3);
    const expected = exact(data);
    const actual = tf.tidy(() => compute(tf.tensor(Float32Array.from(data), [...shape])).dataSync());
    let [apart, size] = [0, 0];
    for (let index = 0; index < expected.length; index++) {
      apart += ((actual[index] ?? Number.NaN) - (expected[index] ?? 0)) ** 2;
      size += (expected[index] ?? 0) ** 2;
    }
    expect(actual.length).toBe(expected.length);
    // 2e-8 is what rounding each result once makes.
    expect(Math.sqrt(apart / size)).toBeLessThanOrEqual(2 * Math.max(torch[name] ?? 0, 2e-8));
  });
});
