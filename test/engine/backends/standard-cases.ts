import * as tf from '@tensorflow/tfjs';
import { pattern, type Volume } from './reference.js';

interface StandardCase {
  readonly inputs: readonly Volume[];
  readonly compute: (...tensors: tf.Tensor[]) => tf.Tensor;
  readonly tolerance?: number;
}

const image = pattern([2, 6, 8, 3], 1);
const other = pattern([2, 6, 8, 3], 2);
const volume = pattern([1, 4, 6, 4, 2], 3);
const oddVolume = pattern([1, 5, 6, 7, 2], 8);
const row = pattern([4, 6], 4);

/** Values shifted below zero, where a maximum that starts at zero would be wrong. */
const negative: Volume = { shape: image.shape, data: image.data.map((value) => value - 2) };
const negativeVolume: Volume = { shape: volume.shape, data: volume.data.map((value) => value - 2) };
/** Few different values, so that windows have equal maxima. */
const steps: Volume = { shape: image.shape, data: image.data.map((value) => Math.round(value * 1.5)) };
const positive: Volume = { shape: image.shape, data: image.data.map((value) => value + 1.5) };

const mask = Uint8Array.from(other.data, (value) => (value > 0 ? 1 : 0));

const as4d = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D;
const as5d = (x: tf.Tensor): tf.Tensor5D => x as tf.Tensor5D;

/** Weights that make the gradient differ from place to place. */
function weighted(x: tf.Tensor): tf.Tensor {
  const { shape, data } = pattern(x.shape, 9);
  return tf.mul(x, tf.tensor(Float32Array.from(data), [...shape]));
}

function unary(name: string, compute: (x: tf.Tensor) => tf.Tensor, input = image): Record<string, StandardCase> {
  return { [name]: { inputs: [input], compute: (...[x]) => weighted(compute(x as tf.Tensor)) } };
}

function binary(
  name: string,
  compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  a = image,
  b = other,
): Record<string, StandardCase> {
  return { [name]: { inputs: [a, b], compute: (...[x, y]) => weighted(compute(x as tf.Tensor, y as tf.Tensor)) } };
}

