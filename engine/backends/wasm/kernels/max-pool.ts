import * as tf from '@tensorflow/tfjs';
import { padImage } from './geometry.js';
import { replaceKernel, required, runOnCpu } from './register.js';

/**
 * Max pooling: tfjs's wasm kernels for its gradient, and those for 3-D, take a maximum below zero for none (their running maximum
 * starts at the smallest positive number), and give a gradient to the last of equal elements where PyTorch gives it to the first.
 */
export function registerMaxPool(): void {
  replaceKernel<tf.MaxPoolGradAttrs>(tf.MaxPoolGrad, (inputs, attributes, backend) => {
    const x = required(inputs.input, 'input') as tf.Tensor4D;
    const dy = required(inputs.dy, 'dy') as tf.Tensor4D;
    const { filterSize = 1, strides = 1, pad = 'valid', dimRoundingMode } = attributes;
    const info = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
    const y = inputs.output as tf.Tensor4D | undefined;
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    const padded = padInfo.top + padInfo.bottom + padInfo.left + padInfo.right > 0;
    if (filterHeight !== strideHeight || filterWidth !== strideWidth || padded) {
      const attrs: tf.NamedAttrMap = { filterSize, strides, pad };
      return tf.engine().makeTensorFromTensorInfo(runOnCpu(tf.MaxPoolGrad, { dy, input: x }, attrs, backend));
    }
    const maxima = y ?? (tf.maxPool(x, filterSize, strides, 'valid') as tf.Tensor4D);
    return ofTiles(x, maxima, dy, filterHeight, filterWidth);
  });
  replaceKernel<tf.MaxPool3DAttrs>(tf.MaxPool3D, (inputs, attributes, backend) => {
    const x = required(inputs.x, 'x') as tf.Tensor5D;
    const window = window3d(attributes);
    if (window) return pool3d(x, window).pooled;
    return tf.engine().makeTensorFromTensorInfo(runOnCpu(tf.MaxPool3D, { x }, attrs3d(attributes), backend));
  });
  replaceKernel<tf.MaxPool3DGradAttrs>(tf.MaxPool3DGrad, (inputs, attributes, backend) => {
    const x = required(inputs.input, 'input') as tf.Tensor5D;
    const dy = required(inputs.dy, 'dy') as tf.Tensor5D;
    const window = window3d(attributes);
    if (window) return gradient3d(x, dy, window);
    const info = runOnCpu(tf.MaxPool3DGrad, { dy, input: x }, attrs3d(attributes), backend);
    return tf.engine().makeTensorFromTensorInfo(info);
  });
}

/**
 * Windows that do not overlap. Of a window's elements in reading order, the first that equals the maximum gets the gradient: what is
 * left of it after each element is `left · [element < maximum]`.
 */
function ofTiles(x: tf.Tensor4D, y: tf.Tensor4D, dy: tf.Tensor4D, rows: number, columns: number): tf.Tensor4D {
  const [n, inHeight, inWidth, channels] = x.shape;
  const [, height, width] = y.shape;
  const used =
    inHeight === height * rows && inWidth === width * columns
      ? x
      : tf.slice(x, [0, 0, 0, 0], [n, height * rows, width * columns, channels]);
  // [rows, columns, N·H', W'·C]: one contiguous block for each place in the window.
  const placed = tf.transpose(tf.reshape(used, [n * height, rows, width, columns, channels]), [1, 3, 0, 2, 4]);
  const places = tf.reshape(placed, [rows * columns, y.size]);
  const maxima = tf.reshape(y, [1, y.size]);
  let left: tf.Tensor = tf.reshape(dy, [1, y.size]);
  const gradients: tf.Tensor[] = [];
  for (let place = 0; place < rows * columns - 1; place++) {
    const below = tf.step(tf.sub(maxima, tf.slice(places, [place, 0], [1, y.size])));
    const rest = tf.mul(left, below);
    gradients.push(tf.sub(left, rest));
    left = rest;
  }
  gradients.push(left);
  const gradient = tf.reshape(tf.concat(gradients, 0), [rows, columns, n * height, width, channels]);
  const image = tf.reshape(tf.transpose(gradient, [2, 0, 3, 1, 4]), [n, height * rows, width * columns, channels]);
  const [bottom, right] = [inHeight - height * rows, inWidth - width * columns];
  return padImage(image as tf.Tensor4D, { top: 0, bottom, left: 0, right });
}

interface Window3d {
  readonly size: readonly [number, number, number];
  readonly strides: readonly [number, number, number];
}

/** Size and strides of an unpadded 3-D window, or undefined where it is padded. */
function window3d({ filterSize = 1, strides = 1, pad = 'valid' }: Partial<tf.MaxPool3DAttrs>): Window3d | undefined {
  if (pad !== 'valid' && pad !== 0) return undefined;
  return { size: triple(filterSize), strides: triple(strides) };
}

function attrs3d({ filterSize = 1, strides = 1, pad = 'valid' }: Partial<tf.MaxPool3DAttrs>): tf.NamedAttrMap {
  return { filterSize, strides, pad };
}

function triple(value: number | [number, number, number]): [number, number, number] {
  return typeof value === 'number' ? [value, value, value] : value;
}

/** A 3-D maximum is the maximum along depth of the maxima of the planes; so is its first place in reading order. */
function pool3d(x: tf.Tensor5D, { size, strides }: Window3d) {
  const [n, depth, height, width, channels] = x.shape;
  const flat = tf.reshape(x, [n * depth, height, width, channels]) as tf.Tensor4D;
  const planes = tf.maxPool(flat, [size[1], size[2]], [strides[1], strides[2]], 'valid');
  const [, outHeight, outWidth] = planes.shape;
  const columns = tf.reshape(planes, [n, depth, outHeight * outWidth, channels]) as tf.Tensor4D;
  const maxima = tf.maxPool(columns, [size[0], 1], [strides[0], 1], 'valid');
  const pooled = tf.reshape(maxima, [n, maxima.shape[1], outHeight, outWidth, channels]) as tf.Tensor5D;
  return { flat, planes, columns, maxima, pooled };
}

function gradient3d(x: tf.Tensor5D, dy: tf.Tensor5D, window: Window3d): tf.Tensor5D {
  const { size, strides } = window;
  const { flat, planes, columns, maxima } = pool3d(x, window);
  const along = maxPoolGrad(
    tf.reshape(dy, maxima.shape) as tf.Tensor4D,
    columns,
    maxima,
    [size[0], 1],
    [strides[0], 1],
  );
  const across = tf.reshape(along, planes.shape) as tf.Tensor4D;
  const gradient = maxPoolGrad(across, flat, planes, [size[1], size[2]], [strides[1], strides[2]]);
  return tf.reshape(gradient, x.shape);
}

function maxPoolGrad(
  dy: tf.Tensor4D,
  input: tf.Tensor4D,
  output: tf.Tensor4D,
  filterSize: number[],
  strides: number[],
): tf.Tensor4D {
  return tf.engine().runKernel(tf.MaxPoolGrad, { dy, input, output }, { filterSize, strides, pad: 'valid' });
}
