import * as tf from '@tensorflow/tfjs';
import type { NdArray } from '../types/index.js';
import { untraceable } from './builder.js';
import type { Graph, StoredTensor } from './graph.js';
import { lower } from './lowering/lower.js';
import { foldConstants } from './passes/fold-constants.js';
import { fuseLinear } from './passes/fuse-linear.js';
import { sinkTransposes } from './passes/layout.js';
import { nameOutputs } from './passes/name-outputs.js';
import { prune } from './passes/prune.js';
import type { Variation } from './sizes.js';
import { align } from './tracing/align.js';
import type { TraceableNetwork } from './tracing/network.js';
import { record } from './tracing/record.js';
import type { Recording } from './tracing/recording.js';

/** An input of the network to trace: float32, channel-first, with the extents that are not open. */
export interface TraceInput {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface TraceOptions {
  readonly inputs: readonly TraceInput[];
  /** By default `output`, or `output_0`, `output_1`, …. */
  readonly outputs?: readonly string[];
  /**
   * Axes whose extents stay open, by input: symbols by axis. By default axis 0 of every input, as `batch`. Spatial axes may then have all
   * multiples of the extent they are traced with.
   */
  readonly openAxes?: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

/**
 * The forward pass of a network (in evaluation mode) as a graph. It runs once on fake input, and once more for each open axis with
 * another extent there: a size that changed is open in the graph.
 *
 *     runs ─record→ operations ─align→ operations with open sizes ─lower→ nodes ─passes→ graph
 *
 * @throws BundleError `untraceable`
 */
export function traceNetwork(network: TraceableNetwork, options: TraceOptions): Graph {
  const variations = variationsOf(options);
  const names = options.inputs.map(({ name }) => name);
  const training = network.training;
  network.train(false);
  try {
    const base = run(network, options, variations);
    const others = variations.map(({ symbol }) => run(network, options, variations, symbol));
    const trace = align(base, others, variations);
    const lowered = lower(trace, names, parametersOf(network));
    const graph = fuseLinear(prune(foldConstants(sinkTransposes(lowered))));
    return prune(nameOutputs(graph, outputNames(options, graph.outputs.length)));
  } finally {
    network.train(training);
  }
}

/** The symbols of the open axes, each with the extents of the runs. */
function variationsOf(options: TraceOptions): Variation[] {
  const extents = new Map<string, number>();
  for (const { name, shape } of options.inputs) {
    for (const [axis, symbol] of axesOf(options, name)) {
      const extent = shape[axis];
      if (extent === undefined) untraceable(`the input "${name}" has no axis ${axis}`);
      extents.set(symbol, axis === 0 ? 1 : extent);
    }
  }
  return [...extents].map(([symbol, base]) => ({
    symbol,
    base,
    varied: isBatch(options, symbol) ? base + 1 : 2 * base,
  }));
}

function isBatch(options: TraceOptions, symbol: string): boolean {
  return options.inputs.some(({ name }) => axesOf(options, name).get(0) === symbol);
}

function axesOf({ openAxes }: TraceOptions, name: string): ReadonlyMap<number, string> {
  return openAxes ? (openAxes.get(name) ?? new Map<number, string>()) : new Map([[0, 'batch']]);
}

function run(
  network: TraceableNetwork,
  options: TraceOptions,
  variations: readonly Variation[],
  varied?: string,
): Recording {
  const inputs = options.inputs.map(({ name, shape }, index) => {
    const axes = axesOf(options, name);
    const extents = shape.map((extent, axis) => {
      const variation = variations.find(({ symbol }) => symbol === axes.get(axis));
      if (!variation) return extent;
      return variation.symbol === varied ? variation.varied : variation.base;
    });
    const order = varied === undefined ? 0 : 1 + variations.findIndex(({ symbol }) => symbol === varied);
    return tf.tensor(fakeValues(extents, 1 + index + order * options.inputs.length), extents, 'float32');
  });
  try {
    return record(network, inputs);
  } finally {
    tf.dispose(inputs);
  }
}

/** Numbers from 0 to 1, other ones in each run: what depends on them must not look constant. */
export function fakeValues(shape: readonly number[], seed: number): Float32Array {
  const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  let state = Math.imul(seed, 2654435761) >>> 0;
  for (let index = 0; index < values.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[index] = (state >>> 8) / 2 ** 24;
  }
  return values;
}

function outputNames({ outputs }: TraceOptions, count: number): string[] {
  return Array.from({ length: count }, (_, index) => outputs?.[index] ?? (count === 1 ? 'output' : `output_${index}`));
}

function parametersOf(network: TraceableNetwork): Map<string, StoredTensor> {
  return new Map([...network.stateDict()].map(([name, array]) => [name, storedOf(array)]));
}

function storedOf({ data, shape }: NdArray): StoredTensor {
  if (data instanceof Float32Array) return { role: 'parameter', dtype: 'float32', shape, data };
  const whole = data instanceof BigInt64Array ? Int32Array.from(data, Number) : Int32Array.from(data);
  return { role: 'parameter', dtype: 'int32', shape, data: whole };
}
