import * as tf from '@tensorflow/tfjs';
import type { RuntimeInput, RuntimeOutput } from './onnx/onnx-runtime.js';
import type { TraceableNetwork } from './tracing/network.js';

/** What a network gives for an input, in evaluation mode. */
export function liveOutputs(network: TraceableNetwork, inputs: readonly RuntimeInput[]): RuntimeOutput[] {
  const training = network.training;
  network.train(false);
  tf.engine().startScope();
  try {
    const given = inputs.map(({ shape, values }) => tf.tensor(values, [...shape], 'float32'));
    const outputs = network.forward(...given);
    const all = Array.isArray(outputs) ? outputs : [outputs];
    return all.map((output) => ({ shape: [...output.shape], values: Float32Array.from(output.dataSync()) }));
  } finally {
    tf.engine().endScope();
    network.train(training);
  }
}

/** The largest difference of two tensors' elements, in parts of the largest element where that is above 1. Infinite for other shapes. */
export function differenceOf(given: RuntimeOutput | undefined, expected: RuntimeOutput): number {
  if (given?.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  let apart = 0;
  let largest = 1;
  for (let index = 0; index < expected.values.length; index++) {
    const value = expected.values[index] ?? 0;
    const difference = Math.abs((given?.values[index] ?? Number.NaN) - value);
    if (Number.isNaN(difference) && !Number.isNaN(value)) return Number.POSITIVE_INFINITY;
    if (difference > apart) apart = difference;
    if (Math.abs(value) > largest) largest = Math.abs(value);
  }
  return apart / largest;
}
