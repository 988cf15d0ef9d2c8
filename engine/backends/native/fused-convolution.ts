import * as tf from '@tensorflow/tfjs';
import {
  convolutionFilterGradientKernel,
  convolutionInputGradientKernel,
  convolutionKernel,
  type FilterGradientSettings,
  type InputGradientSettings,
  isMixedPrecision,
  type Settings,
  type TransposedAttributes,
  transposedConvolutionKernel,
  transposedShape,
} from '../operations/index.js';
import { concatenate } from './concat.js';
import { NativeBackend } from './native-backend.js';
import { type Axis, type Precision, packConv } from './shapes.js';

function precision(): Precision {
  return isMixedPrecision() ? 'bfloat16' : 'best';
}

/** As many arrays as the kernels take an image in; more are joined first. */
const mostParts = 8;

type Call = Parameters<tf.KernelFunc>[0];

/** The convolutions of `operations/`: several inputs, bias, any stride, padding and dilation, 1-D to 3-D. */
export function registerFusedConvolution(): void {
  register(convolutionKernel, forward);
  register(convolutionInputGradientKernel, inputGradient);
  register(convolutionFilterGradientKernel, filterGradient);
  register(transposedConvolutionKernel, transposed);
}

function register(
  kernelName: string,
  kernel: (backend: NativeBackend, inputs: Call['inputs'], attributes: object) => tf.TensorInfo | tf.TensorInfo[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      if (!(backend instanceof NativeBackend)) throw new TypeError(`${kernelName}: not the native backend`);
      return kernel(backend, inputs, attrs ?? {});
    },
  });
}

function forward(backend: NativeBackend, inputs: Call['inputs'], attributes: object): tf.TensorInfo {
  const given = Object.values(inputs).flatMap((input) => input ?? []);
  const bias = given.at(-1)?.shape.length === 1 ? given.at(-1) : undefined;
  const filter = needed(given.at(bias ? -2 : -1));
  const values = (tensor: tf.TensorInfo) => backend.valuesOf(tensor.dataId);
  return withParts(backend, given.slice(0, bias ? -2 : -1), (parts) => {
    const shape = needed(parts[0]).shape;
    const axes = axesOf(shape.slice(1, -1), filter.shape, attributes as Settings);
    const [channels = 1, results = 1] = filter.shape.slice(-2);
    const outShape = [shape[0] ?? 1, ...axes.map((axis) => axis.output), results];
    const y = backend.take(tf.util.sizeFromShape(outShape));
    const packed = packConv(shape[0] ?? 1, channels, results, axes, precision());
    backend.addon.convForward(parts.map(values), values(filter), bias ? values(bias) : null, y, packed);
    return backend.makeTensorInfo(outShape, 'float32', y);
  });
}

function inputGradient(backend: NativeBackend, inputs: Call['inputs'], attributes: object): tf.TensorInfo[] {
  const [dy, filter] = Object.values(inputs).flatMap((input) => input ?? []);
  const { spatial, widths, ...settings } = attributes as InputGradientSettings;
  const [channels = 1, results = 1] = needed(filter).shape.slice(-2);
  const batch = needed(dy).shape[0] ?? 1;
  const parts = widths.map((width) => {
    const shape = [batch, ...spatial, width];
    return { shape, values: backend.take(tf.util.sizeFromShape(shape)) };
  });
  backend.addon.convInputGradient(
    backend.valuesOf(needed(dy).dataId),
    backend.valuesOf(needed(filter).dataId),
    null,
    parts.map(({ values }) => values),
    packConv(batch, channels, results, axesOf(spatial, needed(filter).shape, settings), precision()),
  );
  return parts.map(({ shape, values }) => backend.makeTensorInfo(shape, 'float32', values));
}

function filterGradient(backend: NativeBackend, inputs: Call['inputs'], attributes: object): tf.TensorInfo {
  const given = Object.values(inputs).flatMap((input) => input ?? []);
  const dy = needed(given.at(-1));
  const { kernel, ...settings } = attributes as FilterGradientSettings;
  return withParts(backend, given.slice(0, -1), (parts) => {
    const shape = needed(parts[0]).shape;
    const channels = parts.reduce((sum, part) => sum + (part.shape.at(-1) ?? 1), 0);
    const results = dy.shape.at(-1) ?? 1;
    const filterShape = [...kernel, channels, results];
    const dfilter = backend.take(tf.util.sizeFromShape(filterShape));
    backend.addon.convFilterGradient(
      parts.map((part) => backend.valuesOf(part.dataId)),
      backend.valuesOf(dy.dataId),
      dfilter,
      packConv(shape[0] ?? 1, channels, results, axesOf(shape.slice(1, -1), filterShape, settings), precision()),
    );
    return backend.makeTensorInfo(filterShape, 'float32', dfilter);
  });
}

/** The input gradient of a convolution, with a bias. */
function transposed(backend: NativeBackend, inputs: Call['inputs'], attributes: object): tf.TensorInfo {
  const [x, filter, bias] = [inputs.x, inputs.filter, inputs.bias].map((input) => [input ?? []].flat()[0]);
  const filterShape = needed(filter).shape;
  const shape = transposedShape(needed(x).shape, filterShape, attributes as TransposedAttributes);
  const [channels = 1, results = 1] = filterShape.slice(-2);
  const axes = axesOf(shape.slice(1, -1), filterShape, attributes as Settings);
  const y = backend.take(tf.util.sizeFromShape(shape));
  backend.addon.convInputGradient(
    backend.valuesOf(needed(x).dataId),
    backend.valuesOf(needed(filter).dataId),
    bias ? backend.valuesOf(bias.dataId) : null,
    [y],
    packConv(shape[0] ?? 1, channels, results, axes, precision()),
  );
  return backend.makeTensorInfo(shape, 'float32', y);
}

function axesOf(spatial: readonly number[], filterShape: readonly number[], settings: Settings): Axis[] {
  return spatial.map((input, axis): Axis => {
    const { strides, padding, dilations } = settings;
    const [kernel = 1, stride = 1, pad = 0, dilation = 1] = [
      filterShape[axis],
      strides[axis],
      padding[axis],
      dilations[axis],
    ];
    const output = Math.floor((input + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
    return { input, output, kernel, stride, dilation, pad };
  });
}

function withParts(
  backend: NativeBackend,
  given: tf.TensorInfo[],
  compute: (parts: readonly tf.TensorInfo[]) => tf.TensorInfo,
): tf.TensorInfo {
  if (given.length <= mostParts) return compute(given);
  const joined = concatenate(backend, given, needed(given[0]).shape.length - 1);
  const output = compute([needed(joined)]);
  if (joined) backend.disposeIntermediateTensorInfo(joined);
  return output;
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('convolution: an input is missing');
  return value;
}
