import * as tf from '@tensorflow/tfjs';
import { type Settings, spatialMargins } from './convolution-settings.js';
import { present } from './operation.js';
import { convolveByTaps, filterGradientByTaps, inputGradientByTaps } from './taps.js';

/** A 1-, 2- or 3-D convolution by tfjs's kernels. `x` [N, …, C], `filter` [k…, C, K], `bias` [K]. */
export function convolve(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | undefined, settings: Settings): tf.Tensor {
  if (x.rank === 3) return squeezed(convolve(widened(x), widenedFilter(filter), bias, widenedSettings(settings)));
  const { strides, dilations } = settings;
  const [image, pad] = padded(x, filter.shape, settings);
  if (x.rank === 5) {
    const attrs = { strides, pad, dataFormat: 'NDHWC', dilations };
    // TensorFlow has no dilated 3-D convolution on the processor.
    const y =
      dilated(settings) && tf.getBackend() === 'tensorflow'
        ? convolveByTaps(x, filter, settings)
        : kernel(tf.Conv3D, { x: image, filter }, attrs);
    return bias ? tf.add(y, bias) : y;
  }
  const attrs = { strides, pad, dataFormat: 'NHWC', dilations };
  if (!bias) return kernel(tf.Conv2D, { x: image, filter }, attrs);
  return kernel(tf.FusedConv2D, { x: image, filter, bias }, { ...attrs, activation: 'linear' });
}

/** The gradient of {@link convolve} by `x`, which has the shape `shape`. */
export function inputGradient(shape: number[], dy: tf.Tensor, filter: tf.Tensor, settings: Settings): tf.Tensor {
  if (dy.rank === 3) {
    const [n = 1, length = 1, channels = 1] = shape;
    const wide = [n, 1, length, channels];
    return squeezed(inputGradient(wide, widened(dy), widenedFilter(filter), widenedSettings(settings)));
  }
  if (dilated(settings)) return inputGradientByTaps(shape, dy, filter, settings);
  const { strides } = settings;
  const name = dy.rank === 4 ? tf.Conv2DBackpropInput : tf.Conv3DBackpropInputV2;
  const dataFormat = dy.rank === 4 ? 'NHWC' : 'NDHWC';
  const pad = padWord(filter.shape, settings) ?? (takesMargins(dy) ? spatialMargins(settings) : undefined);
  if (pad) return kernel(name, { dy, filter }, { strides, pad, dataFormat, inputShape: shape });
  const margins = spatialMargins(settings);
  const inputShape = shape.map((extent, axis) => extent + 2 * (margins[axis]?.[0] ?? 0));
  const gradient = kernel(name, { dy, filter }, { strides, pad: 'valid', dataFormat, inputShape });
  const begin = margins.map(([before]) => before);
  return tf.slice(gradient, begin, shape);
}

/** The gradient of {@link convolve} by the filter's part for `x`; `filterShape` is the whole filter's. */
export function filterGradient(x: tf.Tensor, dy: tf.Tensor, filterShape: number[], settings: Settings): tf.Tensor {
  const shape = [...filterShape];
  shape[shape.length - 2] = x.shape[x.rank - 1] ?? 1;
  if (x.rank === 3) {
    const wide = [1, ...shape];
    return tf.reshape(filterGradient(widened(x), widened(dy), wide, widenedSettings(settings)), shape);
  }
  if (dilated(settings)) return filterGradientByTaps(x, dy, shape, settings);
  const { strides } = settings;
  const [image, pad] = padded(x, shape, settings);
  if (x.rank === 5) return kernel(tf.Conv3DBackpropFilterV2, { x: image, dy }, { strides, pad, filterShape: shape });
  return kernel(tf.Conv2DBackpropFilter, { x: image, dy }, { strides, pad, dataFormat: 'NHWC', filterShape: shape });
}

function kernel(name: string, inputs: Record<string, tf.Tensor>, attributes: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel<tf.Tensor>(name, inputs, attributes);
}

function dilated({ dilations }: Settings): boolean {
  return dilations.some((dilation) => dilation !== 1);
}

/** What to convolve, and how the kernel shall pad it: by tfjs's word where it has one, else by margins, else beforehand. */
function padded(
  x: tf.Tensor,
  filterShape: readonly number[],
  settings: Settings,
): [tf.Tensor, 'valid' | 'same' | [number, number][]] {
  const word = padWord(filterShape, settings);
  if (word) return [x, word];
  const margins = spatialMargins(settings);
  return takesMargins(x) ? [x, margins] : [tf.pad(x, margins), 'valid'];
}

/** Whether kernels for tensors like `x` pad by margins: tfjs's 3-D ones do not, and TensorFlow's gradients do not. */
function takesMargins(x: tf.Tensor): boolean {
  return x.rank === 4 && tf.getBackend() !== 'tensorflow';
}

function padWord(filterShape: readonly number[], settings: Settings): 'valid' | 'same' | undefined {
  const { strides, padding, dilations } = settings;
  if (padding.every((zeros) => zeros === 0)) return 'valid';
  const keepsSize = padding.every(
    (zeros, axis) => strides[axis] === 1 && 2 * zeros === present(dilations[axis]) * (present(filterShape[axis]) - 1),
  );
  return keepsSize ? 'same' : undefined;
}

/** [N, L, C] as the one line of an image. */
function widened(x: tf.Tensor): tf.Tensor {
  const [n = 1, length = 1, channels = 1] = x.shape;
  return tf.reshape(x, [n, 1, length, channels]);
}

function squeezed(x: tf.Tensor): tf.Tensor {
  const [n = 1, , length = 1, channels = 1] = x.shape;
  return tf.reshape(x, [n, length, channels]);
}

function widenedFilter(filter: tf.Tensor): tf.Tensor {
  return tf.reshape(filter, [1, ...filter.shape]);
}

function widenedSettings({ strides, padding, dilations }: Settings): Settings {
  return { strides: [1, ...strides], padding: [0, ...padding], dilations: [1, ...dilations] };
}
