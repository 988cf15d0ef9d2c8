import * as tf from '@tensorflow/tfjs';
import { convolution, normalize, transposedConvolution } from '../../../engine/backends/index.js';
import type { GraphNode, NodeOf, Window } from '../../../engine/export/graph.js';
import { LinearUpsample } from '../layers/interpolate.js';
import { LocalResponseNorm } from '../layers/local-response-norm.js';
import { pixelShuffle } from '../layers/subpixel-upsample.js';
import { Held } from './held.js';

/** Windows, norms and resizing, all channels-last; undefined for other kinds. Filters are in the kernels' layout. */
export function runWindow(node: GraphNode, inputs: readonly Held[]): Held | undefined {
  const [x, weight, third, fourth, fifth] = inputs;
  if (!x) return undefined;
  switch (node.kind) {
    case 'convolution':
      return weight && Held.last(convolve(x.last, weight.first, third?.first ?? null, node.attributes));
    case 'transposedConvolution':
      return weight && Held.last(convolveBack(x.last, weight.first, third?.first ?? null, node.attributes));
    case 'maxPool':
      return Held.last(pool(x.last, 'max', node.attributes));
    case 'averagePool':
      return Held.last(pool(x.last, 'avg', node.attributes));
    case 'instanceNorm':
    case 'groupNorm':
      return Held.last(normed(x.last, weight?.first, third?.first, node));
    case 'batchNorm': {
      if (!weight || !third) return undefined;
      const factor = tf.rsqrt(tf.add(third.first, node.attributes.epsilon));
      const scale = fourth ? tf.mul(factor, fourth.first) : factor;
      const shift = tf.neg(tf.mul(weight.first, scale));
      return Held.last(tf.add(tf.mul(x.last, scale), fifth ? tf.add(shift, fifth.first) : shift));
    }
    case 'layerNorm':
      return Held.first(layerNormed(x.first, weight?.first, third?.first, node.attributes));
    case 'localResponseNorm':
      return Held.last(new LocalResponseNorm(node.attributes).forward(x.last));
    case 'resize': {
      const { scale, mode, alignCorners } = node.attributes;
      if (mode === 'linear') return Held.last(new LinearUpsample(scale, alignCorners).forward(x.last));
      return Held.last(nearest(x.last, scale));
    }
    case 'pixelShuffle':
      return Held.last(pixelShuffle(x.last, node.attributes.factor));
    default:
      return undefined;
  }
}

type Groups = NodeOf<'convolution'>['attributes'];

function convolve(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | null, { groups, ...window }: Groups): tf.Tensor {
  const input = paddedUnevenly(x, window, 0);
  const settings = {
    ...window,
    padding: input === x ? window.padding.map(([zeros]) => zeros) : window.padding.map(() => 0),
  };
  if (groups === 1) return convolution([input], filter, bias, settings);
  const parts = tf.split(input, groups, input.rank - 1);
  const filters = tf.split(filter, groups, filter.rank - 1);
  const outputs = parts.map((part, group) => convolution([part], filters[group] ?? filter, null, settings));
  const y = tf.concat(outputs, input.rank - 1);
  return bias ? tf.add(y, bias) : y;
}

type Transposed = NodeOf<'transposedConvolution'>['attributes'];

function convolveBack(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias: tf.Tensor | null,
  { groups, padding, ...window }: Transposed,
): tf.Tensor {
  const even = padding.every(([before, after]) => before === after);
  if (groups === 1 && even) {
    return transposedConvolution(x, filter, bias, { ...window, padding: padding.map(([before]) => before) });
  }
  // What padding takes away is cut off afterwards; the output's own padding belongs to the end.
  const none = padding.map(() => 0);
  const inputs = tf.split(x, groups, x.rank - 1);
  const filters = tf.split(filter, groups, filter.rank - 1);
  const wholes = inputs.map((input, group) =>
    transposedConvolution(input, filters[group] ?? filter, null, { ...window, padding: none }),
  );
  const whole = tf.concat(wholes, x.rank - 1);
  const begin = [0, ...padding.map(([before]) => before), 0];
  const size = whole.shape.map((extent, axis) => {
    const [before, after] = padding[axis - 1] ?? [0, 0];
    return extent - before - after;
  });
  const y = tf.slice(whole, begin, size);
  return bias ? tf.add(y, bias) : y;
}

