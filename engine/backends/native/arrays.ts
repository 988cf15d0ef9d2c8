import * as tf from '@tensorflow/tfjs';
import type { LeakyReluAttrs, SliceAttrs, TransposeAttrs } from '@tensorflow/tfjs-core';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';

/** The numbers that `kernels/elementwise.cc` knows the operations by. */
const binaryOperations = { Add: 0, Sub: 1, Multiply: 2, RealDiv: 3 } as const;
const swapped: Readonly<Record<number, number>> = { 0: 0, 1: 4, 2: 2, 3: 5 };

/** How often the second operand repeats within the first: its size when its axes are the first's last ones; else undefined. */
function periodOf(long: readonly number[], short: readonly number[]): number | undefined {
  let significant = short.findIndex((extent) => extent !== 1);
  if (significant < 0) significant = short.length;
  const tail = short.slice(significant);
  const offset = long.length - tail.length;
  if (short.length > long.length || tail.some((extent, axis) => extent !== long[offset + axis])) return undefined;
  return tf.util.sizeFromShape(tail);
}

function binary(backend: NativeBackend, operation: number, a: tf.TensorInfo, b: tf.TensorInfo) {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const direct = periodOf(a.shape, b.shape);
  const period = direct ?? periodOf(b.shape, a.shape);
  const [first, second, code] = direct === undefined ? [b, a, swapped[operation]] : [a, b, operation];
  const size = tf.util.sizeFromShape(first.shape);
  if (period === undefined || code === undefined || size === 0) return undefined;
  const out = backend.take(size);
  const numbers = Float64Array.of(code, size, period);
  backend.addon.binary(backend.valuesOf(first.dataId), backend.valuesOf(second.dataId), out, numbers);
  return backend.makeTensorInfo(first.shape, 'float32', out);
}

/** Slices, transposition, arithmetic, leaky ReLU. */
export function registerArrayKernels(): void {
  for (const [name, operation] of Object.entries(binaryOperations)) {
    registerNativeKernel(name, ['a', 'b'], (backend, { a, b }) => binary(backend, operation, a, b));
  }
  registerNativeKernel('Transpose', ['x'], (backend, { x }, attributes) => {
    const { perm } = attributes as TransposeAttrs;
    const rank = x.shape.length;
    if (x.dtype !== 'float32' || rank < 1 || rank > 8) return undefined;
    const shape = perm.map((axis) => x.shape[axis] ?? 1);
    const out = backend.take(tf.util.sizeFromShape(shape));
    backend.addon.transpose(backend.valuesOf(x.dataId), out, Float64Array.of(rank, ...shape, ...perm));
    return backend.makeTensorInfo(shape, 'float32', out);
  });
  registerNativeKernel('LeakyRelu', ['x'], (backend, { x }, attributes) => {
    if (x.dtype !== 'float32') return undefined;
    const size = tf.util.sizeFromShape(x.shape);
    const y = backend.take(size);
    const { alpha } = attributes as LeakyReluAttrs;
    backend.addon.leakyRelu(backend.valuesOf(x.dataId), y, Float64Array.of(alpha, size));
    return backend.makeTensorInfo(x.shape, 'float32', y);
  });
  registerNativeKernel('Slice', ['x'], (backend, { x }, attributes) => {
    const { begin, size } = attributes as SliceAttrs;
    const { shape } = x;
    if (x.dtype !== 'float32' || shape.length === 0) return undefined;
    const [from = [], extent = []] = tf.slice_util.parseSliceParams(
      { shape, rank: shape.length } as tf.Tensor,
      begin,
      size,
    );
    // One axis that is cut makes a slice of columns of a matrix; more of them are left to tfjs.
    const cut = shape.flatMap((full, axis) => (extent[axis] === full ? [] : [axis]));
    const axis = cut[0] ?? 0;
    if (cut.length > 1) return undefined;
    const full = shape[axis] ?? 1;
    const start = from[axis] ?? 0;
    const count = extent[axis] ?? full;
    if (start < 0 || count < 0 || start + count > full) return undefined;
    const rows = tf.util.sizeFromShape(shape.slice(0, axis));
    const inner = tf.util.sizeFromShape(shape.slice(axis + 1));
    const out = backend.take(rows * count * inner);
    const numbers = Float64Array.of(rows, full * inner, start * inner, count * inner);
    backend.addon.sliceLast(backend.valuesOf(x.dataId), out, numbers);
    return backend.makeTensorInfo(extent, 'float32', out);
  });
}
