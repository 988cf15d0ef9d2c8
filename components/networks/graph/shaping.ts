import * as tf from '@tensorflow/tfjs';
import type { GraphNode, NodeOf } from '../../../engine/export/graph.js';
import { type Size, sizeAt } from '../../../engine/export/sizes.js';
import { Held } from './held.js';
import type { Extents } from './run-node.js';

/** Operations that move elements; undefined for other kinds. Most are done as the graph sees them, channel-first. */
export function runShaping(node: GraphNode, inputs: readonly Held[], extents: Extents): Held | undefined {
  const [x, y] = inputs;
  const sizes = (all: readonly Size[]): number[] => all.map((size) => sizeAt(size, extents));
  if (node.kind === 'fill') {
    const { shape, value, dtype } = node.attributes;
    return Held.first(tf.fill(sizes(shape), value, dtype === 'bool' ? 'int32' : dtype).cast(dtype));
  }
  if (!x) return undefined;
  switch (node.kind) {
    case 'concat': {
      const { axis } = node.attributes;
      if (!inputs.some(({ prefersLast }) => prefersLast))
        return Held.first(
          tf.concat(
            inputs.map((one) => one.first),
            axis,
          ),
        );
      return Held.last(
        tf.concat(
          inputs.map((one) => one.last),
          x.axis(axis),
        ),
      );
    }
    case 'slice': {
      const { begin, size, strides } = node.attributes;
      const from = sizes(begin);
      const count = sizes(size);
      if (strides.every((step) => step === 1)) return Held.first(tf.slice(x.first, from, count));
      const end = count.map((extent, axis) => (from[axis] ?? 0) + extent * (strides[axis] ?? 1));
      return Held.first(tf.stridedSlice(x.first, from, end, [...strides]));
    }
    case 'pad':
      return Held.first(pad(x.first, node.attributes));
    case 'reverse':
      return Held.first(tf.reverse(x.first, [...node.attributes.axes]));
    case 'reshape':
      return Held.first(tf.reshape(x.first, sizes(node.attributes.shape)));
    case 'transpose':
      return Held.first(tf.transpose(x.first, [...node.attributes.permutation]));
    case 'expand':
      return Held.first(tf.broadcastTo(x.first, sizes(node.attributes.shape)));
    case 'tile':
      return Held.first(tf.tile(x.first, sizes(node.attributes.repeats)));
    case 'gather':
      return y && Held.first(tf.gather(x.first, tf.cast(y.first, 'int32'), node.attributes.axis));
    case 'cumulativeSum': {
      const { axis, exclusive, reverse } = node.attributes;
      return Held.first(tf.cumsum(x.first, axis, exclusive, reverse));
    }
    default:
      return undefined;
  }
}

const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, prod: tf.prod, all: tf.all, any: tf.any };

export function reduce(x: tf.Tensor, { by, axes, keepDims }: NodeOf<'reduce'>['attributes']): tf.Tensor {
  return reductions[by](x, [...axes], keepDims);
}

function pad(x: tf.Tensor, { margins, mode, value }: NodeOf<'pad'>['attributes']): tf.Tensor {
  const around = margins.map(([before, after]): [number, number] => [before, after]);
  return mode === 'constant' ? tf.pad(x, around, value) : tf.mirrorPad(x, around, mode);
}