function pool(
  x: tf.Tensor,
  by: 'max' | 'avg',
  { size, strides, ...window }: Window & { size: readonly number[] },
): tf.Tensor {
  const rank = size.length;
  const run = (values: tf.Tensor): tf.Tensor =>
    tf.pool(lifted(values, rank), asPair(size), by, 'valid', undefined, asPair(strides));
  if (rank === 3) return pool3d(x, by, size, strides, window.padding);
  if (window.padding.every(([before, after]) => before === 0 && after === 0)) return lowered(run(x), rank);
  if (by === 'max') return lowered(run(padWith(x, window.padding, -3.4028234663852886e38)), rank);
  const ones = tf.onesLike(x);
  return lowered(tf.div(run(padWith(x, window.padding, 0)), run(padWith(ones, window.padding, 0))), rank);
}

function pool3d(
  x: tf.Tensor,
  by: 'max' | 'avg',
  size: readonly number[],
  strides: readonly number[],
  padding: Window['padding'],
): tf.Tensor {
  const triple = (values: readonly number[]): [number, number, number] => [
    values[0] ?? 1,
    values[1] ?? 1,
    values[2] ?? 1,
  ];
  const average = (values: tf.Tensor): tf.Tensor =>
    tf.avgPool3d(values as tf.Tensor5D, triple(size), triple(strides), 'valid');
  if (by === 'max') {
    const padded = padWith(x, padding, -3.4028234663852886e38);
    return tf.maxPool3d(padded as tf.Tensor5D, triple(size), triple(strides), 'valid');
  }
  return tf.div(average(padWith(x, padding, 0)), average(padWith(tf.onesLike(x), padding, 0)));
}

function asPair(values: readonly number[]): [number, number] {
  return [values[0] ?? 1, values[1] ?? 1];
}

/** One spatial axis becomes two. */
function lifted(x: tf.Tensor, rank: number): tf.Tensor4D {
  return (rank === 1 ? tf.expandDims(x, 2) : x) as tf.Tensor4D;
}

function lowered(x: tf.Tensor, rank: number): tf.Tensor {
  return rank === 1 ? tf.squeeze(x, [2]) : x;
}

function padWith(x: tf.Tensor, padding: Window['padding'], value: number): tf.Tensor {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  const margins = padding.map(([before, after]): [number, number] => [before, after]);
  return tf.pad(x, [[0, 0], ...margins, [0, 0]], value);
}

function paddedUnevenly(x: tf.Tensor, { padding }: Pick<Window, 'padding'>, value: number): tf.Tensor {
  return padding.every(([before, after]) => before === after) ? x : padWith(x, padding, value);
}

function normed(
  x: tf.Tensor,
  scale: tf.Tensor | undefined,
  offset: tf.Tensor | undefined,
  node: NodeOf<'instanceNorm'> | NodeOf<'groupNorm'>,
): tf.Tensor {
  const groups = node.kind === 'groupNorm' ? node.attributes.groups : (x.shape[x.rank - 1] ?? 1);
  const affine = scale && offset ? { scale, offset } : null;
  return normalize(x, affine, { groups, acrossBatch: false, epsilon: node.attributes.epsilon, slope: 1 }).y;
}

function layerNormed(
  x: tf.Tensor,
  scale: tf.Tensor | undefined,
  offset: tf.Tensor | undefined,
  { axes, epsilon }: NodeOf<'layerNorm'>['attributes'],
): tf.Tensor {
  const over = Array.from({ length: axes }, (_, index) => x.rank - axes + index);
  const centered = tf.sub(x, tf.mean(x, over, true));
  const variance = tf.mean(tf.square(centered), over, true);
  const y = tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon)));
  const scaled = scale ? tf.mul(y, scale) : y;
  return offset ? tf.add(scaled, offset) : scaled;
}

/** Each output element is the input's at `floor(place / scale)`. */
function nearest(x: tf.Tensor, scale: readonly number[]): tf.Tensor {
  return scale.reduce<tf.Tensor>((resized, factor, index) => {
    const extent = resized.shape[index + 1] ?? 1;
    const size = Math.floor(extent * factor);
    const from = Int32Array.from({ length: size }, (_, place) => Math.min(extent - 1, Math.floor(place / factor)));
    return tf.gather(resized, tf.tensor1d(from, 'int32'), index + 1);
  }, x);
}
