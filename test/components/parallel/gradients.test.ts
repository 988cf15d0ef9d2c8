import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameter } from '../../../components/networks/module.js';
import { GradientBuckets } from '../../../components/parallel/gradient-buckets.js';
import { selectBackend, watchGradients } from '../../../engine/backends/index.js';
import { Region, regionBytes, regionShape } from '../../../engine/parallel/region.js';
import { SharedMemoryGroup } from '../../../engine/parallel/shared-memory-group.js';

beforeAll(async () => {
  await selectBackend('cpu');
});

function parameters(sizes: readonly number[]): Parameter[] {
  return sizes.map((size, index) => ({
    name: `p${index}`,
    variable: tf.variable(tf.fill([size], index)),
    trainable: true,
    toTorch: undefined,
  }));
}

describe('GradientBuckets', () => {
  // The last two are longer than a bucket, or make a second one.
  const sizes = [3, 17, 300_000, 100_000];

  it('sums gradients over ranks, leaves out what no rank has, and keeps nothing', async () => {
    const shape = regionShape(2);
    const memory = new SharedArrayBuffer(regionBytes(shape));
    const ranks = [0, 1].map((rank) => {
      const own = parameters(sizes);
      const group = new SharedMemoryGroup(new Region(memory, shape), { rank });
      return { rank, own, buckets: new GradientBuckets(own, group) };
    });
    const before = tf.memory().numTensors;
    for (let step = 1; step <= 2; step++) {
      const results = await Promise.all(
        ranks.map(async ({ rank, own, buckets }) => {
          // Rank 1 has no samples in the second step; nobody has the second parameter.
          const gradients = new Map<Parameter, tf.Tensor>();
          for (const [index, parameter] of own.entries()) {
            if (index === 1 || (rank === 1 && step === 2)) continue;
            gradients.set(parameter, tf.fill([parameter.variable.size], (rank + 1) * step + index));
          }
          const [first] = own;
          if (first && gradients.has(first)) buckets.put(first, gradients.get(first) ?? null);
          const summed = await buckets.sum(gradients, rank + step);
          for (const gradient of gradients.values()) gradient.dispose();
          return { own, summed };
        }),
      );
      for (const { own, summed } of results) {
        expect(summed.loss).toBe(step === 1 ? 3 : 5);
        const values = own.map((parameter) => summed.gradients.get(parameter)?.dataSync().at(-1));
        expect(values).toEqual(step === 1 ? [3, undefined, 7, 9] : [2, undefined, 4, 5]);
        for (const gradient of summed.gradients.values()) gradient.dispose();
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('sees gradients in the order of the backward pass, each once, those of variables used twice not', () => {
  const [a, b, twice] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3)), tf.variable(tf.scalar(5))];
  const seen: number[][] = [];
  const { value, grads } = tf.variableGrads(() => {
    const y = tf.mul(tf.mul(tf.mul(a, 7), b), tf.mul(twice, twice)).asScalar();
    watchGradients(y, [a, b, twice], (variable, gradient) => seen.push([variable.id, gradient.dataSync()[0] ?? 0]));
    return y;
  }, [a, b, twice]);
  expect(seen).toEqual([
    [b.id, 350],
    [a.id, 525],
  ]);
  expect(grads[a.name]?.dataSync()[0]).toBe(525);
  expect(grads[twice.name]?.dataSync()[0]).toBe(420);
  tf.dispose([value, a, b, twice, ...Object.values(grads)]);
});