/** tfjs operations that networks and losses are written in, each with a gradient. */
export const standardCases: Record<string, StandardCase> = {
  ...binary('conv2d same', (x, w) => tf.conv2d(as4d(x), as4d(w), 1, 'same'), image, pattern([3, 3, 3, 4], 5)),
  ...binary('conv2d strided', (x, w) => tf.conv2d(as4d(x), as4d(w), 2, 'same'), image, pattern([3, 3, 3, 4], 5)),
  ...binary('conv2d padded', (x, w) => tf.conv2d(as4d(x), as4d(w), 1, 2), image, pattern([3, 3, 3, 4], 5)),
  ...binary('conv3d', (x, w) => tf.conv3d(as5d(x), as5d(w), 1, 'same'), volume, pattern([3, 3, 3, 2, 3], 5)),
  ...binary('conv3d strided', (x, w) => tf.conv3d(as5d(x), as5d(w), 2, 'valid'), volume, pattern([2, 3, 2, 2, 3], 5)),
  ...binary(
    'conv2dTranspose',
    (x, w) => tf.conv2dTranspose(as4d(x), as4d(w), [2, 12, 16, 4], 2, 'same'),
    image,
    pattern([3, 3, 4, 3], 5),
  ),
  ...binary(
    'depthwiseConv2d',
    (x, w) => tf.depthwiseConv2d(as4d(x), as4d(w), 1, 'same'),
    image,
    pattern([3, 3, 3, 2], 5),
  ),
  ...unary('maxPool', (x) => tf.maxPool(as4d(x), 2, 2, 'valid')),
  ...unary('maxPool of negative numbers', (x) => tf.maxPool(as4d(x), 2, 2, 'valid'), negative),
  ...unary('maxPool of equal numbers', (x) => tf.maxPool(as4d(x), 2, 2, 'valid'), steps),
  ...unary('maxPool 3 by 2, odd', (x) => tf.maxPool(as4d(x), [4, 3], [4, 3], 'valid'), negative),
  ...unary('maxPool overlapping', (x) => tf.maxPool(as4d(x), 3, 2, 'same'), negative),
  ...unary('maxPool3d', (x) => tf.maxPool3d(as5d(x), 2, 2, 'valid'), negativeVolume),
  ...unary('maxPool3d padded', (x) => tf.maxPool3d(as5d(x), 3, 2, 'same'), volume),
  ...unary('maxPool3d, odd', (x) => tf.maxPool3d(as5d(x), 2, 2, 'valid'), oddVolume),
  ...unary('avgPool3d, odd', (x) => tf.avgPool3d(as5d(x), 2, 2, 'valid'), oddVolume),
  ...unary('avgPool', (x) => tf.avgPool(as4d(x), 2, 2, 'valid')),
  ...unary('avgPool overlapping', (x) => tf.avgPool(as4d(x), [3, 2], 1, 'valid')),
  ...unary('avgPool3d', (x) => tf.avgPool3d(as5d(x), 2, 2, 'valid'), volume),
  // One image: tfjs's cpu kernel mixes up the gradients of several.
  ...unary('resizeNearestNeighbor', (x) => tf.image.resizeNearestNeighbor(as4d(x), [12, 16]), pattern([1, 6, 8, 3], 1)),
  ...unary('relu', tf.relu),
  ...unary('leakyRelu', (x) => tf.leakyRelu(x, 0.1)),
  ...unary('leakyRelu of few numbers', (x) => tf.leakyRelu(x, 0.3), pattern([7], 3)),
  ...binary('prelu', (x, alpha) => tf.prelu(x, alpha), image, pattern([1, 1, 3], 5)),
  ...unary('elu', tf.elu),
  ...unary('selu', tf.selu),
  ...unary('relu6', tf.relu6),
  ...unary('sigmoid', tf.sigmoid),
  ...unary('tanh', tf.tanh),
  ...unary('softplus', tf.softplus),
  ...unary('erf', tf.erf),
  ...unary('exp', tf.exp),
  ...unary('log', tf.log, positive),
  ...unary('sqrt', tf.sqrt, positive),
  ...unary('rsqrt', tf.rsqrt, positive),
  ...unary('abs', tf.abs),
  ...unary('square', tf.square),
  ...unary('softmax', (x) => tf.softmax(x)),
  ...unary('logSoftmax', (x) => tf.logSoftmax(x)),
  ...unary('sum of an axis', (x) => tf.sum(x, [1, 2])),
  ...unary('mean', (x) => tf.mean(x, [0, 3], true)),
  ...unary('max', (x) => tf.max(x, 2)),
  ...unary('transpose', (x) => tf.transpose(x, [0, 3, 1, 2])),
  ...unary('transpose of six axes', (x) => tf.transpose(tf.reshape(x, [2, 3, 2, 4, 2, 3]), [2, 4, 0, 3, 5, 1])),
  ...unary('pad', (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ]),
  ),
  ...unary('slice', (x) => tf.slice(x, [0, 1, 2, 1], [2, 3, 4, 2])),
  ...unary('tile', (x) => tf.tile(x, [1, 2, 1, 2])),
  ...unary('gather', (x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'), 3)),
  ...unary('clip', (x) => tf.clipByValue(x, -0.5, 0.5)),
  ...binary('concat', (a, b) => tf.concat([a, b], 3)),
  ...binary('add, broadcast', (a, b) => tf.add(a, b), image, pattern([3], 5)),
  ...binary('multiply, broadcast', (a, b) => tf.mul(a, b), image, pattern([2, 1, 1, 3], 5)),
  ...binary('divide', (a, b) => tf.div(a, b), image, positive),
  ...binary('maximum', (a, b) => tf.maximum(a, b)),
  ...unary('labels as floats, sliced', (x) => {
    const labels = tf.cast(tf.tensor(Int32Array.from(mask), [2, 6, 8, 3], 'int32'), 'float32');
    return tf.mul(tf.slice(x, [0, 1, 2, 1], [2, 3, 4, 2]), tf.slice(labels, [0, 1, 2, 1], [2, 3, 4, 2]));
  }),
  ...binary('where', (a, b) => tf.where(tf.tensor(mask, [2, 6, 8, 3], 'bool'), a, b)),
  ...binary('matMul', (a, b) => tf.matMul(a, b), row, pattern([6, 5], 5)),
  ...binary('matMul, transposed', (a, b) => tf.matMul(a, b, false, true), row, pattern([5, 6], 5)),
  ...unary('matMul, broadcast', (a) => tf.matMul(a, tf.fill([3, 6, 5], 0.5)), pattern([2, 3, 4, 6], 5)),
  ...binary('matMul, batches', (a, b) => tf.matMul(a, b, true), pattern([3, 4, 6], 5), pattern([3, 4, 5], 6)),
  ...unary('einsum', (x) => tf.add(x, tf.einsum('ij,jk->ik', tf.ones([4, 6]), tf.fill([6, 6], 0.5))), row),
};
