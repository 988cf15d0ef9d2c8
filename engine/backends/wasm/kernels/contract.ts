import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { multiply } from './batch-mat-mul.js';
import { withView } from './views.js';

/** Rows summed in one go: enough to keep the matrix product busy, few enough to keep float32 sums accurate. */
const rowsPerSum = 8192;

/**
 * aᵀ·b for tall matrices [rows, M] and [rows, N]: [M, N]. XNNPACK multiplies fast only what is not transposed, so `a` is turned first, in
 * groups of rows whose products are then added.
 */
export function contractRows(backend: BackendWasm, a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const [rows, m] = a.shape;
  const n = b.shape[1];
  const groups = groupCount(rows, rowsPerSum);
  const length = rows / groups;
  const turned = tf.transpose(tf.reshape(a, [groups, length, m]), [0, 2, 1]);
  const products = Array.from({ length: groups }, (_, group) =>
    withView(backend, turned, group * length * m, [1, m, length], (left) =>
      withView(backend, b, group * length * n, [1, length, n], (right) => multiply(backend, left, right)),
    ),
  );
  return tf.reshape(total(products), [m, n]);
}

/** The sum of tensors of one shape. */
export function total(parts: tf.Tensor[]): tf.Tensor {
  const [first] = parts;
  return first && parts.length === 1 ? first : tf.addN(parts);
}

/** The fewest groups of equal size that `items` can be split into with at most `limit` in each, or 1 when it cannot. */
export function groupCount(items: number, limit: number): number {
  const fewest = Math.ceil(items / limit);
  for (let groups = fewest; groups <= 8 * fewest; groups++) if (items % groups === 0) return groups;
  return 1;
}
