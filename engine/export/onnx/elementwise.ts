import type { BinaryKind, GraphDtype, UnaryKind } from '../graph.js';
import { isOpen } from '../sizes.js';
import { elementTypes } from './model.js';
import type { OnnxBuilder } from './onnx-builder.js';
import { inputOf, type OperatorTable } from './operator.js';

type Elementwise =
  | UnaryKind
  | BinaryKind
  | 'leakyRelu'
  | 'prelu'
  | 'elu'
  | 'celu'
  | 'swish'
  | 'gelu'
  | 'clamp'
  | 'where'
  | 'cast';

/** A kind that ONNX has under another name. */
function one(opType: string) {
  return (node: { readonly inputs: readonly string[]; readonly output: string }, onnx: OnnxBuilder): void => {
    onnx.add(opType, node.inputs, {}, node.output);
  };
}

export const elementwise: OperatorTable<Elementwise> = {
  abs: one('Abs'),
  acos: one('Acos'),
  asin: one('Asin'),
  atan: one('Atan'),
  ceil: one('Ceil'),
  cos: one('Cos'),
  cosh: one('Cosh'),
  erf: one('Erf'),
  exp: one('Exp'),
  expm1: (node, onnx) => {
    onnx.add('Sub', [onnx.add('Exp', node.inputs), onnx.float(1)], {}, node.output);
  },
  floor: one('Floor'),
  isnan: one('IsNaN'),
  log: one('Log'),
  log1p: (node, onnx) => {
    onnx.add('Log', [onnx.add('Add', [inputOf(node, 0), onnx.float(1)])], {}, node.output);
  },
  logicalNot: one('Not'),
  mish: (node, onnx) => {
    const x = inputOf(node, 0);
    onnx.add('Mul', [x, onnx.add('Tanh', [onnx.add('Softplus', [x])])], {}, node.output);
  },
  neg: one('Neg'),
  reciprocal: one('Reciprocal'),
  relu: one('Relu'),
  relu6: (node, onnx) => clip(onnx, inputOf(node, 0), 0, 6, node.output),
  round: one('Round'),
  rsqrt: (node, onnx) => {
    onnx.add('Reciprocal', [onnx.add('Sqrt', node.inputs)], {}, node.output);
  },
  selu: one('Selu'),
  sigmoid: one('Sigmoid'),
  sign: one('Sign'),
  sin: one('Sin'),
  sinh: one('Sinh'),
  softplus: one('Softplus'),
  sqrt: one('Sqrt'),
  square: (node, onnx) => {
    onnx.add('Mul', [inputOf(node, 0), inputOf(node, 0)], {}, node.output);
  },
  tan: one('Tan'),
  tanh: one('Tanh'),

  add: one('Add'),
  sub: one('Sub'),
  mul: one('Mul'),
  div: one('Div'),
  pow: one('Pow'),
  maximum: one('Max'),
  minimum: one('Min'),
  floorDivide: (node, onnx) => {
    const dtype = onnx.dtype(node.output);
    const operands = node.inputs.map((input) => cast(onnx, input, 'float32'));
    const floored = onnx.add('Floor', [onnx.add('Div', operands)], {}, dtype === 'float32' ? node.output : undefined);
    if (dtype !== 'float32') onnx.add('Cast', [floored], { to: elementTypes[dtype] }, node.output);
  },
  equal: one('Equal'),
  notEqual: (node, onnx) => {
    onnx.add('Not', [onnx.add('Equal', node.inputs)], {}, node.output);
  },
  less: one('Less'),
  lessEqual: one('LessOrEqual'),
  greater: one('Greater'),
  greaterEqual: one('GreaterOrEqual'),
  logicalAnd: one('And'),
  logicalOr: one('Or'),

  leakyRelu: (node, onnx) => {
    onnx.add('LeakyRelu', node.inputs, { alpha: { float: node.attributes.slope } }, node.output);
  },
  prelu: (node, onnx) => {
    const slopes = inputOf(node, 1);
    const [count = 1] = onnx.shape(slopes);
    const rank = onnx.shape(inputOf(node, 0)).length;
    // ONNX aligns shapes at their ends, PyTorch takes slopes by channel.
    const aligned = count === 1 || rank <= 2 ? slopes : alongChannels(onnx, slopes, rank);
    onnx.add('PRelu', [inputOf(node, 0), aligned], {}, node.output);
  },
  elu: (node, onnx) => {
    onnx.add('Elu', node.inputs, { alpha: { float: node.attributes.alpha } }, node.output);
  },
  celu: (node, onnx) => {
    onnx.add('Celu', node.inputs, { alpha: { float: node.attributes.alpha } }, node.output);
  },
  swish: (node, onnx) => {
    const x = inputOf(node, 0);
    const { alpha } = node.attributes;
    const scaled = alpha === 1 ? x : onnx.add('Mul', [x, onnx.float(alpha)]);
    onnx.add('Mul', [x, onnx.add('Sigmoid', [scaled])], {}, node.output);
  },
  gelu: (node, onnx) => {
    const x = inputOf(node, 0);
    const inner =
      node.attributes.approximate === 'none'
        ? onnx.add('Erf', [onnx.add('Mul', [x, onnx.float(Math.SQRT1_2)])])
        : onnx.add('Tanh', [onnx.add('Mul', [cubic(onnx, x), onnx.float(Math.sqrt(2 / Math.PI))])]);
    const raised = onnx.add('Add', [inner, onnx.float(1)]);
    onnx.add('Mul', [onnx.add('Mul', [x, raised]), onnx.float(0.5)], {}, node.output);
  },
  clamp: (node, onnx) => clip(onnx, inputOf(node, 0), node.attributes.min, node.attributes.max, node.output),
  where: (node, onnx) => {
    onnx.add('Where', node.inputs, {}, node.output);
  },
  cast: (node, onnx) => {
    const same = onnx.dtype(inputOf(node, 0)) === node.attributes.dtype;
    if (same) onnx.add('Identity', node.inputs, {}, node.output);
    else onnx.add('Cast', node.inputs, { to: elementTypes[node.attributes.dtype] }, node.output);
  },
};

/** [C] as [C, 1, …], which broadcasts over [N, C, …] of `rank` axes. */
export function alongChannels(onnx: OnnxBuilder, vector: string, rank: number): string {
  const [channels = 1] = onnx.shape(vector);
  if (isOpen(channels)) throw new RangeError('the number of channels is open');
  return onnx.add('Reshape', [vector, onnx.integers([channels, ...Array<number>(rank - 2).fill(1)])]);
}

/** x + 0.044715 x³. */
function cubic(onnx: OnnxBuilder, x: string): string {
  const cube = onnx.add('Mul', [onnx.add('Mul', [x, x]), x]);
  return onnx.add('Add', [x, onnx.add('Mul', [cube, onnx.float(0.044715)])]);
}

function clip(onnx: OnnxBuilder, x: string, min: number, max: number, output: string): void {
  onnx.add('Clip', [x, onnx.float(min), onnx.float(max)], {}, output);
}

function cast(onnx: OnnxBuilder, x: string, dtype: GraphDtype): string {
  return onnx.dtype(x) === dtype ? x : onnx.add('Cast', [x], { to: elementTypes[dtype] });
}
