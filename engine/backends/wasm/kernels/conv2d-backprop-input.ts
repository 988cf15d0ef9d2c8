import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { spreadOut } from '../../operations/taps.js';
import { type Geometry, geometry2d, margins2d, padImage, tiles } from './geometry.js';
import { asTensor, heapView, replaceKernel, required } from './register.js';

/** The gradient of a 2-D convolution by its input (also the forward pass of a transposed one); tfjs's is a naive loop. */
export function registerConv2DBackpropInput(): void {
  replaceKernel<tf.Conv2DBackpropInputAttrs>(tf.Conv2DBackpropInput, (inputs, attributes, backend) => {
    const dy = required(inputs.dy, 'dy');
    const filter = required(inputs.filter, 'filter');
    const geometry = geometry2d(
      attributes.inputShape ?? [],
      filter.shape,
      attributes.strides ?? 1,
      attributes.pad ?? 'valid',
      attributes.dimRoundingMode,
    );
    return inputGradient(dy as tf.Tensor4D, filter as tf.Tensor4D, geometry, backend);
  });
}

/** @returns [N, H, W, C] for `dy` [N, H', W', K] and `filter` [kh, kw, C, K] */
export function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  geometry: Geometry,
  backend: BackendWasm,
): tf.Tensor4D {
  return tiles(geometry) ? ofTiles(dy, filter, geometry) : byConvolution(dy, filter, geometry, backend);
}

/** Windows that do not overlap: one matrix product gives each window's pixels, which are then put in their places. */
function ofTiles(dy: tf.Tensor4D, filter: tf.Tensor4D, geometry: Geometry): tf.Tensor4D {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels } =
    geometry;
  const window = filterHeight * filterWidth * inChannels;
  const turned = tf.transpose(tf.reshape(filter, [window, outChannels])) as tf.Tensor2D;
  const rows = tf.reshape(dy, [batchSize * outHeight * outWidth, outChannels]) as tf.Tensor2D;
  const windows = tf.matMul(rows, turned);
  const placed =
    filterHeight * filterWidth === 1
      ? windows
      : tf.transpose(
          tf.reshape(windows, [batchSize * outHeight, outWidth, filterHeight, filterWidth * inChannels]),
          [0, 2, 1, 3],
        );
  const height = outHeight * filterHeight;
  const width = outWidth * filterWidth;
  const image = tf.reshape(placed, [batchSize, height, width, inChannels]) as tf.Tensor4D;
  return padImage(image, { top: 0, bottom: inHeight - height, left: 0, right: inWidth - width });
}

/** The convolution of the gradient, spread out by the stride, with the filter turned half round. */
function byConvolution(dy: tf.Tensor4D, filter: tf.Tensor4D, geometry: Geometry, backend: BackendWasm): tf.Tensor4D {
  const { inHeight, inWidth, padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const spread = spreadOut(spreadOut(dy, 1, strideHeight), 2, strideWidth) as tf.Tensor4D;
  const rows = margins(inHeight, spread.shape[1], dilationHeight * (geometry.filterHeight - 1), padInfo.top);
  const columns = margins(inWidth, spread.shape[2], dilationWidth * (geometry.filterWidth - 1), padInfo.left);
  const kept = crop(spread, rows, columns);
  const pad = margins2d({
    top: Math.max(rows[0], 0),
    bottom: Math.max(rows[1], 0),
    left: Math.max(columns[0], 0),
    right: Math.max(columns[1], 0),
  });
  return tf.conv2d(kept, halfTurn(filter, backend), 1, pad, 'NHWC', [dilationHeight, dilationWidth]);
}

/** Zeros to add before and after (negative: elements to drop) so that a convolution of reach `reach` gives `extent`. */
function margins(extent: number, spread: number, reach: number, padBefore: number): [number, number] {
  return [reach - padBefore, extent - spread + padBefore];
}

function crop(x: tf.Tensor4D, rows: [number, number], columns: [number, number]): tf.Tensor4D {
  const [top, bottom] = rows.map((margin) => Math.max(-margin, 0)) as [number, number];
  const [left, right] = columns.map((margin) => Math.max(-margin, 0)) as [number, number];
  if (top + bottom + left + right === 0) return x;
  const [n, height, width, channels] = x.shape;
  return tf.slice(x, [0, top, left, 0], [n, height - top - bottom, width - left - right, channels]);
}

/** The filter with its taps in reverse order and its channels exchanged: [kh, kw, K, C]. */
function halfTurn(filter: tf.Tensor4D, backend: BackendWasm): tf.Tensor4D {
  const [height, width, inChannels, outChannels] = filter.shape;
  const reversed = backend.makeOutput(filter.shape, 'float32');
  const from = heapView(backend, filter);
  const to = heapView(backend, reversed);
  const block = inChannels * outChannels;
  for (let start = 0; start < from.length; start += block) {
    to.set(from.subarray(start, start + block), from.length - start - block);
  }
  const taps = tf.reshape(asTensor(reversed), [height * width, inChannels, outChannels]);
  return tf.reshape(tf.transpose(taps, [0, 2, 1]), [height, width, outChannels, inChannels]);
}
