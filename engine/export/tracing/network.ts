import type * as tf from '@tensorflow/tfjs';
import type { NdArray } from '../../types/index.js';

/** What the tracer needs of a network; every registered one has it. */
export interface TraceableNetwork {
  readonly training: boolean;
  /** Channel-first in and out. */
  forward(...inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[];
  /** Parameters and buffers by PyTorch's names, in the layout of the kernels. */
  allParameters(): readonly {
    readonly name: string;
    readonly variable: tf.Variable;
    readonly toTorch: readonly number[] | undefined;
  }[];
  /** In PyTorch's layouts. */
  stateDict(): ReadonlyMap<string, NdArray>;
  train(mode?: boolean): unknown;
}

/** Whether a value of a config is a network. */
export function isTraceable(value: unknown): value is TraceableNetwork {
  if (typeof value !== 'object' || value === null) return false;
  const methods = ['forward', 'allParameters', 'stateDict', 'train'];
  return methods.every((name) => typeof Reflect.get(value, name) === 'function');
}
