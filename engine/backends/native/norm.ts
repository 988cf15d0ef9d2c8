import * as tf from '@tensorflow/tfjs';
import { type NormSettings, normBackwardKernel, normForwardKernel } from '../operations/index.js';
import { NativeBackend } from './native-backend.js';

function pack(shape: readonly number[], { groups, acrossBatch, epsilon, slope }: NormSettings): Float64Array {
  const [batch = 1] = shape;
  const channels = shape[shape.length - 1] ?? 1;
  const pixels = shape.slice(1, -1).reduce((product, extent) => product * extent, 1);
  const rectify = slope === 1 ? 0 : 1;
  return Float64Array.of(batch, pixels, channels, groups, acrossBatch ? 1 : 0, epsilon, rectify, slope);
}

/** Normalisation with affine and leaky ReLU, forward (y, mean, rstd) and backward (dx, dscale, doffset). */
export function registerNorm(): void {
  tf.registerKernel({
    kernelName: normForwardKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, scale, offset } = inputs;
      if (!(backend instanceof NativeBackend) || !x) throw new TypeError('norm: no input');
      const shape = x.shape;
      const channels = shape[shape.length - 1] ?? 1;
      const statistics = [shape[0] ?? 1, channels];
      const mean = backend.take((shape[0] ?? 1) * channels);
      const rstd = backend.take((shape[0] ?? 1) * channels);
      const y = backend.take(tf.util.sizeFromShape(shape));
      backend.addon.normForward(
        backend.valuesOf(x.dataId),
        scale ? backend.valuesOf(scale.dataId) : null,
        offset ? backend.valuesOf(offset.dataId) : null,
        mean,
        rstd,
        y,
        pack(shape, attrs as object as NormSettings),
      );
      return [
        backend.makeTensorInfo(shape, 'float32', y),
        backend.makeTensorInfo(statistics, 'float32', mean),
        backend.makeTensorInfo(statistics, 'float32', rstd),
      ];
    },
  });
  tf.registerKernel({
    kernelName: normBackwardKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, dy, scale, offset, mean, rstd } = inputs;
      if (!(backend instanceof NativeBackend) || !x || !dy || !mean || !rstd) throw new TypeError('norm: no input');
      const channels = x.shape[x.shape.length - 1] ?? 1;
      const dx = backend.take(tf.util.sizeFromShape(x.shape));
      const dscale = backend.take(channels);
      const doffset = backend.take(channels);
      backend.addon.normBackward(
        backend.valuesOf(x.dataId),
        backend.valuesOf(dy.dataId),
        scale ? backend.valuesOf(scale.dataId) : null,
        offset ? backend.valuesOf(offset.dataId) : null,
        backend.valuesOf(mean.dataId),
        backend.valuesOf(rstd.dataId),
        dx,
        dscale,
        doffset,
        pack(x.shape, attrs as object as NormSettings),
      );
      return [
        backend.makeTensorInfo(x.shape, 'float32', dx),
        backend.makeTensorInfo([channels], 'float32', dscale),
        backend.makeTensorInfo([channels], 'float32', doffset),
      ];
    },
  });
}
