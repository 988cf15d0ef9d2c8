import * as tf from '@tensorflow/tfjs';
import type { GraphNode, NodeOf } from '../../../engine/export/graph.js';
import { celu, elu, gelu, prelu, swish } from '../layers/elementwise.js';
import { binary, isBinary, isUnary, unary } from './elementwise.js';
import { Held } from './held.js';
import { reduce, runShaping } from './shaping.js';
import { runWindow } from './windows.js';

/** Sizes of open axes, by symbol. */
export type Extents = ReadonlyMap<string, number>;

/** What a node of a graph computes, with tfjs. For use within `tf.tidy`. */
export function runNode(node: GraphNode, inputs: readonly Held[], extents: Extents): Held {
  const [x = missing(node), y, z] = inputs.length === 0 ? [Held.first(tf.scalar(0))] : inputs;
  const same = (compute: (x: tf.Tensor) => tf.Tensor): Held =>
    x.prefersLast ? Held.last(compute(x.last)) : Held.first(compute(x.first));
  const { kind } = node;
  if (isUnary(kind)) return same(unary[kind]);
  if (isBinary(kind)) return runBinary(binary[kind], x, y ?? missing(node));
  switch (node.kind) {
    case 'leakyRelu':
      return same((values) => tf.leakyRelu(values, node.attributes.slope));
    case 'elu':
      return same((values) => elu(values, node.attributes.alpha));
    case 'celu':
      return same((values) => celu(values, node.attributes.alpha));
    case 'swish':
      return same((values) => swish(values, node.attributes.alpha));
    case 'gelu':
      return same((values) => gelu(values, node.attributes.approximate));
    case 'clamp':
      return same((values) => tf.clipByValue(values, node.attributes.min, node.attributes.max));
    case 'cast':
      return same((values) => tf.cast(values, node.attributes.dtype));
    case 'prelu':
      return Held.last(prelu(x.last, (y ?? missing(node)).first));
    case 'softmax':
      return Held.first(alongLast(x.first, node.attributes.axis, (values) => tf.softmax(values)));
    case 'logSoftmax':
      return Held.first(alongLast(x.first, node.attributes.axis, (values) => tf.logSoftmax(values)));
    case 'matMul': {
      const { transposeA, transposeB } = node.attributes;
      return Held.first(tf.matMul(x.first, (y ?? missing(node)).first, transposeA, transposeB));
    }
    case 'linear':
      return Held.first(linear(x.first, (y ?? missing(node)).first, z?.first));
    case 'einsum':
      return Held.first(tf.einsum(node.attributes.equation, ...inputs.map(({ first }) => first)));
    case 'reduce':
      return Held.first(reduce(x.first, node.attributes));
    case 'argument':
      return Held.first(argument(x.first, node.attributes));
    case 'where':
      return Held.first(tf.where(tf.cast(x.first, 'bool'), (y ?? missing(node)).first, (z ?? missing(node)).first));
    default:
      return runWindow(node, inputs) ?? runShaping(node, inputs, extents) ?? missing(node);
  }
}

function missing(node: GraphNode): never {
  throw new TypeError(`the graph's operation "${node.kind}" lacks an input, or is not known`);
}

/** Channels-last where both are of one rank and one of them is; so broadcasting means the same. */
function runBinary(compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, x: Held, y: Held): Held {
  const last =
    (x.prefersLast && (y.rank === x.rank || y.rank === 0)) || (y.prefersLast && (x.rank === y.rank || x.rank === 0));
  return last ? Held.last(compute(x.last, y.last)) : Held.first(compute(x.first, y.first));
}

function alongLast(x: tf.Tensor, axis: number, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  if (axis === last) return compute(x);
  const order = [...x.shape.keys()].map((place) => (place === axis ? last : place === last ? axis : place));
  return tf.transpose(compute(tf.transpose(x, order)), order);
}

/** [… , in] by [out, in]. */
function linear(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  const [outputs = 1, inputs = 1] = weight.shape;
  const rows = tf.reshape(x, [-1, inputs]) as tf.Tensor2D;
  const product = tf.reshape(tf.matMul(rows, weight as tf.Tensor2D, false, true), [...x.shape.slice(0, -1), outputs]);
  return bias ? tf.add(product, bias) : product;
}

function argument(x: tf.Tensor, { of, axis }: NodeOf<'argument'>['attributes']): tf.Tensor {
  return of === 'max' ? tf.argMax(x, axis) : tf.argMin(x, axis);
}
