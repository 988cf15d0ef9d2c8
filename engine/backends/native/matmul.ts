import * as tf from '@tensorflow/tfjs';
import type { _FusedMatMulAttrs, BatchMatMulAttrs } from '@tensorflow/tfjs-core';
import { applyBinary, applyLeakyRelu, applyUnary } from './elementwise.js';
import { repeated } from './grid.js';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';

/** Where each matrix of a stack begins when the stack is repeated to the shape `wide`. */
function starts(stack: readonly number[], wide: readonly number[], size: number): number[] {
  const { strides } = repeated(stack, wide);
  const count = wide.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: count }, (_, index) => {
    let [rest, place] = [index, 0];
    for (let axis = wide.length - 1; axis >= 0; axis--) {
      const extent = wide[axis] ?? 1;
      place += (rest % extent) * (strides[axis] ?? 0);
      rest = Math.floor(rest / extent);
    }
    return place * size;
  });
}

function matMul(
  backend: NativeBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { transposeA, transposeB }: BatchMatMulAttrs,
) {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || a.shape.length < 2 || b.shape.length < 2) return undefined;
  const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
  const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [inner, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (inner !== k) return undefined;
  const [aStack, bStack] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const stack = tf.backend_util.assertAndGetBroadcastShape(aStack, bStack);
  const shape = [...stack, m, n];
  const out = backend.take(tf.util.sizeFromShape(shape));
  const strides = [...(transposeA ? [1, aColumns] : [aColumns, 1]), ...(transposeB ? [1, bColumns] : [bColumns, 1])];
  const count = tf.util.sizeFromShape(stack);
  // A stack of matrices times one matrix is one tall matrix.
  const tall = !transposeA && tf.util.sizeFromShape(bStack) === 1;
  const numbers = tall
    ? Float64Array.of(m * count, n, k, ...strides, 1, 0, 0)
    : Float64Array.of(
        ...[m, n, k, ...strides, count],
        ...starts(aStack, stack, aRows * aColumns),
        ...starts(bStack, stack, bRows * bColumns),
      );
  backend.addon.matmul(backend.valuesOf(a.dataId), backend.valuesOf(b.dataId), out, numbers);
  return backend.makeTensorInfo(shape, 'float32', out);
}

function activated(
  backend: NativeBackend,
  x: tf.TensorInfo,
  { activation, leakyreluAlpha }: _FusedMatMulAttrs,
  slopes: tf.TensorInfo | undefined,
): tf.TensorInfo | undefined {
  switch (activation) {
    case 'relu':
      return applyUnary(backend, 'Relu', x);
    case 'relu6':
      return applyUnary(backend, 'Relu6', x);
    case 'elu':
      return applyUnary(backend, 'Elu', x);
    case 'sigmoid':
      return applyUnary(backend, 'Sigmoid', x);
    case 'leakyrelu':
      return applyLeakyRelu(backend, x, leakyreluAlpha ?? 0.2);
    case 'prelu':
      return slopes && applyBinary(backend, 'Prelu', x, slopes);
    default:
      return x;
  }
}

/** Products of matrices and of stacks of them, alone and followed by a bias and an activation. */
export function registerMatMul(): void {
  registerNativeKernel('BatchMatMul', ['a', 'b'], (backend, { a, b }, attributes) =>
    matMul(backend, a, b, attributes as BatchMatMulAttrs),
  );
  registerNativeKernel('_FusedMatMul', ['a', 'b'], (backend, inputs, attributes) => {
    const { bias, preluActivationWeights } = inputs as Partial<Record<string, tf.TensorInfo>>;
    const steps = [
      () => matMul(backend, inputs.a, inputs.b, attributes as _FusedMatMulAttrs),
      (x: tf.TensorInfo) => (bias ? applyBinary(backend, 'Add', x, bias) : x),
      (x: tf.TensorInfo) => activated(backend, x, attributes as _FusedMatMulAttrs, preluActivationWeights),
    ] as const;
    const product = steps[0]();
    if (!product) return undefined;
    const biased = steps[1](product);
    if (biased !== product) backend.disposeIntermediateTensorInfo(product);
    if (!biased) return undefined;
    const result = steps[2](biased);
    if (result !== biased) backend.disposeIntermediateTensorInfo(biased);
    return result;
  });
}
