import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { everyNth } from '../../operations/taps.js';
import { multiply } from './batch-mat-mul.js';
import { contractRows, groupCount, total } from './contract.js';
import { type Geometry, geometry2d, padImage, tiles } from './geometry.js';
import { replaceKernel, required } from './register.js';
import { withView } from './views.js';

/** Positions multiplied in one go; see {@link contractRows}. */
const positionsPerSum = 16384;

/** The gradient of a 2-D convolution by its filter, which tfjs's wasm backend lacks. */
export function registerConv2DBackpropFilter(): void {
  replaceKernel<tf.Conv2DBackpropFilterAttrs>(tf.Conv2DBackpropFilter, (inputs, attributes, backend) => {
    const x = required(inputs.x, 'x');
    const dy = required(inputs.dy, 'dy');
    const geometry = geometry2d(
      x.shape,
      attributes.filterShape ?? [],
      attributes.strides ?? 1,
      attributes.pad ?? 'valid',
      attributes.dimRoundingMode,
    );
    return filterGradient(x as tf.Tensor4D, dy as tf.Tensor4D, geometry, backend);
  });
}

/** @returns [kh, kw, C, K] for `x` [N, H, W, C] and `dy` [N, H', W', K] */
export function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: Geometry, backend: BackendWasm): tf.Tensor4D {
  if (tiles(geometry)) return ofTiles(x, dy, geometry, backend);
  if (geometry.strideHeight === 1 && geometry.strideWidth === 1) return byViews(x, dy, geometry, backend);
  return byTaps(x, dy, geometry, backend);
}

/** Windows that do not overlap: one matrix product, input rearranged so that a window is a row. */
function ofTiles(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: Geometry, backend: BackendWasm): tf.Tensor4D {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels } = geometry;
  const rows = batchSize * outHeight * outWidth;
  const used = cropped(x, outHeight * filterHeight, outWidth * filterWidth);
  const windows =
    filterHeight * filterWidth === 1
      ? used
      : tf.transpose(
          tf.reshape(used, [batchSize * outHeight, filterHeight, outWidth, filterWidth * inChannels]),
          [0, 2, 1, 3],
        );
  const product = contractRows(
    backend,
    tf.reshape(windows, [rows, filterHeight * filterWidth * inChannels]),
    tf.reshape(dy, [rows, outChannels]),
  );
  return tf.reshape(product, [filterHeight, filterWidth, inChannels, outChannels]);
}

/**
 * Stride 1. Input and gradient are laid on the same padded grid, the input turned to [C, positions]. The element that filter tap (i, j)
 * meets at a position is then the one `i·width + j` further on, so each tap is the product of the same two matrices, the first
 * read from a later start: a view, not a copy. What a row reads past its end meets the gradient's zero padding.
 */
function byViews(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: Geometry, backend: BackendWasm): tf.Tensor4D {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels, padInfo } = geometry;
  const height = outHeight + geometry.dilationHeight * (filterHeight - 1);
  const width = outWidth + geometry.dilationWidth * (filterWidth - 1);
  const grid = padImage(x, padInfo);
  const gradient = padImage(dy, { top: 0, bottom: height - outHeight, left: 0, right: width - outWidth });

  const groups = groupCount(batchSize, Math.max(1, Math.floor(positionsPerSum / (height * width))));
  const positions = (batchSize / groups) * height * width;
  const turned = tf.transpose(tf.reshape(grid, [groups, positions, inChannels]), [0, 2, 1]);
  const reach = (height - outHeight) * width + (width - outWidth);
  const readable = tf.concat([tf.reshape(turned, [-1]), tf.zeros([reach])]);
  turned.dispose();

  const sums: tf.Tensor[][] = Array.from({ length: filterHeight * filterWidth }, () => []);
  for (let group = 0; group < groups; group++) {
    const first = group * positions;
    withView(backend, gradient, first * outChannels, [1, positions, outChannels], (right) => {
      for (const [tap, products] of sums.entries()) {
        const row = Math.floor(tap / filterWidth) * geometry.dilationHeight;
        const shift = row * width + (tap % filterWidth) * geometry.dilationWidth;
        const left = [1, inChannels, positions];
        products.push(
          withView(backend, readable, first * inChannels + shift, left, (view) => multiply(backend, view, right)),
        );
      }
    });
  }
  return tf.reshape(tf.concat(sums.map(total), 1), [filterHeight, filterWidth, inChannels, outChannels]);
}

/** Any stride: the elements that each tap meets are picked out, then multiplied. */
function byTaps(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: Geometry, backend: BackendWasm): tf.Tensor4D {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels, padInfo } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const rows = batchSize * outHeight * outWidth;
  const padded = padImage(x, padInfo);
  const gradient = tf.reshape(dy, [rows, outChannels]) as tf.Tensor2D;
  const taps: tf.Tensor2D[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const rowsMet = everyNth(padded, 1, row * dilationHeight, strideHeight, outHeight);
      const met = everyNth(rowsMet, 2, column * dilationWidth, strideWidth, outWidth);
      taps.push(contractRows(backend, tf.reshape(met, [rows, inChannels]), gradient));
    }
  }
  return tf.reshape(tf.concat(taps, 0), [filterHeight, filterWidth, inChannels, outChannels]);
}

function cropped(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  if (x.shape[1] === height && x.shape[2] === width) return x;
  return tf.slice(x, [0, 0, 0, 0], [x.shape[0], height, width, x.shape[3]]);
}
