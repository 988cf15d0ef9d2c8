import type * as tf from '@tensorflow/tfjs';

/** What watches composites: computes, and notes what was computed. */
export type CompositeWatcher = (
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, unknown>>,
  compute: () => tf.Tensor,
) => tf.Tensor;

let watcher: CompositeWatcher | undefined;

/**
 * Computes, and tells the tracer of an export that what `compute` does with tfjs's operations is one known operation: exported graphs then
 * hold that operation (Resize, PRelu, …), not its pieces. Outside of an export it only computes, and gradients go through the pieces.
 *
 * @param name as `engine/export/lowering` knows it
 */
export function composite(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, unknown>>,
  compute: () => tf.Tensor,
): tf.Tensor {
  return watcher ? watcher(name, inputs, attributes, compute) : compute();
}

/** Lets `watch` see all composites that `work` computes. */
export function watchComposites<T>(watch: CompositeWatcher, work: () => T): T {
  const before = watcher;
  watcher = watch;
  try {
    return work();
  } finally {
    watcher = before;
  }
}
