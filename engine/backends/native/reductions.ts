import * as tf from '@tensorflow/tfjs';
import type { ArgMaxAttrs, CumsumAttrs, MaxAttrs, SoftmaxAttrs, SumAttrs } from '@tensorflow/tfjs-core';
import { mostAxes } from './grid.js';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';

type Numeric = 'float32' | 'int32' | 'bool';

/** The numbers of `kernels/reduce.cc`, and the types that each takes and gives. */
const reductions: Readonly<Record<string, { operation: number; types: Partial<Record<Numeric, Numeric>> }>> = {
  Sum: { operation: 0, types: { float32: 'float32', int32: 'int32', bool: 'int32' } },
  Mean: { operation: 0, types: { float32: 'float32', int32: 'float32', bool: 'float32' } },
  Prod: { operation: 1, types: { float32: 'float32', int32: 'int32', bool: 'int32' } },
  Max: { operation: 2, types: { float32: 'float32', int32: 'int32' } },
  Min: { operation: 3, types: { float32: 'float32', int32: 'int32' } },
  Any: { operation: 2, types: { bool: 'bool' } },
  All: { operation: 3, types: { bool: 'bool' } },
};

function isNumeric(dtype: tf.DataType): dtype is Numeric {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

function reduce(backend: NativeBackend, name: string, x: tf.TensorInfo, axis: number | number[], keepDims: boolean) {
  const dtype = isNumeric(x.dtype) ? reductions[name]?.types[x.dtype] : undefined;
  const values = backend.arrayOf(x);
  if (!dtype || !values || values.length === 0 || x.shape.length > mostAxes) return undefined;
  const axes = new Set(tf.util.parseAxisParam(axis, x.shape));
  const reduced = x.shape.map((_, at) => axes.has(at));
  const shape = keepDims
    ? x.shape.map((extent, at) => (reduced[at] ? 1 : extent))
    : x.shape.filter((_, at) => !reduced[at]);
  const out = backend.takeAs(dtype, tf.util.sizeFromShape(shape));
  const scale = name === 'Mean' ? out.length / values.length : 1;
  const flags = reduced.map(Number);
  const numbers = Float64Array.of(reductions[name]?.operation ?? 0, scale, x.shape.length, ...x.shape, ...flags);
  backend.addon.reduce(values, out, numbers);
  return backend.makeTensorInfo(shape, dtype, out);
}

/** The axis as the middle one of three: how many elements lie before it, along it and after it. */
function around(shape: readonly number[], axis: number): [number, number, number] {
  const product = (extents: readonly number[]) => extents.reduce((size, extent) => size * extent, 1);
  return [product(shape.slice(0, axis)), shape[axis] ?? 1, product(shape.slice(axis + 1))];
}

/** Reductions over any axes, arg-max, softmax, running sums and products. */
export function registerReductions(): void {
  for (const name of Object.keys(reductions)) {
    registerNativeKernel(name, ['x'], (backend, { x }, attributes) => {
      const { axis, reductionIndices, keepDims } = attributes as Partial<SumAttrs & MaxAttrs>;
      return reduce(backend, name, x, reductionIndices ?? axis ?? x.shape.map((_, at) => at), keepDims === true);
    });
  }
  for (const name of ['ArgMax', 'ArgMin']) {
    registerNativeKernel(name, ['x'], (backend, { x }, attributes) => {
      const [axis] = tf.util.parseAxisParam((attributes as ArgMaxAttrs).axis, x.shape);
      const values = backend.arrayOf(x);
      if (!values || x.dtype === 'bool' || values.length === 0 || axis === undefined) return undefined;
      const shape = x.shape.filter((_, at) => at !== axis);
      const out = new Int32Array(tf.util.sizeFromShape(shape));
      backend.addon.argBest(values, out, Float64Array.of(name === 'ArgMax' ? 1 : 0, ...around(x.shape, axis)));
      return backend.makeTensorInfo(shape, 'int32', out);
    });
  }
  registerNativeKernel('Softmax', ['logits'], (backend, { logits }, attributes) => {
    const { dim } = attributes as SoftmaxAttrs;
    const { shape } = logits;
    const width = shape[shape.length - 1] ?? 1;
    if (logits.dtype !== 'float32' || tf.util.parseAxisParam(dim, shape)[0] !== shape.length - 1) return undefined;
    const size = tf.util.sizeFromShape(shape);
    const out = backend.take(size);
    const numbers = Float64Array.of(0, width === 0 ? 0 : size / width, width);
    backend.addon.softmax(backend.valuesOf(logits.dataId), out, numbers);
    return backend.makeTensorInfo(shape, 'float32', out);
  });
  for (const name of ['Cumsum', 'Cumprod']) {
    registerNativeKernel(name, ['x'], (backend, { x }, attributes) => {
      const { axis, exclusive, reverse } = attributes as CumsumAttrs;
      const [along] = tf.util.parseAxisParam(axis, x.shape);
      const values = backend.arrayOf(x);
      if (!values || x.dtype === 'bool' || along === undefined) return undefined;
      const out = backend.takeAs(x.dtype, values.length);
      const flags = [name === 'Cumprod', exclusive, reverse].map(Number);
      backend.addon.cumulative(values, out, Float64Array.of(...flags, ...around(x.shape, along)));
      return backend.makeTensorInfo(x.shape, x.dtype, out);
    });
  }
}
