import * as tf from '@tensorflow/tfjs';
import type { MaxPool3DAttrs, MaxPoolAttrs, MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { axes2D, axes3D } from './convolutions.js';
import { registerNativeKernel } from './kernel.js';
import { type Axis, packConv } from './shapes.js';

interface Pooling {
  readonly outShape: number[];
  readonly packed: Float64Array;
}

function pooling2D(inShape: number[], attributes: MaxPoolAttrs | MaxPoolGradAttrs): Pooling {
  const info = tf.backend_util.computePool2DInfo(
    inShape as [number, number, number, number],
    attributes.filterSize,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return { outShape: info.outShape, packed: pack(info.batchSize, info.inChannels, axes2D(info)) };
}

function pooling3D(inShape: number[], attributes: MaxPool3DAttrs): Pooling {
  const info = tf.backend_util.computePool3DInfo(
    inShape as [number, number, number, number, number],
    attributes.filterSize,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return { outShape: info.outShape, packed: pack(info.batchSize, info.inChannels, axes3D(info)) };
}

function pack(batch: number, channels: number, axes: readonly Axis[]): Float64Array {
  return packConv(batch, channels, channels, axes);
}

/** Whether a window lies wholly in the padding, whose average tfjs has its own mind about. */
function outside(packed: Float64Array): boolean {
  return [3, 9, 15].some((at) => {
    const [input = 1, output = 1, kernel = 1, stride = 1, dilation = 1, pad = 0] = packed.subarray(at, at + 6);
    return pad > dilation * (kernel - 1) || (output - 1) * stride - pad >= input;
  });
}

/** Max and average pooling and their gradients, 2-D and 3-D. */
export function registerPooling(): void {
  registerNativeKernel('MaxPool', ['x'], (backend, { x }, attributes) => {
    if (x.dtype !== 'float32') return undefined;
    const { outShape, packed } = pooling2D(x.shape, attributes as MaxPoolAttrs);
    // Windows of one pixel that may lie in the padding: tfjs returns x.
    if (tf.util.arraysEqual(x.shape, outShape)) return undefined;
    const y = backend.take(tf.util.sizeFromShape(outShape));
    backend.addon.maxPool(backend.valuesOf(x.dataId), y, packed);
    return backend.makeTensorInfo(outShape, 'float32', y);
  });
  registerNativeKernel('MaxPoolGrad', ['dy', 'input', 'output'], (backend, { dy, input, output }, attributes) => {
    if (dy.dtype !== 'float32' || input.dtype !== 'float32' || output.dtype !== 'float32') return undefined;
    const { packed } = pooling2D(input.shape, attributes as MaxPoolGradAttrs);
    const dx = backend.take(tf.util.sizeFromShape(input.shape));
    backend.addon.maxPoolGradient(
      backend.valuesOf(input.dataId),
      backend.valuesOf(output.dataId),
      backend.valuesOf(dy.dataId),
      dx,
      packed,
    );
    return backend.makeTensorInfo(input.shape, 'float32', dx);
  });
  registerNativeKernel('MaxPool3D', ['x'], (backend, { x }, attributes) => {
    if (x.dtype !== 'float32') return undefined;
    const { outShape, packed } = pooling3D(x.shape, attributes as MaxPool3DAttrs);
    const y = backend.take(tf.util.sizeFromShape(outShape));
    backend.addon.maxPool(backend.valuesOf(x.dataId), y, packed);
    return backend.makeTensorInfo(outShape, 'float32', y);
  });
  registerNativeKernel('MaxPool3DGrad', ['dy', 'input', 'output'], (backend, { dy, input, output }, attributes) => {
    if (dy.dtype !== 'float32' || input.dtype !== 'float32' || output.dtype !== 'float32') return undefined;
    const { outShape, packed } = pooling3D(input.shape, attributes as MaxPool3DAttrs);
    if (!tf.util.arraysEqual(dy.shape, outShape)) return undefined;
    const dx = backend.take(tf.util.sizeFromShape(input.shape));
    const [x, y, gradient] = [input, output, dy].map((tensor) => backend.valuesOf(tensor.dataId));
    if (!x || !y || !gradient) return undefined;
    backend.addon.maxPoolGradient(x, y, gradient, dx, packed);
    return backend.makeTensorInfo(input.shape, 'float32', dx);
  });
  for (const [name, pooling] of [['AvgPool', pooling2D] as const, ['AvgPool3D', pooling3D] as const]) {
    registerNativeKernel(name, ['x'], (backend, { x }, attributes) => {
      if (x.dtype !== 'float32') return undefined;
      const { outShape, packed } = pooling(x.shape, attributes as MaxPoolAttrs & MaxPool3DAttrs);
      if (tf.util.arraysEqual(x.shape, outShape) || (name === 'AvgPool' && outside(packed))) return undefined;
      const y = backend.take(tf.util.sizeFromShape(outShape));
      backend.addon.averagePool(backend.valuesOf(x.dataId), y, packed);
      return backend.makeTensorInfo(outShape, 'float32', y);
    });
    registerNativeKernel(`${name}Grad`, ['dy', 'input'], (backend, { dy, input }, attributes) => {
      if (dy.dtype !== 'float32') return undefined;
      const { outShape, packed } = pooling(input.shape, attributes as MaxPoolAttrs & MaxPool3DAttrs);
      if (!tf.util.arraysEqual(dy.shape, outShape)) return undefined;
      const dx = backend.take(tf.util.sizeFromShape(input.shape));
      backend.addon.averagePoolGradient(backend.valuesOf(dy.dataId), dx, packed);
      return backend.makeTensorInfo(input.shape, 'float32', dx);
    });
  }
}
