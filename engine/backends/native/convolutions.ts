import * as tf from '@tensorflow/tfjs';
import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  Conv3DAttrs,
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropInputV2Attrs,
} from '@tensorflow/tfjs-core';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';
import { type Axis, packConv } from './shapes.js';

type Info2D = tf.backend_util.Conv2DInfo;
type Info3D = tf.backend_util.Conv3DInfo;

const mostTaps = 512;

/** The axes of a 2-D convolution or pooling window. */
export function axes2D(info: Info2D | Info3D): Axis[] {
  return [
    {
      input: info.inHeight,
      output: info.outHeight,
      kernel: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      pad: info.padInfo.top,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      kernel: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      pad: info.padInfo.left,
    },
  ];
}

/** The axes of a 3-D convolution or pooling window. */
export function axes3D(info: Info3D): Axis[] {
  const depth = {
    input: info.inDepth,
    output: info.outDepth,
    kernel: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    pad: info.padInfo.front,
  };
  return [depth, ...axes2D(info)];
}

/** Shapes of a convolution as the kernels want them. */
interface Problem {
  readonly inShape: number[];
  readonly outShape: number[];
  readonly filterShape: number[];
  readonly packed: Float64Array;
}

type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];
type Attributes2D = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & Partial<Conv2DAttrs>;

/** Undefined for what is left to tfjs's own kernels: channel-first, groups, very large windows. */
function problem2D(inShape: number[], filterShape: number[], attributes: Attributes2D): Problem | undefined {
  const format = tf.backend_util.convertConv2DDataFormat(attributes.dataFormat ?? 'NHWC');
  const info = tf.backend_util.computeConv2DInfo(
    inShape as Shape4D,
    filterShape as Shape4D,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
    format,
  );
  if (format !== 'channelsLast' || info.filterHeight * info.filterWidth > mostTaps) return undefined;
  if (filterShape[2] !== info.inChannels) return undefined;
  const packed = packConv(info.batchSize, info.inChannels, info.outChannels, axes2D(info));
  return { inShape, outShape: info.outShape, filterShape, packed };
}

function problem3D(inShape: number[], filterShape: number[], attributes: Partial<Conv3DAttrs>): Problem | undefined {
  const info = tf.backend_util.computeConv3DInfo(
    inShape as Shape5D,
    filterShape as Shape5D,
    attributes.strides ?? 1,
    attributes.dilations ?? 1,
    attributes.pad ?? 'valid',
  );
  if (attributes.dataFormat === 'NCDHW') return undefined;
  if (info.filterDepth * info.filterHeight * info.filterWidth > mostTaps) return undefined;
  const packed = packConv(info.batchSize, info.inChannels, info.outChannels, axes3D(info));
  return { inShape, outShape: info.outShape, filterShape, packed };
}

function forward(backend: NativeBackend, x: tf.TensorInfo, filter: tf.TensorInfo, problem: Problem | undefined) {
  if (!problem || x.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  const y = backend.take(tf.util.sizeFromShape(problem.outShape));
  backend.addon.convForward([backend.valuesOf(x.dataId)], backend.valuesOf(filter.dataId), null, y, problem.packed);
  return backend.makeTensorInfo(problem.outShape, 'float32', y);
}

function inputGradient(backend: NativeBackend, dy: tf.TensorInfo, filter: tf.TensorInfo, problem: Problem | undefined) {
  if (!problem || dy.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  // tfjs lets a transposed convolution be asked for with an output that does not fit its input; what that means is its own affair.
  if (tf.util.sizeFromShape(dy.shape) !== tf.util.sizeFromShape(problem.outShape)) return undefined;
  const dx = backend.take(tf.util.sizeFromShape(problem.inShape));
  backend.addon.convInputGradient(
    backend.valuesOf(dy.dataId),
    backend.valuesOf(filter.dataId),
    null,
    [dx],
    problem.packed,
  );
  return backend.makeTensorInfo(problem.inShape, 'float32', dx);
}

function filterGradient(backend: NativeBackend, x: tf.TensorInfo, dy: tf.TensorInfo, problem: Problem | undefined) {
  if (!problem || x.dtype !== 'float32' || dy.dtype !== 'float32') return undefined;
  const dfilter = backend.take(tf.util.sizeFromShape(problem.filterShape));
  backend.addon.convFilterGradient([backend.valuesOf(x.dataId)], backend.valuesOf(dy.dataId), dfilter, problem.packed);
  return backend.makeTensorInfo(problem.filterShape, 'float32', dfilter);
}

/** Convolutions and their gradients, 2-D and 3-D (1-D comes as 2-D). */
export function registerConvolutions(): void {
  registerNativeKernel('Conv2D', ['x', 'filter'], (backend, { x, filter }, attributes) =>
    forward(backend, x, filter, problem2D(x.shape, filter.shape, attributes as Conv2DAttrs)),
  );
  registerNativeKernel('Conv2DBackpropInput', ['dy', 'filter'], (backend, { dy, filter }, attributes) => {
    const { inputShape, ...rest } = attributes as Conv2DBackpropInputAttrs;
    return inputGradient(backend, dy, filter, problem2D(inputShape, filter.shape, rest));
  });
  registerNativeKernel('Conv2DBackpropFilter', ['x', 'dy'], (backend, { x, dy }, attributes) => {
    const { filterShape, ...rest } = attributes as Conv2DBackpropFilterAttrs;
    return filterGradient(backend, x, dy, problem2D(x.shape, filterShape, rest));
  });
  registerNativeKernel('Conv3D', ['x', 'filter'], (backend, { x, filter }, attributes) =>
    forward(backend, x, filter, problem3D(x.shape, filter.shape, attributes as Conv3DAttrs)),
  );
  registerNativeKernel('Conv3DBackpropInputV2', ['dy', 'filter'], (backend, { dy, filter }, attributes) => {
    const { inputShape, ...rest } = attributes as Conv3DBackpropInputV2Attrs;
    return inputGradient(backend, dy, filter, problem3D(inputShape, filter.shape, rest));
  });
  registerNativeKernel('Conv3DBackpropFilterV2', ['x', 'dy'], (backend, { x, dy }, attributes) => {
    const { filterShape, ...rest } = attributes as Conv3DBackpropFilterV2Attrs;
    return filterGradient(backend, x, dy, problem3D(x.shape, filterShape, rest));
  });
}
