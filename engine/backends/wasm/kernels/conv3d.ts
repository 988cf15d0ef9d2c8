import * as tf from '@tensorflow/tfjs';
import { everyNth, spreadOut } from '../../operations/taps.js';
import { filterGradient } from './conv2d-backprop-filter.js';
import { inputGradient } from './conv2d-backprop-input.js';
import { type Geometry, geometry2d, margins2d } from './geometry.js';
import { replaceKernel, required } from './register.js';

/** 3-D convolutions as sums of 2-D ones, one for each plane of the filter: XNNPACK has no 3-D kernel, tfjs's are naive loops. */
export function registerConv3D(): void {
  replaceKernel<tf.Conv3DAttrs>(tf.Conv3D, (inputs, { strides = 1, pad = 'valid', dilations = 1 }) => {
    const x = required(inputs.x, 'x') as tf.Tensor5D;
    const filter = required(inputs.filter, 'filter') as tf.Tensor5D;
    return forward(x, filter, tf.backend_util.computeConv3DInfo(x.shape, filter.shape, strides, dilations, pad));
  });
  replaceKernel<tf.Conv3DBackpropInputV2Attrs>(tf.Conv3DBackpropInputV2, (inputs, attributes, backend) => {
    const dy = required(inputs.dy, 'dy') as tf.Tensor5D;
    const filter = required(inputs.filter, 'filter') as tf.Tensor5D;
    const { strides = 1, pad = 'valid', inputShape = [1, 1, 1, 1, 1] } = attributes;
    const info = tf.backend_util.computeConv3DInfo(inputShape, filter.shape, strides, 1, pad);
    const plane = planeGeometry(info);
    const [n, outDepth] = dy.shape;
    const flat = planes(dy);
    const sums = eachTap(info, (tap, index) => {
      const gradient = inputGradient(flat, filterPlane(filter, index), plane, backend);
      const spread = spreadOut(tf.reshape(gradient, [n, outDepth, -1]), 1, info.strideDepth) as tf.Tensor3D;
      const before = tap;
      const after = info.inDepth + info.padInfo.front + info.padInfo.back - before - spread.shape[1];
      return tf.pad(spread, [
        [0, 0],
        [before, Math.max(after, 0)],
        [0, 0],
      ]);
    });
    const padded = sums.length === 1 ? required(sums[0], 'sum') : tf.addN(sums);
    const kept = tf.slice(padded, [0, info.padInfo.front, 0], [n, info.inDepth, -1]);
    return tf.reshape(kept, inputShape);
  });
  replaceKernel<tf.Conv3DBackpropFilterV2Attrs>(tf.Conv3DBackpropFilterV2, (inputs, attributes, backend) => {
    const x = required(inputs.x, 'x') as tf.Tensor5D;
    const dy = required(inputs.dy, 'dy') as tf.Tensor5D;
    const { strides = 1, pad = 'valid', filterShape = [1, 1, 1, 1, 1] } = attributes;
    const info = tf.backend_util.computeConv3DInfo(x.shape, filterShape, strides, 1, pad);
    const plane = planeGeometry(info);
    const padded = padDepth(x, info);
    const gradient = planes(dy);
    const taps = eachTap(info, (tap) => filterGradient(planes(met(padded, tap, info)), gradient, plane, backend));
    return tf.reshape(tf.concat(taps, 0), filterShape);
  });
}

type Info = tf.backend_util.Conv3DInfo;

function forward(x: tf.Tensor5D, filter: tf.Tensor5D, info: Info): tf.Tensor {
  const padded = padDepth(x, info);
  const attrs: tf.NamedAttrMap = {
    strides: [info.strideHeight, info.strideWidth],
    pad: margins2d(info.padInfo),
    dataFormat: 'NHWC',
    dilations: [info.dilationHeight, info.dilationWidth],
  };
  const parts = eachTap(info, (start, index) =>
    tf
      .engine()
      .runKernel<tf.Tensor>(
        tf.Conv2D,
        { x: planes(met(padded, start, info)), filter: filterPlane(filter, index) },
        attrs,
      ),
  );
  return tf.reshape(parts.length === 1 ? required(parts[0], 'part') : tf.addN(parts), info.outShape);
}

/** Calls `compute` with the depth at which each plane of the filter starts, and its number. */
function eachTap<T>(info: Info, compute: (start: number, index: number) => T): T[] {
  return Array.from({ length: info.filterDepth }, (_, index) => compute(index * info.dilationDepth, index));
}

function filterPlane(filter: tf.Tensor5D, index: number): tf.Tensor4D {
  const [, height, width, inChannels, outChannels] = filter.shape;
  const size: [number, number, number, number, number] = [1, height, width, inChannels, outChannels];
  return tf.reshape(tf.slice(filter, [index, 0, 0, 0, 0], size), [height, width, inChannels, outChannels]);
}

function padDepth(x: tf.Tensor5D, info: Info): tf.Tensor5D {
  const { front, back } = info.padInfo;
  if (front + back === 0) return x;
  const [n, depth, height, width, channels] = x.shape;
  const flat = tf.pad(tf.reshape(x, [n, depth, height * width * channels]), [
    [0, 0],
    [front, back],
    [0, 0],
  ]);
  return tf.reshape(flat, [n, depth + front + back, height, width, channels]);
}

/** The planes of `padded` that the filter's plane starting at depth `start` meets, in order: [N, D', H, W, C]. */
function met(padded: tf.Tensor5D, start: number, info: Info): tf.Tensor5D {
  return everyNth(padded, 1, start, info.strideDepth, info.outDepth) as tf.Tensor5D;
}

function planes(x: tf.Tensor5D): tf.Tensor4D {
  const [n, depth, height, width, channels] = x.shape;
  return tf.reshape(x, [n * depth, height, width, channels]);
}

function planeGeometry(info: Info): Geometry {
  return geometry2d(
    [info.batchSize * info.outDepth, info.inHeight, info.inWidth, info.inChannels],
    [info.filterHeight, info.filterWidth, info.inChannels, info.outChannels],
    [info.strideHeight, info.strideWidth],
    margins2d(info.padInfo),
  );
}
