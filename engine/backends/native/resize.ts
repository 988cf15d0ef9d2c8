import type * as tf from '@tensorflow/tfjs';
import type { ResizeBilinearAttrs, ResizeNearestNeighborAttrs } from '@tensorflow/tfjs-core';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';

/** Which two elements of an axis each new one is mixed from; `share` is how much of the second. */
export interface Neighbours {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float32Array;
}

/** Neighbours by the place of each new element among the old ones. */
export function neighbours(size: number, extent: number, placeOf: (index: number) => number): Neighbours {
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const share = new Float32Array(size);
  for (let index = 0; index < size; index++) {
    const place = Math.min(extent - 1, Math.max(0, placeOf(index)));
    low[index] = Math.floor(place);
    high[index] = Math.ceil(place);
    share[index] = place - Math.floor(place);
  }
  return { low, high, share };
}

/** Resizes one axis of `x` [outer, extent, inner], or with `gradient` takes the resizing back. */
export function resizeAxis(
  backend: NativeBackend,
  x: Float32Array,
  shape: readonly [outer: number, extent: number, size: number, inner: number],
  { low, high, share }: Neighbours,
  gradient: boolean,
): Float32Array {
  const [outer, extent, size, inner] = shape;
  const out = backend.take(outer * inner * (gradient ? extent : size));
  if (gradient) backend.addon.interpolateGradient(x, out, low, high, share, Float64Array.from(shape));
  else backend.addon.interpolate(x, out, low, high, share, Float64Array.from(shape));
  return out;
}

type Attributes = ResizeBilinearAttrs | ResizeNearestNeighborAttrs;

/** As tfjs's cpu kernels place them. */
function placement(extent: number, size: number, nearest: boolean, { alignCorners, halfPixelCenters }: Attributes) {
  const ratio = alignCorners && size > 1 ? (extent - 1) / (size - 1) : extent / size;
  return neighbours(size, extent, (index) => {
    if (!nearest) return halfPixelCenters ? ratio * (index + 0.5) - 0.5 : ratio * index;
    const place = halfPixelCenters ? ratio * (index + 0.5) : ratio * index;
    return alignCorners ? Math.round(place) : Math.floor(place);
  });
}

function resize(
  backend: NativeBackend,
  values: tf.TensorInfo,
  shape: readonly number[],
  size: readonly number[],
  nearest: boolean,
  attributes: Attributes,
  gradient: boolean,
) {
  const [batch = 1, height = 1, width = 1, channels = 1] = shape;
  const [rows = 1, columns = 1] = size;
  const empty = [batch, height, width, channels, rows, columns].includes(0);
  if (values.dtype !== 'float32' || empty) return undefined;
  const across = placement(width, columns, nearest, attributes);
  const down = placement(height, rows, nearest, attributes);
  // Widths first; the gradient goes the same way back.
  const acrossShape = [batch * height, width, columns, channels] as const;
  const downShape = [batch, height, rows, columns * channels] as const;
  const x = backend.valuesOf(values.dataId);
  const between = gradient
    ? resizeAxis(backend, x, downShape, down, true)
    : resizeAxis(backend, x, acrossShape, across, false);
  const held = backend.makeTensorInfo([between.length], 'float32', between);
  const out = gradient
    ? resizeAxis(backend, between, acrossShape, across, true)
    : resizeAxis(backend, between, downShape, down, false);
  backend.disposeIntermediateTensorInfo(held);
  const result = gradient ? [...shape] : [batch, rows, columns, channels];
  return backend.makeTensorInfo(result, 'float32', out);
}

/** Resizing of images, bilinear and by nearest neighbours, and its gradients. */
export function registerResize(): void {
  for (const name of ['ResizeBilinear', 'ResizeNearestNeighbor']) {
    const nearest = name === 'ResizeNearestNeighbor';
    registerNativeKernel(name, ['images'], (backend, { images }, attributes) => {
      const settings = attributes as Attributes;
      return resize(backend, images, images.shape, settings.size, nearest, settings, false);
    });
    registerNativeKernel(`${name}Grad`, ['images', 'dy'], (backend, { images, dy }, attributes) =>
      resize(backend, dy, images.shape, dy.shape.slice(1, 3), nearest, attributes as Attributes, true),
    );
  }
}
