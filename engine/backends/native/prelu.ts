import * as tf from '@tensorflow/tfjs';
import { preluGradientKernel, preluKernel } from '../operations/index.js';
import { NativeBackend } from './native-backend.js';

type Inputs = Parameters<tf.KernelFunc>[0]['inputs'];

/** Leaky ReLU with learned slopes, forward and backward in one pass each (see `operations/prelu.ts`). */
export function registerPrelu(): void {
  tf.registerKernel({
    kernelName: preluKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, backend }) => {
      const { native, x, slopes, numbers } = read(inputs, backend);
      const y = native.take(tf.util.sizeFromShape(x.shape));
      native.addon.prelu(native.valuesOf(x.dataId), native.valuesOf(slopes.dataId), y, numbers);
      return native.makeTensorInfo(x.shape, 'float32', y);
    },
  });
  tf.registerKernel({
    kernelName: preluGradientKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, backend }) => {
      const { native, x, slopes, numbers } = read(inputs, backend);
      const [dy] = [inputs.dy ?? []].flat();
      if (!dy) throw new TypeError('prelu: no gradient');
      const dx = native.take(tf.util.sizeFromShape(x.shape));
      const dslopes = native.take(tf.util.sizeFromShape(slopes.shape));
      const values = (tensor: tf.TensorInfo) => native.valuesOf(tensor.dataId);
      native.addon.preluGradient(values(x), values(slopes), values(dy), dx, dslopes, numbers);
      return [native.makeTensorInfo(x.shape, 'float32', dx), native.makeTensorInfo(slopes.shape, 'float32', dslopes)];
    },
  });
}

function read(inputs: Inputs, native: unknown) {
  const [x, slopes] = [inputs.x, inputs.slopes].flatMap((input) => input ?? []);
  if (!(native instanceof NativeBackend) || !x || !slopes) throw new TypeError('prelu: an input is missing');
  const size = tf.util.sizeFromShape(x.shape);
  const period = tf.util.sizeFromShape(slopes.shape);
  return { native, x, slopes, numbers: Float64Array.of(period === 0 ? 0 : size / period, period) };
}
