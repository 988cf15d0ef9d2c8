import { CumulativeAverage } from '../../components/metrics/cumulative-average.js';
import { CumulativeMetric } from '../../components/metrics/cumulative-metric.js';
import { IgniteMetric } from '../../components/metrics/ignite-metric.js';
import { metrics } from '../../components/metrics/index.js';
import { NdArray } from '../../engine/types/index.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';
import { componentOf } from './component-of.js';

/** An array, a number (null is NaN), several values, or numbers by name. */
type ValueJson = ArrayJson | number | null | readonly ValueJson[] | Readonly<Record<string, number>>;

interface Case {
  readonly case: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly calls: readonly (readonly [ArrayJson, ArrayJson])[];
  readonly expected: ValueJson;
  readonly buffer: ValueJson;
}

/** How far our metrics are from MONAI's and ignite's. */
export async function* differences(): AsyncIterable<Difference> {
  for (const component of ['DiceMetric', 'MeanIoU', 'ConfusionMatrixMetric', 'ROCAUCMetric']) {
    for (const one of await readFixture<readonly Case[]>('metrics', component)) {
      const metric = componentOf(metrics, component, one.arguments);
      if (!(metric instanceof CumulativeMetric)) throw new Error(`${component} is no metric`);
      for (const [prediction, label] of one.calls) metric.update(arrayOf(prediction), arrayOf(label));
      const difference = Math.max(apart(metric.aggregate(), one.expected), apart(metric.buffer(), one.buffer));
      yield { component, case: one.case, difference, tolerance: 1e-5 };
    }
  }
  yield* igniteDifferences('Accuracy');
  yield* igniteDifferences('Average');
  interface Run {
    readonly case: string;
    readonly steps: readonly (readonly [number | readonly number[] | null, number | readonly number[]])[];
    readonly expected: ArrayJson;
  }
  for (const { case: name, steps, expected } of await readFixture<readonly Run[]>('metrics', 'CumulativeAverage')) {
    const average = new CumulativeAverage();
    for (const [value, count] of steps) average.append(value ?? Number.POSITIVE_INFINITY, count);
    const result = average.aggregate();
    const actual = typeof result === 'number' ? new NdArray(Float32Array.of(result), [1], 'float32') : result;
    const difference = largestDifference(actual, arrayOf(expected));
    yield { component: 'CumulativeAverage', case: name, difference, tolerance: 1e-6 };
  }
}

async function* igniteDifferences(component: string): AsyncIterable<Difference> {
  interface IgniteCase extends Omit<Case, 'calls'> {
    readonly calls: readonly (ArrayJson | number | readonly ArrayJson[])[];
  }
  for (const one of await readFixture<readonly IgniteCase[]>('metrics', component)) {
    const metric = componentOf(metrics, component, one.arguments);
    if (!(metric instanceof IgniteMetric)) throw new Error(`${component} is no metric`);
    for (const call of one.calls) {
      if (typeof call === 'number') await metric.update(call);
      else await metric.update('data' in call ? arrayOf(call) : call.map(arrayOf));
    }
    const difference = apart(metric.compute(), one.expected);
    yield { component, case: one.case, difference, tolerance: 1e-6 };
  }
}

function apart(actual: unknown, expected: ValueJson): number {
  if (expected === null || typeof expected === 'number') {
    const wanted = expected ?? Number.NaN;
    if (typeof actual !== 'number') return Number.POSITIVE_INFINITY;
    return Object.is(actual, wanted) ? 0 : Math.abs(actual - wanted);
  }
  if (isList(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return Number.POSITIVE_INFINITY;
    return Math.max(...expected.map((one, index) => apart(actual[index], one)));
  }
  if (isArray(expected)) {
    // A tensor without axes is a number here.
    if (typeof actual === 'number') return apart(actual, Number(arrayOf(expected).data[0]));
    return actual instanceof NdArray ? largestDifference(actual, arrayOf(expected)) : Number.POSITIVE_INFINITY;
  }
  if (typeof actual !== 'object' || actual === null) return Number.POSITIVE_INFINITY;
  const values: Readonly<Record<string, unknown>> = { ...actual };
  if (Object.keys(values).join() !== Object.keys(expected).join()) return Number.POSITIVE_INFINITY;
  return Math.max(...Object.entries(expected).map(([name, value]) => apart(values[name], value)));
}

function isList(value: ValueJson): value is readonly ValueJson[] {
  return Array.isArray(value);
}

function isArray(value: ArrayJson | Readonly<Record<string, number>> | readonly ValueJson[]): value is ArrayJson {
  return 'dtype' in value && 'data' in value;
}
