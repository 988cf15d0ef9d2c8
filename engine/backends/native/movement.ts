import * as tf from '@tensorflow/tfjs';
import type {
  FillAttrs,
  GatherV2Attrs,
  PadV2Attrs,
  ReverseAttrs,
  SliceAttrs,
  SplitVAttrs,
  TileAttrs,
  TransposeAttrs,
} from '@tensorflow/tfjs-core';
import { mostAxes, packGrid, stridesOf, type Walk, whole } from './grid.js';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';

/** A new array of `shape` filled by walking through x; `extents` and `shape` hold as many elements. */
function walked(
  backend: NativeBackend,
  x: tf.TensorInfo,
  shape: readonly number[],
  { offset, strides }: Walk,
  extents: readonly number[] = shape,
) {
  const values = backend.arrayOf(x);
  if (!values || extents.length > mostAxes) return undefined;
  const out = backend.takeAs(x.dtype, tf.util.sizeFromShape([...shape]));
  backend.addon.copy(values, out, packGrid(extents, [whole(extents), { offset, strides }]));
  return backend.makeTensorInfo([...shape], x.dtype, out);
}

function slice(backend: NativeBackend, x: tf.TensorInfo, begin: readonly number[], size: readonly number[]) {
  const inside = x.shape.every((extent, axis) => {
    const [from = 0, count = extent] = [begin[axis], size[axis]];
    return from >= 0 && count >= 0 && from + count <= extent;
  });
  if (!inside) return undefined;
  const strides = stridesOf(x.shape);
  const offset = strides.reduce((sum, stride, axis) => sum + stride * (begin[axis] ?? 0), 0);
  return walked(backend, x, size, { offset, strides });
}

/** Kernels that only move elements, of any rank and of every type that the kernels know. */
export function registerMovement(): void {
  registerNativeKernel('Transpose', ['x'], (backend, { x }, attributes) => {
    const { perm } = attributes as TransposeAttrs;
    const strides = stridesOf(x.shape);
    const shape = perm.map((axis) => x.shape[axis] ?? 1);
    return walked(backend, x, shape, { offset: 0, strides: perm.map((axis) => strides[axis] ?? 0) });
  });
  registerNativeKernel('Slice', ['x'], (backend, { x }, attributes) => {
    const { begin, size } = attributes as SliceAttrs;
    const tensor = { shape: x.shape, rank: x.shape.length } as tf.Tensor;
    const [from = [], extent = []] = tf.slice_util.parseSliceParams(tensor, begin, size);
    return slice(backend, x, from, extent);
  });
  registerNativeKernel('SplitV', ['x'], (backend, { x }, attributes) => {
    const { numOrSizeSplits, axis } = attributes as SplitVAttrs;
    const [split = 0] = tf.util.parseAxisParam(axis, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, split);
    let start = 0;
    const parts = sizes.map((count) => {
      const begin = x.shape.map((_, at) => (at === split ? start : 0));
      start += count;
      return slice(
        backend,
        x,
        begin,
        x.shape.map((extent, at) => (at === split ? count : extent)),
      );
    });
    return parts.every((part) => part !== undefined) ? parts : undefined;
  });
  registerNativeKernel('Tile', ['x'], (backend, { x }, attributes) => {
    const { reps } = attributes as TileAttrs;
    const strides = stridesOf(x.shape);
    const shape = x.shape.map((extent, axis) => extent * (reps[axis] ?? 1));
    const extents = x.shape.flatMap((extent, axis) => [reps[axis] ?? 1, extent]);
    return walked(backend, x, shape, { offset: 0, strides: strides.flatMap((stride) => [0, stride]) }, extents);
  });
  registerNativeKernel('Reverse', ['x'], (backend, { x }, attributes) => {
    const axes = tf.util.parseAxisParam((attributes as ReverseAttrs).dims, x.shape);
    const strides = stridesOf(x.shape);
    const offset = axes.reduce((sum, axis) => sum + (strides[axis] ?? 0) * Math.max(0, (x.shape[axis] ?? 1) - 1), 0);
    const turned = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
    return walked(backend, x, x.shape, { offset, strides: turned });
  });
  registerNativeKernel('PadV2', ['x'], (backend, { x }, attributes) => {
    const { paddings, constantValue } = attributes as PadV2Attrs;
    const values = backend.arrayOf(x);
    const negative = paddings.some(([before, after]) => before < 0 || after < 0);
    if (!values || negative || x.shape.length > mostAxes || x.shape.length === 0) return undefined;
    const shape = x.shape.map((extent, axis) => extent + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
    const out = backend.takeAs(x.dtype, tf.util.sizeFromShape(shape));
    const strides = stridesOf(shape);
    const offset = strides.reduce((sum, stride, axis) => sum + stride * (paddings[axis]?.[0] ?? 0), 0);
    backend.addon.fill(out, constantValue);
    backend.addon.copy(values, out, packGrid(x.shape, [{ offset, strides }, whole(x.shape)]));
    return backend.makeTensorInfo(shape, x.dtype, out);
  });
  registerNativeKernel('GatherV2', ['x', 'indices'], (backend, { x, indices }, attributes) => {
    const { axis, batchDims } = attributes as GatherV2Attrs;
    const [along = 0] = tf.util.parseAxisParam(axis, x.shape);
    const [values, places] = [backend.arrayOf(x), backend.arrayOf(indices)];
    const extent = x.shape[along] ?? 0;
    if (!values || !(places instanceof Int32Array) || (batchDims ?? 0) !== 0) return undefined;
    // tfjs tells which index is wrong.
    if (places.some((place) => place < 0 || place >= extent)) return undefined;
    const [before, after] = [x.shape.slice(0, along), x.shape.slice(along + 1)];
    const shape = [...before, ...indices.shape, ...after];
    const out = backend.takeAs(x.dtype, tf.util.sizeFromShape(shape));
    const [outer, inner] = [tf.util.sizeFromShape(before), tf.util.sizeFromShape(after)];
    backend.addon.gather(values, places, out, Float64Array.of(outer, extent, places.length, inner));
    return backend.makeTensorInfo(shape, x.dtype, out);
  });
  registerNativeKernel('Fill', [], (backend, _, attributes) => {
    const { shape, value, dtype } = attributes as FillAttrs;
    if (typeof value !== 'number' || (dtype !== undefined && dtype !== 'float32')) return undefined;
    const out = backend.take(tf.util.sizeFromShape(shape));
    backend.addon.fill(out, value);
    return backend.makeTensorInfo(shape, 'float32', out);
  });
  for (const [name, value] of [['ZerosLike', 0] as const, ['OnesLike', 1] as const]) {
    registerNativeKernel(name, ['x'], (backend, { x }) => {
      if (x.dtype !== 'float32') return undefined;
      const out = backend.take(tf.util.sizeFromShape(x.shape));
      backend.addon.fill(out, value);
      return backend.makeTensorInfo(x.shape, 'float32', out);
    });
  }
}
