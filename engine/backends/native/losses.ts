import * as tf from '@tensorflow/tfjs';
import {
  type CrossEntropySettings,
  crossEntropyGradientKernel,
  crossEntropyKernel,
  type OverlapSettings,
  overlapGradientKernel,
  overlapKernel,
} from '../operations/index.js';
import { registerNativeKernel } from './kernel.js';

function positions(shape: readonly number[]): number {
  return shape.slice(2).reduce((size, extent) => size * extent, 1);
}

function packEntropy(x: tf.TensorInfo, labels: tf.TensorInfo, { smoothing, ignored }: CrossEntropySettings) {
  const [batch = 1, classes = 1] = x.shape;
  const shares = labels.shape.length === x.shape.length;
  return Float64Array.of(batch, classes, positions(x.shape), smoothing, ignored, shares ? 1 : 0);
}

const activations: Readonly<Record<OverlapSettings['activation'], number>> = { none: 0, sigmoid: 1, softmax: 2 };
const kinds: Readonly<Record<OverlapSettings['sums'], number>> = { products: 0, sizes: 1, squares: 2 };

function packOverlap(x: tf.TensorInfo, { activation, sums, numbers }: OverlapSettings) {
  const [batch = 1, channels = 1] = x.shape;
  const flags = [activations[activation], numbers ? 1 : 0, kinds[sums]];
  return Float64Array.of(batch, channels, positions(x.shape), ...flags);
}

/** Cross-entropy and the sums of Dice loss, each in one pass (see `operations/`). */
export function registerLosses(): void {
  registerNativeKernel(crossEntropyKernel, ['x', 'labels', 'weights'], (backend, inputs, attributes) => {
    const { x, labels, weights } = inputs;
    const values = backend.arrayOf(labels);
    if (!values || values instanceof Uint8Array) return undefined;
    const shape = [x.shape[0] ?? 1, ...x.shape.slice(2)];
    const [loss, normalizer, counted] = [0, 1, 2].map(() => backend.take(tf.util.sizeFromShape(shape)));
    if (!loss || !normalizer || !counted) return undefined;
    const numbers = packEntropy(x, labels, attributes as CrossEntropySettings);
    const [logits, byClass] = [backend.valuesOf(x.dataId), backend.valuesOf(weights.dataId)];
    backend.addon.crossEntropy(logits, values, byClass, loss, normalizer, counted, numbers);
    return [loss, normalizer, counted].map((result) => backend.makeTensorInfo(shape, 'float32', result));
  });
  registerNativeKernel(
    crossEntropyGradientKernel,
    ['x', 'labels', 'weights', 'normalizer', 'dloss'],
    (backend, { x, labels, weights, normalizer, dloss }, attributes) => {
      const values = backend.arrayOf(labels);
      if (!values || values instanceof Uint8Array) return undefined;
      const dx = backend.take(tf.util.sizeFromShape(x.shape));
      backend.addon.crossEntropyGradient(
        backend.valuesOf(x.dataId),
        values,
        backend.valuesOf(weights.dataId),
        backend.valuesOf(normalizer.dataId),
        backend.valuesOf(dloss.dataId),
        dx,
        packEntropy(x, labels, attributes as CrossEntropySettings),
      );
      return [backend.makeTensorInfo(x.shape, 'float32', dx)];
    },
  );
  registerNativeKernel(overlapKernel, ['x', 'target'], (backend, { x, target }, attributes) => {
    const [batch = 1, channels = 1] = x.shape;
    const sums = backend.take(batch * channels * 3);
    const numbers = packOverlap(x, attributes as OverlapSettings);
    backend.addon.overlap(backend.valuesOf(x.dataId), backend.valuesOf(target.dataId), sums, numbers);
    return [backend.makeTensorInfo([batch, channels, 3], 'float32', sums)];
  });
  registerNativeKernel(overlapGradientKernel, ['x', 'target', 'dsums'], (backend, inputs, attributes) => {
    const { x, target, dsums } = inputs;
    const dx = backend.take(tf.util.sizeFromShape(x.shape));
    backend.addon.overlapGradient(
      backend.valuesOf(x.dataId),
      backend.valuesOf(target.dataId),
      backend.valuesOf(dsums.dataId),
      dx,
      packOverlap(x, attributes as OverlapSettings),
    );
    return [backend.makeTensorInfo(x.shape, 'float32', dx)];
  });
}
