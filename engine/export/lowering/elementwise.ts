import type { GraphBuilder } from '../builder.js';
import { untraceable } from '../builder.js';
import type { BinaryKind, GraphDtype, TensorType, UnaryKind } from '../graph.js';
import type { CallView } from './call-view.js';
import type { Lowering, LoweringTable } from './lowering.js';

const unary: Readonly<Record<string, UnaryKind>> = {
  Abs: 'abs',
  Acos: 'acos',
  Asin: 'asin',
  Atan: 'atan',
  Ceil: 'ceil',
  Cos: 'cos',
  Cosh: 'cosh',
  Erf: 'erf',
  Exp: 'exp',
  Expm1: 'expm1',
  Floor: 'floor',
  IsNan: 'isnan',
  Log: 'log',
  Log1p: 'log1p',
  LogicalNot: 'logicalNot',
  MedbundleMish: 'mish',
  Neg: 'neg',
  Reciprocal: 'reciprocal',
  Relu: 'relu',
  Relu6: 'relu6',
  Round: 'round',
  Rsqrt: 'rsqrt',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Sign: 'sign',
  Sin: 'sin',
  Sinh: 'sinh',
  Softplus: 'softplus',
  Sqrt: 'sqrt',
  Square: 'square',
  Tan: 'tan',
  Tanh: 'tanh',
};

const binary: Readonly<Record<string, BinaryKind>> = {
  Add: 'add',
  Sub: 'sub',
  Multiply: 'mul',
  RealDiv: 'div',
  Pow: 'pow',
  Maximum: 'maximum',
  Minimum: 'minimum',
  FloorDiv: 'floorDivide',
  Equal: 'equal',
  NotEqual: 'notEqual',
  Less: 'less',
  LessEqual: 'lessEqual',
  Greater: 'greater',
  GreaterEqual: 'greaterEqual',
  LogicalAnd: 'logicalAnd',
  LogicalOr: 'logicalOr',
};

const tables: LoweringTable = {
  ...Object.fromEntries(
    Object.entries(unary).map(([kernel, kind]): [string, Lowering] => [
      kernel,
      (call, graph) => graph.add(kind, [first(call)], {}, call.result),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(binary).map(([kernel, kind]): [string, Lowering] => [
      kernel,
      (call, graph) => graph.add(kind, [call.input('a'), call.input('b')], {}, call.result),
    ]),
  ),
};

/** Operations element by element. */
export const elementwise: LoweringTable = {
  ...tables,
  Identity: (call) => first(call),
  Cast: (call, graph) => cast(graph, first(call), dtypeOf(call.text('dtype'))),
  LeakyRelu: (call, graph) => graph.add('leakyRelu', [first(call)], { slope: call.number('alpha') }, call.result),
  Elu: (call, graph) => graph.add('elu', [first(call)], { alpha: 1 }, call.result),
  MedbundleElu: (call, graph) => graph.add('elu', [first(call)], { alpha: call.number('alpha') }, call.result),
  MedbundleCelu: (call, graph) => graph.add('celu', [first(call)], { alpha: call.number('alpha') }, call.result),
  MedbundleSwish: (call, graph) => graph.add('swish', [first(call)], { alpha: call.number('alpha') }, call.result),
  MedbundleGelu: (call, graph) => {
    const approximate = call.text('approximate') === 'tanh' ? 'tanh' : 'none';
    return graph.add('gelu', [first(call)], { approximate }, call.result);
  },
  Prelu: (call, graph) => slopes(call, graph, call.input('x'), call.input('alpha')),
  MedbundlePrelu: (call, graph) => {
    const [x, weight] = [call.input('x'), call.input('slopes')];
    const y = graph.add('prelu', [graph.channelsFirst(x), weight], {}, graph.type(graph.channelsFirst(x)));
    return graph.channelsLast(y);
  },
  ClipByValue: (call, graph) => {
    const limits = { min: call.number('clipValueMin'), max: call.number('clipValueMax') };
    return graph.add('clamp', [first(call)], limits, call.result);
  },
  Step: (call, graph) => {
    const [x, type] = [first(call), call.result];
    const above = graph.add('greater', [x, graph.scalar(0)], {}, { dtype: 'bool', shape: type.shape });
    return graph.add('where', [above, graph.scalar(1), graph.scalar(call.number('alpha', 0))], {}, type);
  },
  SquaredDifference: (call, graph) => {
    const difference = graph.add('sub', [call.input('a'), call.input('b')], {}, call.result);
    return graph.add('square', [difference], {}, call.result);
  },
  AddN: (call, graph) => call.inputs.reduce((sum, term) => graph.add('add', [sum, term], {}, call.result)),
  Select: (call, graph) =>
    graph.add('where', [call.input('condition'), call.input('t'), call.input('e')], {}, call.result),
  ZerosLike: (call, graph) => graph.add('fill', [], filled(call.result, 0), call.result),
  OnesLike: (call, graph) => graph.add('fill', [], filled(call.result, 1), call.result),
};

/** What a fused operation does at its end. */
export function activation(call: CallView, graph: GraphBuilder, x: string): string {
  const type = graph.type(x);
  switch (call.text('activation', 'linear')) {
    case 'linear':
      return x;
    case 'relu':
      return graph.add('relu', [x], {}, type);
    case 'relu6':
      return graph.add('relu6', [x], {}, type);
    case 'elu':
      return graph.add('elu', [x], { alpha: 1 }, type);
    case 'sigmoid':
      return graph.add('sigmoid', [x], {}, type);
    case 'leakyrelu':
      return graph.add('leakyRelu', [x], { slope: call.number('leakyreluAlpha', 0.2) }, type);
    case 'prelu':
      return slopes(call, graph, x, call.input('preluActivationWeights'));
    default:
      return untraceable(`${call.kernel} ends in the activation "${call.text('activation')}"`);
  }
}

/** tfjs's PRelu: slopes broadcast as they are. */
function slopes(call: CallView, graph: GraphBuilder, x: string, weight: string): string {
  const above = graph.add('greater', [x, graph.scalar(0)], {}, { dtype: 'bool', shape: call.result.shape });
  const below = graph.add('mul', [x, weight], {}, call.result);
  return graph.add('where', [above, x, below], {}, call.result);
}

function filled({ dtype, shape }: TensorType, value: number) {
  return { dtype, shape, value };
}

function cast(graph: GraphBuilder, x: string, dtype: GraphDtype): string {
  const type = graph.type(x);
  return type.dtype === dtype ? x : graph.add('cast', [x], { dtype }, { dtype, shape: type.shape });
}

function dtypeOf(name: string): GraphDtype {
  return name === 'float32' || name === 'int32' || name === 'bool' ? name : untraceable(`it casts to ${name}`);
}

function first(call: CallView): string {
  return call.inputs[0] ?? untraceable(`${call.kernel} has no input`);
}
