import * as tf from '@tensorflow/tfjs';

/** Rows summed in one go: enough to keep the matrix product busy, few enough to keep float32 sums accurate. */
const rowsPerSum = 8192;

/**
 * aᵀ·b for tall matrices [rows, M] and [rows, N]: [M, N]. XNNPACK multiplies fast only what is not transposed, so `a` is turned first, in
 * groups of rows whose products are then added.
 */
export function contractRows(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const [rows, m] = a.shape;
  const n = b.shape[1];
  const groups = groupCount(rows, rowsPerSum);
  const length = rows / groups;
  const turned = tf.transpose(tf.reshape(a, [groups, length, m]), [0, 2, 1]);
  if (groups === 1) return tf.matMul(tf.reshape(turned, [m, length]), b);
  const products: tf.Tensor2D[] = [];
  for (let group = 0; group < groups; group++) {
    const left = tf.reshape(tf.slice(turned, [group, 0, 0], [1, m, length]), [m, length]);
    products.push(tf.matMul<tf.Tensor2D>(left, tf.slice(b, [group * length, 0], [length, n])));
  }
  return tf.addN(products);
}

/** The fewest groups of equal size that `items` can be split into with at most `limit` in each, or 1 when it cannot. */
export function groupCount(items: number, limit: number): number {
  const fewest = Math.ceil(items / limit);
  for (let groups = fewest; groups <= 8 * fewest; groups++) if (items % groups === 0) return groups;
  return 1;
}
