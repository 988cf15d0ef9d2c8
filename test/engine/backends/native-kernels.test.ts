import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../../engine/backends/index.js';
import { addonPath, loadAddon } from '../../../engine/backends/native/addon.js';
import { Draws, type KernelCase, kernelCases, wide } from './kernel-cases.js';

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

function results(compute: KernelCase, seed: number, most: number): Result[] {
  const { numTensors } = tf.memory();
  const outputs = tf.tidy(() => [compute(new Draws(seed), most)].flat());
  const found = outputs.map((output) => {
    return { shape: output.shape, dtype: output.dtype, values: output.dataSync().slice() };
  });
  tf.dispose(outputs);
  expect(tf.memory().numTensors).toBe(numTensors);
  return found;
}

/** The same number, or close: relative to the number, or to the largest of the array where numbers cancel. */
function expectClose(actual: Result, expected: Result): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  let largest = 1e-6;
  for (let index = 0; index < expected.values.length; index++) {
    const size = Math.abs(expected.values[index] ?? 0);
    if (Number.isFinite(size)) largest = Math.max(largest, Math.min(size, 1e3));
  }
  for (let index = 0; index < expected.values.length; index++) {
    const [a = Number.NaN, b = Number.NaN] = [actual.values[index], expected.values[index]];
    const near = Math.abs(a - b) <= 2e-5 * Math.max(largest, Math.abs(b)) || a === b;
    if (!near && !(Number.isNaN(a) && Number.isNaN(b))) expect(`${index}: ${a}`).toBe(`${index}: ${b}`);
  }
}

describe.skipIf(addonPath() === undefined)('native kernels', () => {
  beforeAll(async () => {
    await selectBackend('cpu');
    await selectBackend('native', { threads: 2 });
  });

  it.for(Object.entries(kernelCases))('%s: as the cpu backend, for odd shapes', async ([, compute]) => {
    const draws = Array.from({ length: 8 }, (_, seed) => ({ seed, most: seed < 6 ? 6 : 10 }));
    await tf.setBackend('cpu');
    const expected = draws.map(({ seed, most }) => results(compute, seed, most));
    await tf.setBackend('native');
    draws.forEach(({ seed, most }, index) => {
      const actual = results(compute, seed, most);
      expect(actual.length).toBe(expected[index]?.length);
      actual.forEach((result, at) => {
        const wanted = expected[index]?.[at];
        if (wanted) expectClose(result, wanted);
      });
    });
  });

  it.for(['avx2', 'plain'])('as the cpu backend with the instructions of %s', async (architecture, { skip }) => {
    const addon = loadAddon();
    const best = addon.architecture();
    try {
      addon.use(architecture);
    } catch {
      skip('this processor does not have them');
    }
    try {
      for (const compute of Object.values(kernelCases)) {
        await tf.setBackend('cpu');
        const expected = results(compute, 7, 9);
        await tf.setBackend('native');
        results(compute, 7, 9).forEach((result, index) => {
          const wanted = expected[index];
          if (wanted) expectClose(result, wanted);
        });
      }
    } finally {
      addon.use(best);
    }
  });

  it('refuse walks, indices and sizes that leave their arrays', () => {
    const addon = loadAddon();
    const four = () => new Float32Array(4);
    const refused: (() => void)[] = [
      () => addon.copy(four(), four(), Float64Array.of(1, 5, 0, 1, 0, 1)),
      () => addon.copy(four(), four(), Float64Array.of(1, 4, 0, 1, 0, -1)),
      () => addon.copy(four(), new Int32Array(4), Float64Array.of(1, 4, 0, 1, 0, 1)),
      () => addon.gather(four(), Int32Array.of(9), new Float32Array(1), Float64Array.of(1, 4, 1, 1)),
      () => addon.gather(four(), Int32Array.of(-1), new Float32Array(1), Float64Array.of(1, 4, 1, 1)),
      () => addon.matmul(four(), four(), new Float32Array(9), Float64Array.of(3, 3, 3, 3, 1, 3, 1, 1, 0, 0)),
      () => addon.unary(four(), new Float32Array(5), Float64Array.of(0, 0, 0)),
      () => addon.unary(four(), four(), Float64Array.of(99, 0, 0)),
      () => addon.reduce(four(), new Float32Array(1), Float64Array.of(0, 1, 1, 5, 1)),
      () =>
        addon.interpolate(
          four(),
          four(),
          Int32Array.of(4),
          Int32Array.of(0),
          new Float32Array(1),
          Float64Array.of(1, 4, 1, 1),
        ),
      () => addon.softmax(four(), four(), Float64Array.of(0, 2, 3)),
      () =>
        addon.crossEntropy(
          four(),
          new Int32Array(3),
          four(),
          four(),
          four(),
          four(),
          Float64Array.of(1, 1, 4, 0, 0, 0),
        ),
      () => addon.overlap(four(), four(), four(), Float64Array.of(1, 1, 4, 0, 0, 0)),
    ];
    for (const call of refused) expect(call).toThrow(RangeError);
  });

  it.for(Object.entries(kernelCases))('%s: the same bits for any number of threads', async ([, compute]) => {
    const addon = loadAddon();
    await tf.setBackend('native');
    const found = [1, 2, 3, 4].map((threads) => {
      addon.threads(threads);
      return results(compute, 101, wide).map(({ values }) => Buffer.from(bytesOf(values)));
    });
    for (const other of found.slice(1)) {
      other.forEach((bytes, index) => {
        expect(bytes.equals(found[0]?.[index] ?? Buffer.alloc(0))).toBe(true);
      });
    }
    addon.threads(2);
  });
});

function bytesOf(values: ArrayLike<number>): Uint8Array {
  const held = values instanceof Float32Array || values instanceof Int32Array ? values : Uint8Array.from(values);
  return new Uint8Array(held.buffer, held.byteOffset, held.byteLength);
}
