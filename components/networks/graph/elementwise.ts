import * as tf from '@tensorflow/tfjs';
import type { BinaryKind, UnaryKind } from '../../../engine/export/graph.js';
import { mish } from '../layers/elementwise.js';

/** The graph's functions of one tensor. */
export const unary: Readonly<Record<UnaryKind, (x: tf.Tensor) => tf.Tensor>> = {
  abs: tf.abs,
  acos: tf.acos,
  asin: tf.asin,
  atan: tf.atan,
  ceil: tf.ceil,
  cos: tf.cos,
  cosh: tf.cosh,
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  floor: tf.floor,
  isnan: tf.isNaN,
  log: tf.log,
  log1p: tf.log1p,
  logicalNot: tf.logicalNot,
  mish,
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: tf.relu6,
  round: tf.round,
  rsqrt: tf.rsqrt,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  sin: tf.sin,
  sinh: tf.sinh,
  softplus: tf.softplus,
  sqrt: tf.sqrt,
  square: tf.square,
  tan: tf.tan,
  tanh: tf.tanh,
};

/** The graph's functions of two tensors, broadcast. */
export const binary: Readonly<Record<BinaryKind, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  pow: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
  floorDivide: tf.floorDiv,
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  logicalAnd: tf.logicalAnd,
  logicalOr: tf.logicalOr,
};

export function isUnary(kind: string): kind is UnaryKind {
  return Object.hasOwn(unary, kind);
}

export function isBinary(kind: string): kind is BinaryKind {
  return Object.hasOwn(binary, kind);
}
