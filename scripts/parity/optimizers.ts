import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../../components/networks/module.js';
import { optimizers } from '../../components/optimizers/index.js';
import { Optimizer } from '../../components/optimizers/optimizer.js';
import { schedulers } from '../../components/schedulers/index.js';
import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { Registry } from '../../engine/registry/registry.js';
import { NdArray } from '../../engine/types/index.js';
import { fromHost, makeFloat, type Value } from '../../engine/values/index.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';

interface OptimizerFixture {
  readonly start: readonly ArrayJson[];
  readonly gradients: readonly (readonly ArrayJson[])[];
  readonly cases: readonly {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly end: readonly ArrayJson[];
  }[];
}

interface SchedulerFixture {
  readonly metrics: readonly number[];
  readonly cases: readonly {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly rates: readonly number[];
  }[];
}

/** A trainable tensor outside any network. */
class LooseParameter implements Parameter {
  readonly trainable = true;
  readonly toTorch = undefined;

  constructor(
    readonly name: string,
    readonly variable: tf.Variable,
  ) {}
}

/** How far our optimizers and learning rate schedulers are from PyTorch's and MONAI's. */
export async function* differences(): AsyncIterable<Difference> {
  for (const name of ['Adam', 'AdamW', 'SGD']) {
    const fixture = await readFixture<OptimizerFixture>('optimizers', name);
    for (const { settings, end } of fixture.cases) {
      const difference = optimizerDifference(name, fixture, settings, end);
      // The native step rounds once where PyTorch's rounds twice (fused multiply and add).
      const tolerance = tf.getBackend() === 'native' ? 1e-5 : 1e-6;
      yield { component: name, case: JSON.stringify(settings), difference, tolerance };
    }
  }
  const scheduled = ['StepLR', 'MultiStepLR', 'ExponentialLR', 'CosineAnnealingLR', 'LinearLR', 'ConstantLR'];
  for (const name of [...scheduled, 'PolynomialLR', 'ReduceLROnPlateau', 'WarmupCosineSchedule']) {
    const { metrics, cases } = await readFixture<SchedulerFixture>('schedulers', name);
    for (const { settings, rates } of cases) {
      const difference = schedulerDifference(name, settings, metrics, rates);
      yield { component: name, case: JSON.stringify(settings), difference, tolerance: 1e-12 };
    }
  }
}

function make(
  family: readonly (ComponentDefinition | ConstantDefinition)[],
  name: string,
  args: Record<string, Value>,
): unknown {
  const registry = new Registry();
  registry.add(...family);
  const definition = registry.components().find((candidate) => candidate.name === name);
  if (!definition) throw new Error(`there is no component ${name}`);
  return registry.instantiate(definition, [], new Map(Object.entries(args)));
}

function given(settings: Readonly<Record<string, unknown>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      typeof value === 'number' ? makeFloat(value) : fromHost(value),
    ]),
  );
}

function optimizerDifference(
  name: string,
  { start, gradients }: OptimizerFixture,
  settings: Readonly<Record<string, unknown>>,
  end: readonly ArrayJson[],
): number {
  const parameters = start.map(
    (array, index) =>
      new LooseParameter(
        `p${index}`,
        tf.tidy(() => tf.variable(tensorOf(array))),
      ),
  );
  const optimizer = make(optimizers, name, { params: parameters, ...given(settings) });
  if (!(optimizer instanceof Optimizer)) throw new Error(`${name} is no optimizer`);
  for (const step of gradients) {
    const pairs = parameters.map((parameter, index): [Parameter, tf.Tensor] => [parameter, tensorOf(step[index])]);
    optimizer.step(new Map(pairs));
    for (const [, gradient] of pairs) gradient.dispose();
  }
  const differences = parameters.map(({ variable }, index) => {
    const expected = end[index];
    const actual = new NdArray(Float32Array.from(variable.dataSync()), variable.shape, 'float32');
    variable.dispose();
    return expected ? largestDifference(actual, arrayOf(expected)) : Number.POSITIVE_INFINITY;
  });
  optimizer.dispose();
  return Math.max(...differences);
}

function tensorOf(array: ArrayJson | undefined): tf.Tensor {
  if (!array) throw new Error('the fixture lacks an array');
  const { data, shape } = arrayOf(array);
  return tf.tensor(Float32Array.from(data, Number), [...shape]);
}

interface Stepped {
  step(metric?: number): void;
  getLastLr(): number[];
}

function isStepped(value: unknown): value is Stepped {
  return typeof value === 'object' && value !== null && 'step' in value && 'getLastLr' in value;
}

function schedulerDifference(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  metrics: readonly number[],
  rates: readonly number[],
): number {
  const parameter = new LooseParameter(
    'p',
    tf.tidy(() => tf.variable(tf.zeros([1]))),
  );
  const optimizer = make(optimizers, 'SGD', { params: [parameter], lr: 0.1 });
  const scheduler = make(schedulers, name, { optimizer: fromHost(optimizer), ...given(settings) });
  if (!isStepped(scheduler)) throw new Error(`${name} is no scheduler`);
  let largest = Math.abs((scheduler.getLastLr()[0] ?? Number.NaN) - (rates[0] ?? 0));
  for (const [index, metric] of metrics.entries()) {
    scheduler.step(metric);
    largest = Math.max(largest, Math.abs((scheduler.getLastLr()[0] ?? Number.NaN) - (rates[index + 1] ?? 0)));
  }
  parameter.variable.dispose();
  return largest;
}
