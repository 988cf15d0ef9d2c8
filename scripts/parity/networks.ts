import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { networks } from '../../components/networks/index.js';
import { Network } from '../../components/networks/network.js';
import type { ComponentDefinition } from '../../engine/registry/component.js';
import { Registry } from '../../engine/registry/registry.js';
import { type AnyTypedArray, NdArray } from '../../engine/types/index.js';
import { fromHost, type Value } from '../../engine/values/index.js';
import { type ArrayJson, arrayOf, type Difference, readFixture } from './array-json.js';
import { digest, pattern } from './networks-pattern.js';

interface Case {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly training?: boolean;
  readonly state: string;
  readonly output: { readonly shape: readonly number[]; readonly digest: ArrayJson; readonly first: ArrayJson };
  readonly gradients: ArrayJson;
  readonly seed: number;
  /** How far gradients move with the last bits of weights and sums. */
  readonly noise: number;
  readonly buffers: ArrayJson;
}

/** Which cases to run: all, or those of a class and number, for a quick look. */
type Wanted = (component: string, index: number) => boolean;

/**
 * How far our networks are from MONAI's with the same weights, on the backend in use: outputs relative to the largest element, gradients and
 * buffers relative to their length. Where gradients move by more than 1e-4 with the last bits of the weights, that is allowed.
 */
export async function* differences(wanted: Wanted = () => true): AsyncIterable<Difference> {
  for (const component of ['BasicUNet', 'UNet']) {
    const cases = await readFixture<readonly Case[]>('networks', component);
    for (const [index, given] of cases.entries()) {
      if (!wanted(component, index)) continue;
      const title = `${JSON.stringify(given.arguments)} of ${given.shape.join('×')}`;
      for (const { what, difference, tolerance } of measure(component, given)) {
        yield { component, case: `${title}: ${what}`, difference, tolerance };
      }
    }
  }
}

function measure(component: string, given: Case): { what: string; difference: number; tolerance: number }[] {
  const network = create(component, given.arguments);
  try {
    const names = createHash('sha256').update(stateText(network)).digest('hex');
    fill(network);
    network.train(given.training ?? true);
    const parameters = network.parameters();
    const result = tf.tidy(() => {
      const x = tensorOf(pattern(given.shape, given.seed));
      const dy = tensorOf(pattern(given.output.shape, 999));
      const variables = parameters.map(({ variable }) => variable);
      const forward = (input: tf.Tensor, ..._tracked: tf.Tensor[]) => network.forward(input);
      const { value, grads } = tf.valueAndGrads(forward)([x, ...variables], dy);
      return { value, grads };
    });
    const { value, grads } = result;
    const output = value.dataSync();
    const digests = grads.map((grad, index) => digest(torchLayout(grad, parameters[index - 1]?.toTorch), 7));
    tf.dispose([value, ...grads]);
    const buffers = network.allParameters().filter(({ trainable }) => !trainable);
    const state = network.stateDict();
    // Winograd's convolutions round a little more, and other libraries otherwise.
    const slack = ['cpu', 'wasm'].includes(tf.getBackend()) ? 3 : 10;
    const buffered = buffers.map(({ name }) => digest(state.get(name)?.data ?? new Float32Array(), 5));
    return [
      { what: 'names and shapes', difference: names === given.state ? 0 : 1, tolerance: 0 },
      { what: 'output', difference: outputDifference(output, value.shape, given), tolerance: 1e-5 },
      {
        what: 'gradients',
        difference: digestDifference(digests, given.gradients),
        tolerance: Math.max(1e-4, slack * given.noise),
      },
      { what: 'buffers', difference: digestDifference(buffered, given.buffers), tolerance: 1e-5 },
    ];
  } finally {
    network.dispose();
  }
}

/** The network of a case, by its arguments in the config. */
export function create(component: string, given: Readonly<Record<string, unknown>>): Network {
  const registry = new Registry();
  registry.add(...networks);
  const args: Record<string, Value> = {};
  for (const [name, value] of Object.entries(given)) args[name] = fromHost(value);
  const definition: ComponentDefinition = registry.resolve(component);
  const network = registry.instantiate(definition, [], new Map(Object.entries(args)));
  if (!(network instanceof Network)) throw new TypeError(`${component} is not a network`);
  return network;
}

function stateText(network: Network): string {
  return [...network.stateDict()].map(([name, { shape }]) => `${name}:[${shape.join(',')}];`).join('');
}

/** Weights as `fill` in networks.py makes them. */
export function fill(network: Network): void {
  const state = new Map<string, NdArray>();
  for (const [index, [name, array]] of [...network.stateDict()].entries()) {
    if (name.endsWith('num_batches_tracked')) {
      state.set(name, array);
      continue;
    }
    const values = pattern(array.shape, index + 1);
    const wide = array.shape.length > 1;
    const fan = array.shape.slice(1).reduce((product, extent) => product * extent, 1);
    const [level, scale] = name.endsWith('running_var')
      ? [1, 0.5]
      : wide
        ? [0, Math.sqrt(3 / fan)]
        : name.endsWith('weight')
          ? [1, 0.3]
          : [0, 0.3];
    const data = values.data.map((value) => level + scale * value);
    state.set(name, new NdArray(data, array.shape, 'float32'));
  }
  network.loadStateDict(state);
}

function tensorOf({ data, shape }: NdArray<'float32'>): tf.Tensor {
  return tf.tensor(data, [...shape]);
}

function torchLayout(grad: tf.Tensor, toTorch: readonly number[] | undefined): AnyTypedArray {
  const laid = toTorch ? tf.transpose(grad, [...toTorch]) : grad;
  const data = Float32Array.from(laid.dataSync());
  if (laid !== grad) laid.dispose();
  return data;
}

function outputDifference(output: ArrayLike<number>, shape: readonly number[], given: Case): number {
  if (shape.join() !== given.output.shape.join()) return Number.POSITIVE_INFINITY;
  const largest = Array.from(output).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let apart = 0;
  arrayOf(given.output.first).data.forEach((expected, index) => {
    apart = Math.max(apart, Math.abs(Number(expected) - (output[index] ?? Number.NaN)));
  });
  const whole = digestDifference([digest(Float32Array.from(output), 3)], given.output.digest);
  return Math.max(apart / largest, whole);
}

/** The largest difference of products and lengths, relative to the lengths; lengths that are next to nothing count as equal. */
function digestDifference(ours: readonly { dot: number; norm: number }[], given: ArrayJson): number {
  const expected = Float64Array.from(arrayOf(given).data, Number);
  if (expected.length !== 2 * ours.length) return Number.POSITIVE_INFINITY;
  const longest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let apart = 0;
  ours.forEach(({ dot, norm }, index) => {
    const [theirDot = 0, theirNorm = 0] = expected.subarray(2 * index);
    const length = Math.max(theirNorm, 1e-3 * longest, 1e-12);
    apart = Math.max(apart, Math.abs(dot - theirDot) / length, Math.abs(norm - theirNorm) / length);
  });
  return apart;
}
