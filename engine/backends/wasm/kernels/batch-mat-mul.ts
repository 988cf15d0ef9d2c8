import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { asTensor, replaceKernel, required } from './register.js';

let quick: tf.KernelConfig | undefined;

/**
 * Matrix products: XNNPACK multiplies one pair of matrices that are not transposed, and everything else falls to a naive loop; so transposed
 * matrices are turned first, and batches taken one by one. (tfjs's gradients of products are transposed products.)
 */
export function registerBatchMatMul(): void {
  quick ??= tf.getKernel(tf.BatchMatMul, 'wasm');
  replaceKernel<tf.BatchMatMulAttrs>(tf.BatchMatMul, (inputs, { transposeA = false, transposeB = false }, backend) => {
    const a = required(inputs.a, 'a');
    const b = required(inputs.b, 'b');
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const left = turned(stacked(a, outer), transposeA);
    const right = turned(stacked(b, outer), transposeB);
    const batch = Math.max(left.shape[0], right.shape[0]);
    const products = Array.from({ length: batch }, (_, item) =>
      multiply(backend, matrixOf(left, item), matrixOf(right, item)),
    );
    const product = products.length === 1 ? required(products[0], 'product') : tf.concat(products, 0);
    return tf.reshape(product, [...outer, left.shape[1], right.shape[2]]);
  });
}

/** The product of two matrices, [1, M, L] and [1, L, N], by XNNPACK. */
export function multiply(backend: BackendWasm, a: tf.TensorInfo, b: tf.TensorInfo): tf.Tensor {
  const attrs = { transposeA: false, transposeB: false };
  const product = required(quick, tf.BatchMatMul).kernelFunc({ inputs: { a, b }, attrs, backend });
  return asTensor(required(Array.isArray(product) ? product[0] : product, 'product'));
}

/** All matrices in one batch; a single one stays single, for it is used again for each of the others. */
function stacked(x: tf.Tensor, outer: readonly number[]): tf.Tensor3D {
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  const single = x.size === rows * columns;
  const all = single ? x : tf.broadcastTo(x, [...outer, rows, columns]);
  return tf.reshape(all, [-1, rows, columns]);
}

function turned(matrices: tf.Tensor3D, transpose: boolean): tf.Tensor3D {
  return transpose ? tf.transpose(matrices, [0, 2, 1]) : matrices;
}

function matrixOf(matrices: tf.Tensor3D, item: number): tf.Tensor {
  return matrices.shape[0] === 1 ? matrices : tf.slice(matrices, [item, 0, 0], [1, -1, -1]);
}
