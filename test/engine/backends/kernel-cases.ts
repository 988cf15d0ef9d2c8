import * as tf from '@tensorflow/tfjs';
import { crossEntropy, type OverlapSettings, overlap, sgdStep } from '../../../engine/backends/index.js';

/** See {@link Draws.shape}. */
export const wide = 40;

/** Draws for a case: shapes and values that repeat for the same seed. */
export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2654435761 + 12345;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (Math.imul(this.#state ^ (this.#state >>> 15), 0x2c1b3c6d) + 0x297a2d39) | 0;
    const mixed = Math.imul(this.#state ^ (this.#state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** Extents from 1 to `most`; fixed ones, enough for many threads, from {@link wide} on. */
  shape(rank: number, most: number): number[] {
    if (most > wide) return [210, 70, 250].slice(0, rank);
    if (most === wide) return (rank > 3 ? [3, 23, 29, 21, 2, 1] : [41, 43, 37]).slice(0, rank);
    return Array.from({ length: rank }, () => this.whole(1, most));
  }

  /** Numbers between −2 and 2, now and then one of `special`. */
  floats(shape: readonly number[], special: readonly number[] = []): tf.Tensor {
    const values = new Float32Array(size(shape));
    for (let index = 0; index < values.length; index++) {
      const odd = special.length > 0 && this.next() < 0.2;
      values[index] = odd ? (special[this.whole(0, special.length - 1)] ?? 0) : 4 * this.next() - 2;
    }
    return tf.tensor(values, [...shape], 'float32');
  }

  integers(shape: readonly number[], from = -9, to = 9): tf.Tensor {
    return tf.tensor(
      Int32Array.from({ length: size(shape) }, () => this.whole(from, to)),
      [...shape],
      'int32',
    );
  }

  truths(shape: readonly number[]): tf.Tensor {
    return tf.cast(this.integers(shape, 0, 1), 'bool');
  }

  /** `shape` with some extents 1 and some leading ones left out, to be broadcast. */
  narrowed(shape: readonly number[]): number[] {
    const thin = shape.map((extent) => (this.next() < 0.4 ? 1 : extent));
    return thin.slice(this.whole(0, Math.max(0, shape.length - 1)));
  }

  axes(rank: number): number[] {
    const chosen = Array.from({ length: rank }, (_, axis) => axis).filter(() => this.next() < 0.5);
    return chosen.length > 0 ? chosen : [this.whole(0, rank - 1)];
  }

  order(rank: number): number[] {
    const axes = Array.from({ length: rank }, (_, axis) => axis);
    for (let last = rank - 1; last > 0; last--) {
      const other = this.whole(0, last);
      [axes[last], axes[other]] = [axes[other] ?? 0, axes[last] ?? 0];
    }
    return axes;
  }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * What is computed from draws. `most` bounds the extents of arrays of four axes; draws of the same seed must give the same
 * inputs on every backend.
 */
export type KernelCase = (draws: Draws, most: number) => tf.Tensor | tf.Tensor[];

const odd = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, 90, -110, 0.5, -1.5];

const image = (draws: Draws, most: number): tf.Tensor4D => draws.floats(draws.shape(4, most)) as tf.Tensor4D;

function unary(compute: (x: tf.Tensor) => tf.Tensor): KernelCase {
  return (draws, most) => compute(draws.floats(draws.shape(4, most), odd));
}

function binary(compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, special: readonly number[] = odd): KernelCase {
  return (draws, most) => {
    const shape = draws.shape(4, most);
    const narrow = draws.narrowed(shape);
    const swap = draws.next() < 0.5;
    const [first, second] = swap ? [narrow, shape] : [shape, narrow];
    return compute(draws.floats(first, special), draws.floats(second, special));
  };
}

function ofIntegers(compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): KernelCase {
  return (draws, most) => {
    const shape = draws.shape(3, most);
    return compute(draws.integers(shape), tf.add(draws.integers(draws.narrowed(shape), 1, 9), tf.scalar(0, 'int32')));
  };
}

function reduction(compute: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): KernelCase {
  return (draws, most) => {
    const x = draws.floats(draws.shape(4, most), [0, -1]);
    return compute(x, draws.axes(4), draws.next() < 0.5);
  };
}

/** Value and gradient of the sum of its squares. */
function withGradient(x: tf.Tensor, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor[] {
  const { value, grad } = tf.valueAndGrad((input: tf.Tensor) => tf.sum(tf.square(compute(input))))(x);
  return [value, grad, compute(x)];
}

function pooling(
  compute: (x: tf.Tensor4D, window: [number, number], strides: [number, number]) => tf.Tensor,
): KernelCase {
  return (draws, most) => {
    const [n = 1, h = 1, w = 1, c = 1] = draws.shape(4, most);
    const x = draws.floats([n, h + 3, w + 3, c]);
    const window: [number, number] = [draws.whole(1, 3), draws.whole(2, 3)];
    const strides: [number, number] = [draws.whole(1, 3), draws.whole(1, 3)];
    return withGradient(x, (input) => compute(input as tf.Tensor4D, window, strides));
  };
}

function resizing(compute: (x: tf.Tensor4D, to: [number, number], align: boolean) => tf.Tensor): KernelCase {
  return (draws, most) => {
    const x = image(draws, most);
    return compute(x, [draws.whole(1, most + 9), draws.whole(1, most + 9)], draws.next() < 0.5);
  };
}

/** Value and gradient on one square image: tfjs's cpu gradients mix up batches, and rows with columns, and never end for one row. */
function resizingGradient(compute: (x: tf.Tensor4D, align: boolean) => tf.Tensor): KernelCase {
  return (draws, most) => {
    const extent = draws.whole(2, Math.max(2, Math.min(most, 12)));
    const align = draws.next() < 0.5;
    const x = draws.floats([1, extent, extent, draws.whole(1, 5)]);
    return withGradient(x, (input) => compute(input as tf.Tensor4D, align));
  };
}

function overlapCase(settings: OverlapSettings): KernelCase {
  return (draws, most) => {
    const [n = 1, c = 1, h = 1, w = 1] = draws.shape(4, most);
    const x = draws.floats([n, c, h, w]);
    const target = settings.numbers
      ? tf.cast(draws.integers([n, 1, h, w], 0, c - 1), 'float32')
      : tf.cast(draws.truths([n, c, h, w]), 'float32');
    return withGradient(x, (input) => overlap(input, target, settings));
  };
}

function entropyCase(smoothing: number, shares: boolean): KernelCase {
  return (draws, most) => {
    const [n = 1, c = 1, h = 1, w = 1] = draws.shape(4, most);
    const x = draws.floats([n, c, h, w]);
    const labels = shares ? tf.softmax(draws.floats([n, h, w, c])) : draws.integers([n, h, w], -1, c - 1);
    const target = shares ? tf.transpose(labels, [0, 3, 1, 2]) : labels;
    const weights = tf.abs(draws.floats([c]));
    const settings = { smoothing, ignored: -1 };
    const { counted } = crossEntropy(x, target, weights, settings);
    return [...withGradient(x, (input) => crossEntropy(input, target, weights, settings).loss), counted];
  };
}

const overlapCases = (['none', 'sigmoid', 'softmax'] as const).flatMap((activation) =>
  (['products', 'sizes', 'squares'] as const).map((sums, index): [string, KernelCase] => [
    `overlap, ${activation}, ${sums}`,
    overlapCase({ activation, sums, numbers: index !== 1 }),
  ]),
);

export const kernelCases: Readonly<Record<string, KernelCase>> = {
  abs: unary(tf.abs),
  neg: unary(tf.neg),
  square: unary(tf.square),
  sqrt: unary(tf.sqrt),
  rsqrt: unary(tf.rsqrt),
  reciprocal: unary(tf.reciprocal),
  exp: unary(tf.exp),
  expm1: unary(tf.expm1),
  log: unary(tf.log),
  log1p: unary(tf.log1p),
  sigmoid: unary(tf.sigmoid),
  tanh: unary(tf.tanh),
  softplus: unary(tf.softplus),
  erf: unary(tf.erf),
  relu: unary(tf.relu),
  relu6: unary(tf.relu6),
  elu: unary(tf.elu),
  selu: unary(tf.selu),
  leakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  step: unary((x) => tf.step(x, 0.3)),
  clip: unary((x) => tf.clipByValue(x, -1, 1.5)),
  floor: unary(tf.floor),
  ceil: unary(tf.ceil),
  round: unary(tf.round),
  sign: unary(tf.sign),
  trigonometry: unary((x) => tf.stack([tf.sin(x), tf.cos(x), tf.tan(x), tf.atan(x), tf.asin(x), tf.acos(x)])),
  hyperbolic: unary((x) => tf.stack([tf.sinh(x), tf.cosh(x), tf.asinh(x), tf.acosh(x), tf.atanh(x)])),
  'finite or not': unary((x) => tf.stack([tf.isNaN(x), tf.isInf(x), tf.isFinite(x)])),
  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: binary(tf.div),
  maximum: binary(tf.maximum),
  minimum: binary(tf.minimum),
  pow: binary(tf.pow),
  mod: binary(tf.mod, [0, 0.5, -1.5]),
  floorDiv: binary(tf.floorDiv, [0.5, -1.5]),
  squaredDifference: binary(tf.squaredDifference),
  prelu: binary((x, alpha) => (x.size >= alpha.size && x.rank >= alpha.rank ? tf.prelu(x, alpha) : tf.add(x, alpha))),
  atan2: binary(tf.atan2),
  comparisons: binary((a, b) =>
    tf.stack([
      tf.equal(a, b),
      tf.notEqual(a, b),
      tf.less(a, b),
      tf.lessEqual(a, b),
      tf.greater(a, b),
      tf.greaterEqual(a, b),
    ]),
  ),
  'integer arithmetic': ofIntegers((a, b) =>
    tf.stack([
      tf.add(a, b),
      tf.sub(a, b),
      tf.mul(a, b),
      tf.maximum(a, b),
      tf.minimum(a, b),
      tf.floorDiv(a, b),
      tf.mod(a, b),
    ]),
  ),
  'integer comparisons': ofIntegers((a, b) => tf.stack([tf.equal(a, b), tf.less(a, b), tf.greaterEqual(a, b)])),
  logic: (draws, most) => {
    const shape = draws.shape(3, most);
    const [a, b] = [draws.truths(shape), draws.truths(draws.narrowed(shape))];
    return tf.stack([tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalXor(a, b)]);
  },
  where: (draws, most) => {
    const shape = draws.shape(3, most);
    return tf.where(draws.truths(shape), draws.floats(shape, odd), draws.floats(draws.narrowed(shape), odd));
  },
  'where of integers': (draws, most) => {
    const shape = draws.shape(3, most);
    return tf.where(draws.truths(shape), draws.integers(shape), draws.integers(shape));
  },
  casts: (draws, most) => {
    const shape = draws.shape(3, most);
    const floats = draws.floats(shape, [...odd, 3e9, -3e9, 5e9]);
    const integers = draws.integers(shape);
    const truths = draws.truths(shape);
    return [
      ...[tf.cast(floats, 'int32'), tf.cast(floats, 'bool'), tf.cast(integers, 'float32')],
      ...[tf.cast(integers, 'bool'), tf.cast(truths, 'float32'), tf.cast(truths, 'int32')],
    ];
  },
  sum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  mean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  max: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  min: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  prod: reduction((x, axes, keep) => tf.prod(tf.add(tf.mul(x, 0.05), 1), axes, keep)),
  'sum of all': unary((x) => tf.sum(tf.clipByValue(tf.where(tf.isNaN(x), tf.zerosLike(x), x), -2, 2))),
  'max with NaN': (draws, most) => tf.max(draws.floats(draws.shape(4, most), odd), draws.axes(4)),
  'integer reductions': (draws, most) => {
    const x = draws.integers(draws.shape(4, most));
    const axes = draws.axes(4);
    return [tf.sum(x, axes), tf.max(x, axes), tf.min(x, axes)];
  },
  'any, all': (draws, most) => {
    const x = draws.truths(draws.shape(3, most));
    const axes = draws.axes(3);
    return [tf.any(x, axes), tf.all(x, axes), tf.sum(x, axes)];
  },
  'argMax, argMin': (draws, most) => {
    const x = draws.floats(draws.shape(4, most), [0, 1]);
    const axis = draws.whole(0, 3);
    return [tf.argMax(x, axis), tf.argMin(x, axis), tf.argMax(draws.integers(draws.shape(3, most)), 1)];
  },
  softmax: (draws, most) => tf.softmax(draws.floats(draws.shape(4, most), [40, -40])),
  logSoftmax: (draws, most) => tf.logSoftmax(draws.floats(draws.shape(4, most), [40, -40])),
  cumsum: (draws, most) => {
    const x = draws.floats(draws.shape(4, most));
    return tf.cumsum(x, draws.whole(0, 3), draws.next() < 0.5, draws.next() < 0.5);
  },
  cumprod: (draws, most) => {
    const x = draws.floats(draws.shape(4, most));
    return tf.cumprod(x, draws.whole(0, 3), draws.next() < 0.5, draws.next() < 0.5);
  },
  'cumsum of integers': (draws, most) => tf.cumsum(draws.integers(draws.shape(3, most)), 1),
  transpose: (draws, most) => {
    const rank = draws.whole(1, 4);
    return tf.transpose(draws.floats(draws.shape(rank, most)), draws.order(rank));
  },
  'transpose of many axes': (draws) => {
    const rank = draws.whole(5, 6);
    return tf.transpose(draws.floats(draws.shape(rank, 4)), draws.order(rank));
  },
  'transpose of integers and truths': (draws, most) => {
    const shape = draws.shape(3, most);
    return [tf.transpose(draws.integers(shape), [2, 0, 1]), tf.transpose(draws.truths(shape), [1, 2, 0])];
  },
  slice: (draws, most) => {
    const shape = draws.shape(4, most);
    const begin = shape.map((extent) => draws.whole(0, extent - 1));
    const count = shape.map((extent, axis) => draws.whole(0, extent - (begin[axis] ?? 0)));
    return [tf.slice(draws.floats(shape), begin, count), tf.slice(draws.integers(shape), begin, count)];
  },
  split: (draws, most) => {
    const [a = 1, b = 1, c = 1] = draws.shape(3, most);
    return tf.split(draws.floats([a, b + 3, c]), [1, 2, b], 1);
  },
  tile: (draws, most) => tf.tile(draws.floats(draws.shape(4, most)), draws.shape(4, 3)),
  'tile of integers': (draws, most) => tf.tile(draws.integers(draws.shape(2, most)), draws.shape(2, 4)),
  reverse: (draws, most) => tf.reverse(draws.floats(draws.shape(4, most)), draws.axes(4)),
  pad: (draws, most) => {
    const shape = draws.shape(4, most);
    const paddings = shape.map((): [number, number] => [draws.whole(0, 3), draws.whole(0, 3)]);
    return [tf.pad(draws.floats(shape), paddings, 0.5), tf.pad(draws.integers(shape), paddings, 7)];
  },
  gather: (draws, most) => {
    const shape = draws.shape(3, most);
    const axis = draws.whole(0, 2);
    const places = draws.integers([draws.whole(1, 9)], 0, (shape[axis] ?? 1) - 1);
    return [tf.gather(draws.floats(shape), places, axis), tf.gather(draws.truths(shape), places, axis)];
  },
  'stack and unstack': (draws, most) => {
    const shape = draws.shape(3, most);
    return [
      tf.stack([draws.floats(shape), draws.floats(shape)], draws.whole(0, 3)),
      ...tf.unstack(draws.floats(shape), 1),
    ];
  },
  'fill, zeros, ones': (draws, most) => {
    const x = draws.floats(draws.shape(3, most));
    return [tf.fill(x.shape, 1.5), tf.zerosLike(x), tf.onesLike(x)];
  },
  matMul: (draws, most) => {
    const [m = 1, k = 1, n = 1] = draws.shape(3, 3 * most);
    const [left, right] = [draws.next() < 0.5, draws.next() < 0.5];
    const a = draws.floats(left ? [k, m] : [m, k]);
    const b = draws.floats(right ? [n, k] : [k, n]);
    return tf.matMul(a, b, left, right);
  },
  'matMul of stacks': (draws, most) => {
    const [m = 1, k = 1, n = 1, stack = 1] = draws.shape(4, most);
    const [left, right] = [draws.next() < 0.5, draws.next() < 0.5];
    const a = draws.floats([stack, ...(left ? [k, m] : [m, k])]);
    const b = draws.floats([draws.next() < 0.5 ? 1 : stack, ...(right ? [n, k] : [k, n])]);
    return tf.matMul(a, b, left, right);
  },
  'fused matMul': (draws, most) => {
    const [m = 1, k = 1, n = 1] = draws.shape(3, 2 * most);
    const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid'] as const;
    const activation = activations[draws.whole(0, 4)] ?? 'linear';
    const [a, b, bias] = [draws.floats([m, k]), draws.floats([k, n]), draws.floats([n])];
    return tf.fused.matMul({ a, b, bias, activation });
  },
  avgPool: pooling((x, window, strides) => tf.avgPool(x, window, strides, 'valid')),
  'avgPool padded': pooling((x, window, strides) => tf.avgPool(x, window, strides, 'same')),
  'maxPool padded': pooling((x, window, strides) => tf.maxPool(x, window, strides, 'same')),
  'avgPool, maxPool 3-D': (draws) => {
    const x = draws.floats([draws.whole(1, 2), ...draws.shape(3, 4).map((extent) => extent + 2), draws.whole(1, 5)]);
    const average = (input: tf.Tensor) => tf.avgPool3d(input as tf.Tensor5D, 3, 2, 'same');
    const most = (input: tf.Tensor) => tf.maxPool3d(input as tf.Tensor5D, 2, 2, 'valid');
    return [...withGradient(x, average), ...withGradient(x, most)];
  },
  resizeBilinear: resizing((x, to, align) => tf.image.resizeBilinear(x, to, align)),
  'resizeBilinear between centres': resizing((x, to) => tf.image.resizeBilinear(x, to, false, true)),
  resizeNearest: resizing((x, to, align) => tf.image.resizeNearestNeighbor(x, to, align)),
  'resizeNearest between centres': resizing((x, to) => tf.image.resizeNearestNeighbor(x, to, false, true)),
  'resizeBilinear gradient': resizingGradient((x, align) => tf.image.resizeBilinear(x, [7, 7], align)),
  'resizeNearest gradient': resizingGradient((x, align) => tf.image.resizeNearestNeighbor(x, [7, 7], align)),
  ...Object.fromEntries(overlapCases),
  'cross-entropy': entropyCase(0, false),
  'cross-entropy, smoothed': entropyCase(0.1, false),
  'cross-entropy of shares': entropyCase(0.2, true),
  'SGD step': (draws, most) => {
    const shape = draws.shape(3, most);
    const [p, g, v] = [draws.floats(shape), draws.floats(shape), draws.floats(shape)];
    const plain = { lr: 0.1, momentum: 0, dampening: 0, weightDecay: 0.01, nesterov: false, maximize: false };
    const first = sgdStep(p, g, undefined, { ...plain, momentum: 0.9, maximize: true });
    const next = sgdStep(p, g, v, { ...plain, momentum: 0.9, nesterov: true, dampening: 0 });
    const outputs = [sgdStep(p, g, undefined, plain).p, first.p, first.velocity, next.p, next.velocity];
    return outputs.filter((output) => output !== undefined);
  },
};
