import * as tf from '@tensorflow/tfjs';
import { convolutionKernel } from '../operations/index.js';
import { concatenate } from './concat.js';
import { NativeBackend } from './native-backend.js';
import { type Axis, packConv } from './shapes.js';

interface Settings {
  readonly strides: readonly number[];
  readonly padding: readonly number[];
  readonly dilations: readonly number[];
}

/** The convolution operation of `operations/convolution.ts`: several inputs, bias, any padding, 1-D to 3-D. */
export function registerFusedConvolution(): void {
  tf.registerKernel({
    kernelName: convolutionKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      if (!(backend instanceof NativeBackend)) throw new TypeError('convolution: not the native backend');
      const given = Object.values(inputs).flatMap((input) => input ?? []);
      const bias = given.at(-1)?.shape.length === 1 ? given.at(-1) : undefined;
      const [filter] = given.slice(bias ? -2 : -1);
      const parts = given.slice(0, bias ? -2 : -1);
      const [first] = parts;
      if (!first || !filter) throw new TypeError('convolution: an input is missing');
      const joined = parts.length > 1 ? concatenate(backend, parts, first.shape.length - 1) : undefined;
      const x = joined ?? first;
      const output = convolve(backend, x, filter, bias, attrs as object as Settings);
      if (joined) backend.disposeIntermediateTensorInfo(joined);
      return output;
    },
  });
}

function convolve(
  backend: NativeBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
  { strides, padding, dilations }: Settings,
): tf.TensorInfo {
  const rank = x.shape.length - 2;
  const axes = Array.from({ length: rank }, (_, axis): Axis => {
    const [input = 1, kernel = 1] = [x.shape[axis + 1], filter.shape[axis]];
    const [stride = 1, pad = 0, dilation = 1] = [strides[axis], padding[axis], dilations[axis]];
    const output = Math.floor((input + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
    return { input, output, kernel, stride, dilation, pad };
  });
  const [batch = 1] = x.shape;
  const [channels = 1, results = 1] = filter.shape.slice(rank);
  const shape = [batch, ...axes.map((axis) => axis.output), results];
  const y = backend.take(tf.util.sizeFromShape(shape));
  backend.addon.convForward(
    backend.valuesOf(x.dataId),
    backend.valuesOf(filter.dataId),
    bias ? backend.valuesOf(bias.dataId) : null,
    y,
    packConv(batch, channels, results, axes),
  );
  return backend.makeTensorInfo(shape, 'float32', y);
}
