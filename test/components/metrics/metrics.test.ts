import { expect, test } from 'vitest';
import { fromEngine } from '../../../components/handlers/from-engine.js';
import { handlers } from '../../../components/handlers/index.js';
import { Accuracy } from '../../../components/metrics/accuracy.js';
import type { CumulativeMetric } from '../../../components/metrics/cumulative-metric.js';
import { view } from '../../../components/metrics/elements.js';
import type { IgniteMetric } from '../../../components/metrics/ignite-metric.js';
import { metrics } from '../../../components/metrics/index.js';
import { FunctionEngine } from '../../../components/trainers/function-engine.js';
import { NdArray } from '../../../engine/types/index.js';
import { componentOf } from '../../../scripts/parity/component-of.js';

const refusal = expect.objectContaining({ code: 'bad_input' });

function mask(shape: number[], ...values: number[]): NdArray {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return new NdArray(
    Float32Array.from({ length: size }, (_, index) => values[index % values.length] ?? 0),
    shape,
    'float32',
  );
}

function metric(name: string, args: Record<string, unknown> = {}): CumulativeMetric {
  return componentOf(metrics, name, args) as CumulativeMetric;
}

test('lists of items and batches give the same', () => {
  const [p, y] = [mask([2, 2, 3, 3], 1, 0, 1, 1, 0), mask([2, 2, 3, 3], 1, 1, 0, 1, 0, 0, 1)];
  const items = (of: NdArray): NdArray[] => [0, 1].map((index) => view(of, index * 18, 18, [2, 3, 3]));
  const [whole, byItem] = [metric('DiceMetric'), metric('DiceMetric')];
  whole.update(p, y);
  byItem.update(items(p), items(y));
  expect(byItem.buffer()).toEqual(whole.buffer());
  expect(whole.size()).toBe(2);
  whole.reset();
  expect(whole.size()).toBe(0);
});

test('shapes that do not fit are refused', () => {
  expect(() => metric('DiceMetric').update(mask([1, 1, 2, 2], 1), mask([1, 1, 3, 2], 1))).toThrow(refusal);
  expect(() => metric('DiceMetric').update(mask([1, 2, 2, 2], 1), mask([2, 2, 2, 2], 1))).toThrow(refusal);
  expect(() => metric('DiceMetric').update(mask([1, 2], 1), mask([1, 2], 1))).toThrow(refusal);
  expect(() => metric('DiceMetric', { num_classes: 4 }).update(mask([1, 2, 2, 2], 1), mask([1, 2, 2, 2], 1))).toThrow(
    refusal,
  );
  expect(() => metric('MeanIoU').update(mask([1, 2, 2, 2], 1), mask([1, 1, 2, 2], 1))).toThrow(refusal);
  expect(() => metric('DiceMetric').aggregate()).toThrow(refusal);
  expect(() => metric('ConfusionMatrixMetric', { metric_name: 'luck' })).toThrow(
    expect.objectContaining({ code: 'invalid_argument' }),
  );
});

test('accuracy refuses what is not 0 and 1, and data that changes its kind', () => {
  expect(() => new Accuracy().update([mask([2], 2, 1), mask([2], 1)])).toThrow(refusal);
  expect(() => new Accuracy().update([mask([2, 3], 1), mask([3], 1)])).toThrow(refusal);
  expect(() => new Accuracy(null, true).update([mask([4], 1), mask([4], 1)])).toThrow(refusal);
  const changing = new Accuracy();
  changing.update([mask([2, 3], 1, 0), mask([2], 1)]);
  expect(() => changing.update([mask([2], 1, 0), mask([2], 1)])).toThrow(refusal);
  expect(() => new Accuracy().compute()).toThrow(refusal);
});

/** An engine whose output is a list of samples. */
async function run(attach: (engine: FunctionEngine) => void, outputs: readonly unknown[]): Promise<FunctionEngine> {
  const engine = new FunctionEngine(({ state }) => outputs[state.iteration - 1]);
  attach(engine);
  await engine.run(outputs.map((_, index) => index));
  return engine;
}

const samples = [
  [{ pred: mask([1, 2, 2], 1, 0), label: mask([1, 2, 2], 1, 1, 0, 0) }],
  [
    { pred: mask([1, 2, 2], 1), label: mask([1, 2, 2], 1) },
    { pred: mask([1, 2, 2], 0), label: mask([1, 2, 2], 0) },
  ],
];
const output_transform = fromEngine(['pred', 'label']);

test('handlers put values and details into the state', async () => {
  const dice = componentOf(handlers, 'MeanDice', { output_transform }) as IgniteMetric;
  const engine = await run((to) => dice.attach(to, 'dice'), samples);
  expect(engine.state.metrics.dice).toBe(0.75);
  expect(engine.state.metricDetails.dice).toMatchObject({ shape: [3, 1], data: Float32Array.of(0.5, 1, Number.NaN) });
});

test('values by class also stand under their own names', async () => {
  const args = { output_transform, reduction: 'mean_batch', return_with_label: ['nucleus'] };
  const dice = componentOf(handlers, 'MeanDice', args) as IgniteMetric;
  const engine = await run((to) => dice.attach(to, 'dice'), samples);
  expect(engine.state.metrics).toEqual({ nucleus: 0.75, dice: { nucleus: 0.75 } });
  await expect(run((to) => dice.attach(to, 'nucleus'), samples)).rejects.toMatchObject({ code: 'bad_input' });
});

test('ignite metrics follow an engine, item by item or whole', async () => {
  const accuracy = componentOf(metrics, 'Accuracy', { output_transform }) as IgniteMetric;
  const engine = await run((to) => accuracy.attach(to, 'accuracy'), samples);
  expect(engine.state.metrics.accuracy).toBeCloseTo(10 / 12, 6);
  const average = componentOf(metrics, 'Average', {
    output_transform: (output: unknown) => (output as unknown[]).length,
  }) as IgniteMetric;
  expect((await run((to) => average.attach(to, 'items'), samples)).state.metrics.items).toBe(1.5);
  const named = componentOf(metrics, 'Accuracy', {}) as IgniteMetric;
  const outputs = [{ y_pred: mask([2], 1), y: mask([2], 1, 0) }];
  expect((await run((to) => named.attach(to, 'a', 'batch_wise'), outputs)).state.metrics.a).toBe(0.5);
  await expect(run((to) => named.attach(to, 'a'), [{ y: mask([2], 1) }])).rejects.toMatchObject({ code: 'bad_input' });
  expect(() => named.attach(new FunctionEngine(() => null), 'a', 'sometimes')).toThrow(
    expect.objectContaining({ code: 'invalid_argument' }),
  );
});

test('a loss is averaged over items', async () => {
  const { mean, squaredDifference } = await import('@tensorflow/tfjs');
  const loss = componentOf(metrics, 'Loss', {
    loss_fn: (p: never, y: never) => mean(squaredDifference(p, y)),
    output_transform,
  }) as IgniteMetric;
  const engine = await run((to) => loss.attach(to, 'loss'), samples);
  expect(engine.state.metrics.loss).toBeCloseTo(0.5 / 3, 6);
});
