import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { asTensor, replaceKernel, required } from './register.js';

let upTo4d: tf.KernelConfig | undefined;

/**
 * Transposition: tfjs's is quick up to four axes and looks up every single element beyond. Here axes are moved to their places one by one,
 * each move an exchange of two neighbouring groups of axes, which is a transposition of four.
 */
export function registerTranspose(): void {
  upTo4d ??= tf.getKernel(tf.Transpose, 'wasm');
  replaceKernel<tf.TransposeAttrs>(tf.Transpose, (inputs, { perm = [] }, backend) => {
    const x = required(inputs.x, 'x');
    if (x.rank <= 4) return quick(backend, x, perm);
    const order = perm.map((_, axis) => axis);
    const shape = perm.map((axis) => x.shape[axis] ?? 1);
    let moved = x;
    for (const [place, axis] of perm.entries()) {
      const from = order.indexOf(axis);
      if (from === place) continue;
      const sizes = [order.slice(0, place), order.slice(place, from), [axis], order.slice(from + 1)];
      const groups = sizes.map((axes) => axes.reduce((size, each) => size * (x.shape[each] ?? 1), 1));
      moved = quick(backend, tf.reshape(moved, groups), [0, 2, 1, 3]);
      order.splice(place, 0, ...order.splice(from, 1));
    }
    return tf.reshape(moved, shape);
  });
}

function quick(backend: BackendWasm, x: tf.Tensor, perm: number[]): tf.Tensor {
  const result = required(upTo4d, tf.Transpose).kernelFunc({ inputs: { x }, attrs: { perm }, backend });
  return asTensor(required(Array.isArray(result) ? result[0] : result, 'result'));
}
