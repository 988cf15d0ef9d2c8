import * as tf from '@tensorflow/tfjs';
import { type Settings, spatialMargins } from './convolution-settings.js';

/** A convolution one filter tap at a time: a sum of matrix products. 2-D and 3-D, channels last. */
export function convolveByTaps(x: tf.Tensor, filter: tf.Tensor, settings: Settings): tf.Tensor {
  const padded = tf.pad(x, spatialMargins(settings));
  const [inChannels = 1, outChannels = 1] = filter.shape.slice(-2);
  const matrices = tf.reshape(filter, [-1, inChannels, outChannels]);
  const spatial = x.shape.slice(1, -1).map((extent, axis) => {
    const reach = (settings.dilations[axis] ?? 1) * ((filter.shape[axis] ?? 1) - 1);
    return Math.floor((extent + 2 * (settings.padding[axis] ?? 0) - reach - 1) / (settings.strides[axis] ?? 1)) + 1;
  });
  const shape = [x.shape[0] ?? 1, ...spatial, outChannels];
  const products = taps(filter.shape).map((tap, index) => {
    const met = tf.reshape(metBy(tap, padded, shape, settings), [-1, inChannels]);
    return tf.matMul(met, tf.reshape(tf.slice(matrices, [index, 0, 0], [1, -1, -1]), [inChannels, outChannels]));
  });
  return tf.reshape(tf.addN(products), shape);
}

/**
 * Gradients of convolutions one filter tap at a time, by matrix products: for dilated filters, whose gradients tfjs's kernels do not know.
 * 2-D and 3-D, channels last.
 */
export function filterGradientByTaps(
  x: tf.Tensor,
  dy: tf.Tensor,
  filterShape: readonly number[],
  settings: Settings,
): tf.Tensor {
  const padded = tf.pad(x, spatialMargins(settings));
  const inChannels = x.shape[x.rank - 1] ?? 1;
  const outChannels = dy.shape[dy.rank - 1] ?? 1;
  const gradient = tf.reshape(dy, [-1, outChannels]);
  const products = taps(filterShape).map((tap) => {
    const met = tf.reshape(metBy(tap, padded, dy.shape, settings), [-1, inChannels]);
    return tf.matMul(met, gradient, true);
  });
  return tf.reshape(tf.concat(products, 0), [...filterShape]);
}

/** See {@link filterGradientByTaps}. */
export function inputGradientByTaps(
  shape: readonly number[],
  dy: tf.Tensor,
  filter: tf.Tensor,
  settings: Settings,
): tf.Tensor {
  const around = spatialMargins(settings);
  const padded = shape.map((extent, axis) => extent + 2 * (around[axis]?.[0] ?? 0));
  const [inChannels = 1, outChannels = 1] = filter.shape.slice(-2);
  const rows = tf.reshape(dy, [-1, outChannels]);
  const matrices = tf.reshape(filter, [-1, inChannels, outChannels]);
  const sums = taps(filter.shape).map((tap, index) => {
    const matrix = tf.reshape(tf.slice(matrices, [index, 0, 0], [1, -1, -1]), [inChannels, outChannels]);
    const met = tf.reshape(tf.matMul(rows, matrix, false, true), [...dy.shape.slice(0, -1), inChannels]);
    return placedBy(tap, met, padded, settings);
  });
  return tf.slice(
    tf.addN(sums),
    around.map(([before]) => before),
    [...shape],
  );
}

/** Every place in a filter, in the order of its memory. */
function taps(filterShape: readonly number[]): number[][] {
  let places: number[][] = [[]];
  for (const extent of filterShape.slice(0, -2)) {
    places = places.flatMap((place) => Array.from({ length: extent }, (_, at) => [...place, at]));
  }
  return places;
}

function metBy(tap: readonly number[], padded: tf.Tensor, outShape: readonly number[], settings: Settings): tf.Tensor {
  return tap.reduce((met, at, axis) => {
    const [step = 1, dilation = 1, count = 1] = [settings.strides[axis], settings.dilations[axis], outShape[axis + 1]];
    return everyNth(met, axis + 1, at * dilation, step, count);
  }, padded);
}

/** `count` elements along `axis`, from `start`, each `step` after the last. Made of slices and padding: quick on every backend. */
export function everyNth(x: tf.Tensor, axis: number, start: number, step: number, count: number): tf.Tensor {
  const before = x.shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const after = x.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const shape = [...x.shape];
  shape[axis] = count;
  const rows = tf.reshape(x, [before, x.shape[axis] ?? 1, after]);
  const reach = (count - 1) * step + 1;
  const met = tf.slice(rows, [0, start, 0], [before, reach, after]);
  if (step === 1) return tf.reshape(met, shape);
  const whole = tf.pad(met, [
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  return tf.reshape(tf.slice(tf.reshape(whole, [before * count, step * after]), [0, 0], [-1, after]), shape);
}

/** `met`, spread out by the strides and put where the tap's reach begins in an array of `shape`. */
function placedBy(tap: readonly number[], met: tf.Tensor, shape: readonly number[], settings: Settings): tf.Tensor {
  let spread = met;
  settings.strides.forEach((step, axis) => {
    spread = spreadOut(spread, axis + 1, step);
  });
  const around = shape.map((extent, axis): [number, number] => {
    const inside = axis > 0 && axis < shape.length - 1;
    const before = inside ? (tap[axis - 1] ?? 0) * (settings.dilations[axis - 1] ?? 1) : 0;
    return [before, extent - before - (spread.shape[axis] ?? 1)];
  });
  return tf.pad(spread, around);
}

/** Puts `step - 1` zeros between neighbours along `axis`. */
export function spreadOut(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  const extent = x.shape[axis] ?? 1;
  if (step === 1 || extent === 1) return x;
  const before = x.shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const after = x.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const spaced = tf.pad(tf.reshape(x, [before, extent, after]), [
    [0, 0],
    [0, 0],
    [0, (step - 1) * after],
  ]);
  const shape = [...x.shape];
  shape[axis] = extent * step;
  const size = [...x.shape];
  size[axis] = (extent - 1) * step + 1;
  return tf.slice(
    tf.reshape(spaced, shape),
    shape.map(() => 0),
    size,
  );
}
