import type { Attributes } from '../graph.js';
import type { CallView } from './call-view.js';
import { activation } from './elementwise.js';
import type { Lowering, LoweringTable } from './lowering.js';

const reductions: Readonly<Record<string, Attributes['reduce']['by']>> = {
  Sum: 'sum',
  Mean: 'mean',
  Max: 'max',
  Min: 'min',
  Prod: 'prod',
  All: 'all',
  Any: 'any',
};

/** Matrix products, reductions, and what normalises along an axis. */
export const algebra: LoweringTable = {
  ...Object.fromEntries(
    Object.entries(reductions).map(([kernel, by]): [string, Lowering] => [
      kernel,
      (call, graph) => {
        const x = call.input('x');
        const rank = graph.type(x).shape.length;
        const axes = call.axes(call.attribute('reductionIndices') === undefined ? 'axis' : 'reductionIndices', rank);
        if (axes.length === 0) return x;
        return graph.add('reduce', [x], { by, axes, keepDims: call.flag('keepDims') }, call.result);
      },
    ]),
  ),
  ArgMax: (call, graph) => graph.add('argument', [call.input('x')], { of: 'max', axis: axisOf(call) }, call.result),
  ArgMin: (call, graph) => graph.add('argument', [call.input('x')], { of: 'min', axis: axisOf(call) }, call.result),
  Cumsum: (call, graph) => {
    const attributes = { axis: axisOf(call), exclusive: call.flag('exclusive'), reverse: call.flag('reverse') };
    return graph.add('cumulativeSum', [call.input('x')], attributes, call.result);
  },
  Softmax: (call, graph) => {
    const rank = call.result.shape.length;
    const dim = call.number('dim', -1);
    return graph.add('softmax', [call.input('logits')], { axis: dim < 0 ? dim + rank : dim }, call.result);
  },
  LogSoftmax: (call, graph) => {
    const rank = call.result.shape.length;
    const axis = call.number('axis', -1);
    return graph.add('logSoftmax', [call.input('logits')], { axis: axis < 0 ? axis + rank : axis }, call.result);
  },
  MedbundleSoftmax: (call, graph) =>
    graph.add('softmax', [call.input('x')], { axis: call.number('axis') }, call.result),
  MedbundleLogSoftmax: (call, graph) =>
    graph.add('logSoftmax', [call.input('x')], { axis: call.number('axis') }, call.result),
  BatchMatMul: (call, graph) => graph.add('matMul', [call.input('a'), call.input('b')], transposes(call), call.result),
  _FusedMatMul: (call, graph) => {
    const product = graph.add('matMul', [call.input('a'), call.input('b')], transposes(call), call.result);
    const bias = call.optional('bias');
    return activation(call, graph, bias === undefined ? product : graph.add('add', [product, bias], {}, call.result));
  },
  Einsum: (call, graph) => graph.add('einsum', call.inputs, { equation: call.text('equation') }, call.result),
};

function transposes(call: CallView) {
  return { transposeA: call.flag('transposeA'), transposeB: call.flag('transposeB') };
}

function axisOf(call: CallView): number {
  return call.number('axis', 0);
}
