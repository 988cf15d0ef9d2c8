import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { multiply } from './batch-mat-mul.js';
import { contractRows, groupCount } from './contract.js';
import { type Geometry, geometry2d, padImage, tiles } from './geometry.js';
import { replaceKernel, required } from './register.js';

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
  if (tiles(geometry)) return ofTiles(x, dy, geometry);
  if (geometry.strideHeight === 1 && geometry.strideWidth === 1) return byViews(x, dy, geometry, backend);
  return byTaps(x, dy, geometry);
}

/** Windows that do not overlap: one matrix product, input rearranged so that a window is a row. */
function ofTiles(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: Geometry): tf.Tensor4D {
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

  const start = backend.getMemoryOffset(readable.dataId);
  const sums: tf.Tensor[][] = [];
  for (let group = 0; group < groups; group++) {
    const right = tf.reshape(
      tf.slice(
        tf.reshape(gradient, [groups * positions, outChannels]),
        [group * positions, 0],
        [positions, outChannels],
      ),
      [1, positions, outChannels],
    );
    const first = start + 4 * group * inChannels * positions;
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const shift = row * geometry.dilationHeight * width + column * geometry.dilationWidth;
        const product = multiplyView(backend, first + 4 * shift, [1, inChannels, positions], right);
        const tap = row * filterWidth + column;
        sums[tap] = [...(sums[tap] ?? []), product];
      }
    }
    right.dispose();
  }
  const taps = sums.flatMap((products) => (products.length === 1 ? products : [tf.addN(products)]));
  return tf.reshape(tf.concat(taps, 1), [filterHeight, filterWidth, inChannels, outChannels]);
}

/** The matrix product of `right` and what lies at `memoryOffset`, of `shape`. Nothing is copied. */
function multiplyView(backend: BackendWasm, memoryOffset: number, shape: number[], right: tf.Tensor): tf.Tensor {
  const view = backend.makeOutput(shape, 'float32', memoryOffset);
  try {
    return multiply(backend, view, right);
  } finally {
    // The memory is another tensor's: forget the view without freeing it.
    backend.wasm.tfjs.disposeData(backend.dataIdMap.get(view.dataId).id);
    backend.dataIdMap.delete(view.dataId);
  }
}

/** Any stride: the elements that each tap meets are picked out, then multiplied. */
function byTaps(x: tf.Tensor4D, dy: tf.Tensor4D, geometry: Geometry): tf.Tensor4D {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels, padInfo } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const rows = batchSize * outHeight * outWidth;
  const padded = padImage(x, padInfo);
  const gradient = tf.reshape(dy, [rows, outChannels]) as tf.Tensor2D;
  const taps: tf.Tensor2D[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const top = row * dilationHeight;
      const left = column * dilationWidth;
      const bottom = top + (outHeight - 1) * strideHeight + 1;
      const right = left + (outWidth - 1) * strideWidth + 1;
      const met = tf.stridedSlice(
        padded,
        [0, top, left, 0],
        [batchSize, bottom, right, inChannels],
        [1, strideHeight, strideWidth, 1],
      );
      taps.push(contractRows(tf.reshape(met, [rows, inChannels]), gradient));
    }
  }
  return tf.reshape(tf.concat(taps, 0), [filterHeight, filterWidth, inChannels, outChannels]);
}

function cropped(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  if (x.shape[1] === height && x.shape[2] === width) return x;
  return tf.slice(x, [0, 0, 0, 0], [x.shape[0], height, width, x.shape[3]]);
}
