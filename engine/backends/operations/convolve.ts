import * as tf from '@tensorflow/tfjs';
import { type Settings, spatialMargins } from './convolution-settings.js';
import { present } from './operation.js';
import { filterGradientByTaps, inputGradientByTaps } from './taps.js';

/** A 1-, 2- or 3-D convolution by tfjs's kernels. `x` [N, …, C], `filter` [k…, C, K], `bias` [K]. */
export function convolve(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | undefined, settings: Settings): tf.Tensor {
  if (x.rank === 3) return squeezed(convolve(widened(x), widenedFilter(filter), bias, widenedSettings(settings)));
  if (x.rank === 5) {
    const [image, pad] = padded3d(x, filter.shape, settings);
    const attrs = { strides: settings.strides, pad, dataFormat: 'NDHWC', dilations: settings.dilations };
    const y = kernel(tf.Conv3D, { x: image, filter }, attrs);
    return bias ? tf.add(y, bias) : y;
  }
  const { strides, dilations } = settings;
  const attrs = { strides, pad: pad2d(filter.shape, settings), dataFormat: 'NHWC', dilations };
  if (!bias) return kernel(tf.Conv2D, { x, filter }, attrs);
  return kernel(tf.FusedConv2D, { x, filter, bias }, { ...attrs, activation: 'linear' });
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
  if (dy.rank === 4) {
    const pad = pad2d(filter.shape, settings);
    return kernel(tf.Conv2DBackpropInput, { dy, filter }, { strides, pad, dataFormat: 'NHWC', inputShape: shape });
  }
  if (pad3d(filter.shape, settings) === 'same') {
    return kernel(tf.Conv3DBackpropInputV2, { dy, filter }, { strides, pad: 'same', inputShape: shape });
  }
  const margins = spatialMargins(settings);
  const inputShape = shape.map((extent, axis) => extent + 2 * (margins[axis]?.[0] ?? 0));
  const gradient = kernel(tf.Conv3DBackpropInputV2, { dy, filter }, { strides, pad: 'valid', inputShape });
  const begin = margins.map(([before]) => before);
  return begin.every((first) => first === 0) ? gradient : tf.slice(gradient, begin, shape);
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
  if (x.rank === 4) {
    const pad = pad2d(shape, settings);
    return kernel(tf.Conv2DBackpropFilter, { x, dy }, { strides, pad, dataFormat: 'NHWC', filterShape: shape });
  }
  const [image, pad] = padded3d(x, shape, settings);
  return kernel(tf.Conv3DBackpropFilterV2, { x: image, dy }, { strides, pad, filterShape: shape });
}

function kernel(name: string, inputs: Record<string, tf.Tensor>, attributes: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel<tf.Tensor>(name, inputs, attributes);
}

function dilated({ dilations }: Settings): boolean {
  return dilations.some((dilation) => dilation !== 1);
}

/** tfjs's word for the padding where it has one: some backends know no other. */
function pad2d(filterShape: readonly number[], settings: Settings): 'valid' | 'same' | [number, number][] {
  return padWord(filterShape, settings) ?? spatialMargins(settings);
}

/** tfjs pads 3-D convolutions only by word; where there is none the input is padded beforehand. */
function pad3d(filterShape: readonly number[], settings: Settings): 'valid' | 'same' {
  return padWord(filterShape, settings) ?? 'valid';
}

function padded3d(x: tf.Tensor, filterShape: readonly number[], settings: Settings): [tf.Tensor, 'valid' | 'same'] {
  const word = padWord(filterShape, settings);
  return word ? [x, word] : [tf.pad(x, spatialMargins(settings)), 'valid'];
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
