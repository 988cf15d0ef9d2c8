import { describe, expect, it } from 'vitest';
import { Accuracy } from '../../../components/metrics/accuracy.js';
import { Average } from '../../../components/metrics/average.js';
import { DiceMetric } from '../../../components/metrics/dice-metric.js';
import { LossAverage } from '../../../components/metrics/loss.js';
import { ROCAUCMetric } from '../../../components/metrics/roc-auc-metric.js';
import { Philox } from '../../../components/random/philox.js';
import { interleaved } from '../../../components/trainers/epoch-exchange.js';
import { NdArray } from '../../../engine/types/index.js';

const random = new Philox(11);
const count = 7;
const array = (shape: number[], value: () => number): NdArray =>
  new NdArray(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value), shape, 'float32');
const binary = () => Number(random.uniform() < 0.4);
const samples = Array.from({ length: count }, () => ({
  y: array([1, 2, 5, 5], binary),
  pred: array([1, 2, 5, 5], binary),
}));

interface Part {
  reset(): void;
  share?(): unknown;
  resumeState(): unknown;
  takeShares(shares: readonly unknown[]): void;
}

/** What a metric gives when so many ranks measure every sample between them, on each rank. */
async function measured<M extends Part>(
  make: () => M,
  take: (metric: M, sample: { y: NdArray; pred: NdArray }, index: number) => unknown,
  give: (metric: M) => unknown,
  ranks: number,
): Promise<unknown[]> {
  const metrics = Array.from({ length: ranks }, make);
  for (const metric of metrics) metric.reset();
  for (const [index, sample] of samples.entries()) {
    const metric = metrics[index % ranks];
    if (metric) await take(metric, sample, index);
  }
  const shares = metrics.map((metric) => metric.share?.() ?? metric.resumeState());
  if (ranks > 1) for (const metric of metrics) metric.takeShares(shares);
  return metrics.map(give);
}

describe.each([2, 3, 9])('%i ranks', (ranks) => {
  it('have the Dice values of one, to the last bit and in the order of samples', async () => {
    const options = { includeBackground: true, reduction: 'mean', getNotNans: false, ignoreEmpty: true } as const;
    const make = () => new DiceMetric({ ...options, numClasses: null, returnWithLabel: false });
    const run = (count: number) =>
      measured(
        make,
        (metric, { pred, y }) => metric.update(pred, y),
        (metric) => [metric.buffer(), metric.aggregate()],
        count,
      );
    const [one] = await run(1);
    for (const each of await run(ranks)) expect(each).toEqual(one);
  });

  it('have the area under the curve of one', async () => {
    const scores = Array.from({ length: count }, () => array([1, 1], () => random.uniform()));
    const labels = Array.from({ length: count }, (_, index) => array([1, 1], () => index % 2));
    const run = (ranks: number) =>
      measured(
        () => new ROCAUCMetric('macro'),
        (metric, _, index) =>
          metric.update(scores[index] ?? array([1, 1], binary), labels[index] ?? array([1, 1], binary)),
        (metric) => metric.aggregate(),
        ranks,
      );
    const [one] = await run(1);
    for (const each of await run(ranks)) expect(each).toBe(one);
  });

  it('count every element once', async () => {
    const run = (ranks: number) =>
      measured(
        () => new Accuracy(),
        (metric, { pred, y }) => metric.update([pred, y]),
        (metric) => metric.compute(),
        ranks,
      );
    const [one] = await run(1);
    for (const each of await run(ranks)) expect(each).toBe(one);
  });

  it('average every value once', async () => {
    const values = Array.from({ length: count }, () => random.normal());
    const run = (ranks: number) =>
      measured(
        () => new Average(),
        (metric, _, index) => metric.update(values[index]),
        (metric) => Number(metric.compute()),
        ranks,
      );
    const [one] = await run(1);
    for (const each of await run(ranks)) expect(each).toBeCloseTo(Number(one), 14);
  });

  it('average a loss over all items', async () => {
    const loss = {
      forward: () => {
        throw new Error('not used');
      },
    };
    const parts = Array.from({ length: ranks }, (_, rank) => ({ sum: rank * 0.5, count: rank }));
    const metric = new LossAverage(loss);
    metric.takeShares([...parts, undefined]);
    const total = parts.reduce((sum, part) => sum + part.count, 0);
    expect(metric.compute()).toBeCloseTo(total === 0 ? 0 : 0.5, 14);
  });
});

it('puts lists of ranks into the order in which samples were dealt out', () => {
  expect(
    interleaved([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]),
  ).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(interleaved([[], ['a'], []])).toEqual(['a']);
  expect(interleaved([])).toEqual([]);
});
