import { items, listOf } from '../../expression/operators/iterate.js';
import { typeError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { type DTypeName, ImageArray, NdArray } from '../../types/index.js';
import { makeInt, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { axesArgument } from '../numpy/axes.js';
import { applyBinary, applyComparison, applyLogical } from '../numpy/binary.js';
import { toArray } from '../numpy/create.js';
import { Delegate } from '../numpy/delegate.js';
import { asTensor, dress } from '../numpy/dress.js';
import { dtypeArgument, torchDType } from '../numpy/dtype-object.js';
import { integerRange, promoteTorch } from '../numpy/dtype-rules.js';
import { cast, numbersOf } from '../numpy/elements.js';
import { nonzero } from '../numpy/indexing.js';
import { concatenate, stack } from '../numpy/joining.js';
import { FloatLimits, IntegerLimits } from '../numpy/limits.js';
import { diagonal, matmul, outer, triangle } from '../numpy/linear.js';
import { commonDType } from '../numpy/operand.js';
import { argwhere, requireOperand, where } from '../numpy/selecting.js';
import { broadcastShapes } from '../numpy/shape.js';
import { moveAxis, reshape } from '../numpy/shaping.js';
import { broadcastTo } from '../numpy/strided.js';
import { applyTest } from '../numpy/unary.js';
import { makeTensor } from './creation-functions.js';
import { Tensor } from './tensor.js';

/** Methods of tensors that are functions too. */
const methodNames = [
  ...['sum', 'prod', 'mean', 'std', 'var', 'max', 'min', 'amax', 'amin', 'argmax', 'argmin', 'all', 'any', 'cumsum'],
  ...['cumprod', 'norm', 'median', 'count_nonzero', 'reshape', 't', 'transpose', 'squeeze', 'unsqueeze', 'flatten'],
  ...['ravel', 'tile', 'repeat_interleave', 'flip', 'roll', 'chunk', 'split', 'narrow', 'select', 'index_select'],
  ...['permute', 'unbind', 'sqrt', 'rsqrt', 'exp', 'exp2', 'expm1', 'log', 'log2', 'log10', 'log1p', 'sin', 'cos'],
  ...[
    'tan',
    'sinh',
    'cosh',
    'tanh',
    'sigmoid',
    'erf',
    'abs',
    'neg',
    'sign',
    'square',
    'floor',
    'ceil',
    'trunc',
    'relu',
  ],
  ...['add', 'sub', 'mul', 'div', 'pow', 'floor_divide', 'remainder', 'fmod', 'maximum', 'minimum', 'bitwise_and'],
  ...['bitwise_or', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'round', 'clamp', 'clip', 'softmax', 'log_softmax', 'matmul'],
  ...[
    'mm',
    'dot',
    'logical_not',
    'isnan',
    'isfinite',
    'isinf',
    'nan_to_num',
    'masked_fill',
    'masked_select',
    'argsort',
  ],
  ...['sort', 'topk', 'unique', 'numel', 'is_floating_point', 'clone', 'detach'],
];

const renamed: readonly (readonly [name: string, method: string])[] = [
  ['absolute', 'abs'],
  ['negative', 'neg'],
  ['subtract', 'sub'],
  ['multiply', 'mul'],
  ['divide', 'div'],
  ['true_divide', 'div'],
  ['greater', 'gt'],
  ['greater_equal', 'ge'],
  ['less', 'lt'],
  ['less_equal', 'le'],
  ['not_equal', 'ne'],
  ['bmm', 'matmul'],
  ['swapaxes', 'transpose'],
];

/** The tensor that an argument is; an image stays one, so that its metadata survives. @throws TypeError */
export function tensorOf(value: Value): NdArray {
  if (value instanceof Tensor || value instanceof ImageArray) return value;
  // A plain array stands for a tensor in many places.
  return value instanceof NdArray ? makeTensor(value) : typeError(`this must be Tensor, not ${typeName(value)}`);
}

/** Functions of two operands, of which the first may be a number too. */
const ofTwo: ReadonlySet<string> = new Set([
  ...['add', 'sub', 'mul', 'div', 'pow', 'floor_divide', 'remainder', 'subtract', 'multiply', 'divide', 'true_divide'],
]);

const delegated = [...methodNames.map((name) => [name, name] as const), ...renamed].map(
  ([name, method]) =>
    new Delegate(name, method, ['input', 'tensor', 'x'], (value) =>
      ofTwo.has(name) && typeof value === 'number' ? makeTensor(value) : tensorOf(value),
    ),
);

/** Functions of `torch.nn.functional` that are methods of tensors. */
export const functionalFunctions = ['relu', 'sigmoid', 'tanh', 'softmax', 'log_softmax'].map(
  (name) => new Delegate(name, name, ['input'], tensorOf),
);

function tensors(value: Value): Value[] {
  return listOf(value);
}

const joining = [
  ...['cat', 'concat', 'concatenate'].map((name) =>
    fn(name, 'tensors, dim=0, *, out=None', (a) => {
      const parts = tensors(a.value('tensors'));
      return dress(asTensorResult(concatenate(parts.map(tensorOf), a.count('dim'), 'torch')), ...parts);
    }),
  ),
  fn('stack', 'tensors, dim=0, *, out=None', (a) => {
    const parts = tensors(a.value('tensors'));
    return dress(asTensorResult(stack(parts.map(tensorOf), a.count('dim'), 'torch')), ...parts);
  }),
  fn('meshgrid', "*tensors, indexing='ij'", (a) => {
    const vectors = (a.rest.length === 1 && !(a.rest[0] instanceof NdArray) ? listOf(a.rest[0] ?? []) : a.rest).map(
      tensorOf,
    );
    const shape = vectors.map((vector) => vector.size);
    const grids = vectors.map((vector, axis) => {
      const own = shape.map((_, i) => (i === axis ? vector.size : 1));
      return asTensor(broadcastTo(reshape(vector, own), shape));
    });
    if (a.text('indexing') === 'ij' || shape.length < 2) return new Tuple(grids);
    return new Tuple(grids.map((grid) => asTensor(moveAxis(grid, [0], [1]))));
  }),
];

function asTensorResult(array: NdArray): NdArray {
  return asTensor(array);
}

const comparing = [
  fn('equal', 'input, other', (a) => {
    const [x, y] = [tensorOf(a.value('input')), tensorOf(a.value('other'))];
    if (x.shape.length !== y.shape.length || x.shape.some((extent, i) => extent !== y.shape[i])) return false;
    return applyComparison('equal', { array: x }, { array: y }, 'torch').data.every((one) => one !== 0);
  }),
  ...(['isclose', 'allclose'] as const).map((name) =>
    fn(name, 'input, other, rtol=0.00001, atol=0.00000001, equal_nan=False', (a) => {
      const [x, y] = [tensorOf(a.value('input')), tensorOf(a.value('other'))];
      const shape = broadcastShapes([x.shape, y.shape]);
      const right = numbersOf(broadcastTo(y, shape));
      let at = 0;
      const near = applyTest(cast(broadcastTo(x, shape), 'float64'), (left) => {
        const other = right[at++] ?? 0;
        return left === other || Math.abs(left - other) <= a.float('atol') + a.float('rtol') * Math.abs(other);
      });
      return name === 'isclose' ? asTensor(near) : near.data.every((one) => one !== 0);
    }),
  ),
  ...(
    [
      ['logical_and', (x: boolean, y: boolean) => x && y],
      ['logical_or', (x: boolean, y: boolean) => x || y],
      ['logical_xor', (x: boolean, y: boolean) => x !== y],
    ] as const
  ).map(([name, combine]) =>
    fn(name, 'input, other', (a) =>
      asTensor(applyLogical(combine, requireOperand(a.value('input')), requireOperand(a.value('other')), 'torch')),
    ),
  ),
];

const choosing = [
  fn('where', 'condition, input?, other?', (a) => {
    const condition = tensorOf(a.value('condition'));
    if (!a.has('input')) return new Tuple(nonzero(condition).map((places) => asTensor(toArray(places, 'int64'))));
    const [x, y] = [a.value('input'), a.value('other')];
    return dress(asTensor(where(condition, requireOperand(x), requireOperand(y), 'torch')), a.value('condition'), x, y);
  }),
  fn('nonzero', 'input, *, as_tuple=False', (a) => {
    const array = tensorOf(a.value('input'));
    if (!a.flag('as_tuple')) return asTensor(argwhere(array));
    return new Tuple(nonzero(array).map((places) => asTensor(toArray(places, 'int64'))));
  }),
  fn('argwhere', 'input', (a) => asTensor(argwhere(tensorOf(a.value('input'))))),
  fn('tril', 'input, diagonal=0', (a) => asTensor(triangle(tensorOf(a.value('input')), true, a.count('diagonal')))),
  fn('triu', 'input, diagonal=0', (a) => asTensor(triangle(tensorOf(a.value('input')), false, a.count('diagonal')))),
  fn('diag', 'input, diagonal=0', (a) => asTensor(diagonal(tensorOf(a.value('input')), a.count('diagonal')))),
  fn('outer', 'input, vec2', (a) => asTensor(outer(tensorOf(a.value('input')), tensorOf(a.value('vec2'))))),
  fn('inner', 'input, other', (a) => asTensor(matmul(tensorOf(a.value('input')), tensorOf(a.value('other'))))),
  fn('movedim', 'input, source, destination', (a) =>
    asTensor(
      moveAxis(
        tensorOf(a.value('input')),
        axesArgument(a.value('source')) ?? [],
        axesArgument(a.value('destination')) ?? [],
      ),
    ),
  ),
  fn('broadcast_to', 'input, size', (a) =>
    asTensor(broadcastTo(tensorOf(a.value('input')), Array.from(items(a.value('size')), Number))),
  ),
  fn('atan2', 'input, other', (a) =>
    asTensor(applyBinary('arctan2', requireOperand(a.value('input')), requireOperand(a.value('other')), 'torch')),
  ),
];

function dtypeOr(value: Value, missing: DTypeName): DTypeName {
  return value instanceof NdArray ? value.dtype : (dtypeArgument(value) ?? missing);
}

const types = [
  fn('is_tensor', 'obj', (a) => a.value('obj') instanceof Tensor || a.value('obj') instanceof ImageArray),
  fn('get_default_dtype', '', () => torchDType('float32')),
  fn('result_type', 'tensor1, tensor2', (a) =>
    torchDType(commonDType([requireOperand(a.value('tensor1')), requireOperand(a.value('tensor2'))], 'torch')),
  ),
  fn('promote_types', 'type1, type2', (a) =>
    torchDType(promoteTorch(dtypeOr(a.value('type1'), 'float32'), dtypeOr(a.value('type2'), 'float32'))),
  ),
  fn('finfo', 'type=None', (a) => new FloatLimits(dtypeOr(a.value('type'), 'float32'), 'torch')),
  fn('iinfo', 'type', (a) => {
    const dtype = dtypeOr(a.value('type'), 'int64');
    const [low, high] = integerRange(dtype);
    return new IntegerLimits(dtype, makeInt(low), makeInt(high));
  }),
];

/** PyTorch's functions of tensors. */
export const tensorFunctions = [...delegated, ...joining, ...comparing, ...choosing, ...types];
