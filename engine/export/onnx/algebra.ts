import { range } from '../builder.js';
import { elementTypes } from './model.js';
import type { OnnxBuilder } from './onnx-builder.js';
import { inputOf, type OperatorTable } from './operator.js';

type Algebra = 'softmax' | 'logSoftmax' | 'matMul' | 'linear' | 'einsum' | 'reduce' | 'argument' | 'cumulativeSum';

const reductions = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
  prod: 'ReduceProd',
  all: 'ReduceMin',
  any: 'ReduceMax',
} as const;

/** Matrix products, reductions, and what normalises along an axis. */
export const algebra: OperatorTable<Algebra> = {
  softmax: (node, onnx) => {
    onnx.add('Softmax', node.inputs, { axis: node.attributes.axis }, node.output);
  },
  logSoftmax: (node, onnx) => {
    onnx.add('LogSoftmax', node.inputs, { axis: node.attributes.axis }, node.output);
  },
  matMul: (node, onnx) => {
    const { transposeA, transposeB } = node.attributes;
    const a = transposeA ? flipped(onnx, inputOf(node, 0)) : inputOf(node, 0);
    const b = transposeB ? flipped(onnx, inputOf(node, 1)) : inputOf(node, 1);
    onnx.add('MatMul', [a, b], {}, node.output);
  },
  linear: (node, onnx) => {
    const [x = '', weight = '', bias] = node.inputs;
    if (onnx.shape(x).length === 2) {
      onnx.add('Gemm', node.inputs, { transB: 1 }, node.output);
      return;
    }
    const turned = flipped(onnx, weight);
    if (bias === undefined) onnx.add('MatMul', [x, turned], {}, node.output);
    else onnx.add('Add', [onnx.add('MatMul', [x, turned]), bias], {}, node.output);
  },
  einsum: (node, onnx) => {
    onnx.add('Einsum', node.inputs, { equation: node.attributes.equation }, node.output);
  },
  reduce: (node, onnx) => {
    const { by, axes, keepDims } = node.attributes;
    const logical = by === 'all' || by === 'any';
    const x = logical ? onnx.add('Cast', node.inputs, { to: elementTypes.int32 }) : inputOf(node, 0);
    const listed = by === 'sum' || onnx.opset >= 18;
    const inputs = listed ? [x, onnx.integers(axes)] : [x];
    const attributes = { ...(listed ? {} : { axes }), keepdims: keepDims ? 1 : 0 };
    const reduced = onnx.add(reductions[by], inputs, attributes, logical ? undefined : node.output);
    if (logical) onnx.add('Cast', [reduced], { to: elementTypes.bool }, node.output);
  },
  argument: (node, onnx) => {
    const { of, axis } = node.attributes;
    const place = onnx.add(of === 'max' ? 'ArgMax' : 'ArgMin', node.inputs, { axis, keepdims: 0 });
    onnx.add('Cast', [place], { to: elementTypes.int32 }, node.output);
  },
  cumulativeSum: (node, onnx) => {
    const { axis, exclusive, reverse } = node.attributes;
    const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    onnx.add('CumSum', [inputOf(node, 0), onnx.integer(axis)], attributes, node.output);
  },
};

/** With the last two axes exchanged. */
function flipped(onnx: OnnxBuilder, x: string): string {
  const rank = onnx.shape(x).length;
  return onnx.add('Transpose', [x], { perm: [...range(0, rank - 2), rank - 1, rank - 2] });
}
