import * as tf from '@tensorflow/tfjs';
import { channelSumKernel } from '../operations/index.js';
import { NativeBackend } from './native-backend.js';

/** The sum over everything but channels: the gradient of a bias. */
export function registerChannelSum(): void {
  tf.registerKernel({
    kernelName: channelSumKernel,
    backendName: 'native',
    kernelFunc: ({ inputs: { x }, backend }) => {
      if (!(backend instanceof NativeBackend) || !x) throw new TypeError('channelSum: the input is missing');
      const channels = x.shape[x.shape.length - 1] ?? 1;
      const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
      const sum = backend.take(channels);
      backend.addon.channelSum(backend.valuesOf(x.dataId), sum, Float64Array.of(rows, channels));
      return backend.makeTensorInfo([channels], 'float32', sum);
    },
  });
}
