import { asSize } from '../../expression/callables/arguments.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { computed, type Exposed, type ExposedMember, expose, exposed, property } from '../../registry/exposed.js';
import { Device, DType, type DTypeName, ImageArray, NdArray } from '../../types/index.js';
import { isInt, Tuple, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { outsideMethod } from '../attach.js';
import { axesArgument, oneAxis } from '../numpy/axes.js';
import { applyBinary, applyComparison, type BinaryName, type ComparisonName } from '../numpy/binary.js';
import { toArray } from '../numpy/create.js';
import { asNumpy, asTensor, dress } from '../numpy/dress.js';
import { dtypeArgument, torchDType } from '../numpy/dtype-object.js';
import { bytesOf, kindOf } from '../numpy/dtype-rules.js';
import { cast, numbersOf } from '../numpy/elements.js';
import { index, nonzero } from '../numpy/indexing.js';
import { repeat, span, splitAt, stack, takeAlong, tile } from '../numpy/joining.js';
import { matmul, norm, transposed } from '../numpy/linear.js';
import { operatorMembers, rowsOf, self } from '../numpy/operators.js';
import { argsort, sort, takeFlat, unique } from '../numpy/ordering.js';
import * as reduce from '../numpy/reduce.js';
import { argwhere, clip, replaceNonFinite, requireOperand, where } from '../numpy/selecting.js';
import { normalAxis, sizeOf } from '../numpy/shape.js';
import { dimensions, expandDims, flip, reshape, roll, squeeze, swapAxes, transpose } from '../numpy/shaping.js';
import { broadcastTo } from '../numpy/strided.js';
import { applyFloatFunction, applySameType, applyTest, roundTo } from '../numpy/unary.js';
import { parseDevice } from './device.js';
import { softmax } from './softmax.js';
import { Tensor } from './tensor.js';
import { TorchSize } from './torch-size.js';

/* The attributes and methods of `torch.Tensor`, by their Python names. */

function method(name: string, signature: string, body: (array: NdArray, args: Arguments) => Value): Exposed {
  return { [name]: outsideMethod(name, signature, self, body) };
}

/** A method whose result is an array. */
function arrayMethod(name: string, signature: string, body: (array: NdArray, args: Arguments) => NdArray): Exposed {
  return method(name, signature, (array, args) => dress(body(array, args), array));
}

function attribute(read: (array: NdArray) => Value): ExposedMember {
  return computed((object) => read(self(object)));
}

function toDType(name: string, dtype: DTypeName): Exposed {
  return arrayMethod(name, '', (a) => cast(a, dtype));
}

/** `tensor.to(…)`: the first argument that is a dtype counts; devices are all the same to plain data. */
function converted(array: NdArray, args: Arguments): NdArray {
  const all = [...args.rest, ...args.keywords.values()];
  for (const value of all) {
    if (value instanceof DType) return value.name === array.dtype ? array : cast(array, value.name);
    if (value instanceof NdArray) return value.dtype === array.dtype ? array : cast(array, value.dtype);
    if (typeof value === 'string') parseDevice(value);
  }
  return array;
}

/** Methods that NumPy's arrays lack; they work on every array, since plain arrays stand for tensors in many places. */
export const tensorOnlyMembers: Exposed = {
  ...arrayMethod('to', '*args, **kwargs', converted),
  ...arrayMethod('cpu', 'memory_format=None', (a) => a),
  ...arrayMethod('cuda', 'device=None, non_blocking=False', (a) => a),
  ...arrayMethod('detach', '', (a) => a),
  ...arrayMethod('clone', '*, memory_format=None', (a) => cast(a, a.dtype)),
  ...arrayMethod('contiguous', 'memory_format=None', (a) => a),
  ...method('numpy', '*, force=False', (a) => asNumpy(a)),
  ...method('as_tensor', '', (a) => asTensor(a)),
  ...toDType('float', 'float32'),
  ...toDType('double', 'float64'),
  ...toDType('half', 'float32'),
  ...toDType('int', 'int32'),
  ...toDType('long', 'int64'),
  ...toDType('short', 'int16'),
  ...toDType('byte', 'uint8'),
  ...toDType('char', 'int8'),
  ...toDType('bool', 'bool'),
  ...method('dim', '', (a) => a.shape.length),
  ...method('numel', '', (a) => a.size),
  ...method('nelement', '', (a) => a.size),
  ...method('element_size', '', (a) => bytesOf(a.dtype)),
  ...method('is_floating_point', '', (a) => kindOf(a.dtype) === 'f'),
  ...method('is_contiguous', '', () => true),
  ...arrayMethod('unsqueeze', 'dim', (a, args) => expandDims(a, [args.count('dim')])),
  ...arrayMethod('view', '*shape', (a, { rest }) =>
    rest[0] instanceof DType ? cast(a, rest[0].name) : reshape(a, dimensions(rest)),
  ),
  ...arrayMethod('permute', '*dims', (a, { rest }) => transpose(a, dimensions(rest))),
  ...arrayMethod('expand', '*size', (a, { rest }) => expand(a, dimensions(rest))),
  ...method('unbind', 'dim=0', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    return new Tuple(
      [...rowsOf(axis === 0 ? a : transpose(a, [axis, ...[...a.shape.keys()].filter((i) => i !== axis)]))].map((row) =>
        dress(self(Object(row)), a),
      ),
    );
  }),
  device: attribute(() => new Device('cpu')),
  is_cuda: attribute(() => false),
  requires_grad: attribute(() => false),
};

/** Stretches to a larger shape; -1 keeps an extent. */
function expand(array: NdArray, shape: readonly number[]): NdArray {
  const lead = shape.length - array.shape.length;
  return broadcastTo(
    array,
    shape.map((extent, axis) => (extent === -1 ? (array.shape[axis - lead] ?? 1) : extent)),
  );
}

/** The `dim` argument, which PyTorch also takes as `axis`. */
function dimOf(args: Arguments): Value {
  return args.isNone('dim') ? args.value('axis') : args.value('dim');
}

function keepDim(args: Arguments): boolean {
  return args.flag('keepdim') || args.flag('keepdims');
}

const reductionSignature = 'dim=None, keepdim=False, *, dtype=None, axis=None, keepdims=False';

function reduction(
  name: string,
  reduceOver: (array: NdArray, axes: reduce.Axes, keep: boolean, dtype: DTypeName | undefined) => NdArray,
): Exposed {
  return arrayMethod(name, reductionSignature, (a, args) =>
    reduceOver(a, axesArgument(dimOf(args)), keepDim(args), dtypeArgument(args.value('dtype'))),
  );
}

/** What `tensor.max(dim=…)` and `tensor.sort()` give: a tuple whose items also have names. */
export class ValuesAndIndices extends Tuple {
  static readonly [exposed]: Exposed = {
    values: property('largest'),
    indices: property('places'),
  };

  constructor(
    readonly largest: NdArray,
    readonly places: NdArray,
  ) {
    super([largest, places]);
  }
}

/** `max` and `min`: of all elements, along an axis with the positions, or of two tensors. */
function extremum(name: string, largest: boolean): Exposed {
  return method(name, 'dim=None, keepdim=False, *, other?, axis=None, keepdims=False', (a, args) => {
    const dim = args.has('other') ? args.value('other') : dimOf(args);
    if (dim === null) return dress(reduce.extreme(a, largest), a);
    if (dim instanceof NdArray) {
      return dress(applyBinary(largest ? 'maximum' : 'minimum', { array: a }, { array: dim }, 'torch'), a);
    }
    const axis = asSize(dim);
    return new ValuesAndIndices(
      dress(reduce.extreme(a, largest, [axis], keepDim(args)), a),
      dress(reduce.extremeIndex(a, largest, axis, keepDim(args)), a),
    );
  });
}

function floatsOnly(array: NdArray, what: string): NdArray {
  if (kindOf(array.dtype) === 'f') return array;
  raise(
    'RuntimeError',
    `${what}(): could not infer output dtype. Input dtype must be a floating point dtype. Got: ${torchSpelling(array.dtype)}`,
  );
}

function torchSpelling(dtype: DTypeName): string {
  return (
    { bool: 'Bool', uint8: 'Byte', int8: 'Char', int16: 'Short', int32: 'Int', int64: 'Long' }[dtype as string] ?? dtype
  );
}

function correction(args: Arguments): number {
  if (args.has('correction')) return args.count('correction');
  return args.flag('unbiased', true) ? 1 : 0;
}

const spreadSignature = 'dim=None, unbiased?, keepdim=False, *, correction?, axis=None, keepdims=False';

const reductions: Exposed = {
  ...reduction('sum', reduce.sum),
  ...reduction('prod', reduce.product),
  ...reduction('mean', (a, axes, keep, dtype) => reduce.mean(dtype ? a : floatsOnly(a, 'mean'), axes, keep, dtype)),
  ...reduction('all', (a, axes, keep) => reduce.truthOver(a, true, axes, keep)),
  ...reduction('any', (a, axes, keep) => reduce.truthOver(a, false, axes, keep)),
  ...reduction('amax', (a, axes, keep) => reduce.extreme(a, true, axes, keep)),
  ...reduction('amin', (a, axes, keep) => reduce.extreme(a, false, axes, keep)),
  ...extremum('max', true),
  ...extremum('min', false),
  ...arrayMethod('std', spreadSignature, (a, args) =>
    reduce.deviation(floatsOnly(a, 'std'), axesArgument(dimOf(args)), correction(args), keepDim(args)),
  ),
  ...arrayMethod('var', spreadSignature, (a, args) =>
    reduce.variance(floatsOnly(a, 'var'), axesArgument(dimOf(args)), correction(args), keepDim(args)),
  ),
  ...arrayMethod('argmax', reductionSignature, (a, args) =>
    reduce.extremeIndex(a, true, oneAxis(dimOf(args)), keepDim(args)),
  ),
  ...arrayMethod('argmin', reductionSignature, (a, args) =>
    reduce.extremeIndex(a, false, oneAxis(dimOf(args)), keepDim(args)),
  ),
  ...arrayMethod('cumsum', 'dim, *, dtype=None', (a, args) => reduce.cumulative(a, args.count('dim'), false)),
  ...arrayMethod('cumprod', 'dim, *, dtype=None', (a, args) => reduce.cumulative(a, args.count('dim'), true)),
  ...arrayMethod('norm', 'p=2, dim=None, keepdim=False', (a, args) =>
    norm(a, typeof args.value('p') === 'string' ? 2 : args.float('p', 2), oneAxis(args.value('dim'))),
  ),
  ...arrayMethod('median', '', (a) => {
    const sorted = sort(reshape(a, [-1]));
    return reshape(takeFlat(sorted, [Math.floor((sorted.size - 1) / 2)]), []);
  }),
  ...arrayMethod('count_nonzero', '', (a) => reduce.sum(applyTest(a, (x) => x !== 0))),
};

const shaping: Exposed = {
  ...method('size', 'dim=None', (a, args) =>
    args.isNone('dim') ? new TorchSize(a.shape) : (a.shape[normalAxis(args.count('dim'), a.shape.length)] ?? 1),
  ),
  ...arrayMethod('reshape', '*shape', (a, { rest }) => reshape(a, dimensions(rest))),
  ...arrayMethod('t', '', (a) => transposed(a)),
  ...arrayMethod('transpose', 'dim0, dim1', (a, args) => swapAxes(a, args.count('dim0'), args.count('dim1'))),
  ...arrayMethod('squeeze', 'dim=None', (a, args) => {
    if (args.isNone('dim')) return squeeze(a, null);
    const axes = (axesArgument(args.value('dim')) ?? []).map((axis) => normalAxis(axis, a.shape.length));
    return squeeze(
      a,
      axes.filter((axis) => a.shape[axis] === 1),
    );
  }),
  ...arrayMethod('flatten', 'start_dim=0, end_dim=-1', (a, args) => {
    const rank = Math.max(a.shape.length, 1);
    const [from, to] = [normalAxis(args.count('start_dim'), rank), normalAxis(args.count('end_dim', -1), rank)];
    if (from > to) raise('RuntimeError', 'flatten() has invalid args: start_dim cannot come after end_dim');
    return reshape(a, [...a.shape.slice(0, from), sizeOf(a.shape.slice(from, to + 1)), ...a.shape.slice(to + 1)]);
  }),
  ...arrayMethod('ravel', '', (a) => reshape(a, [-1])),
  ...arrayMethod('repeat', '*sizes', (a, { rest }) => tile(a, dimensions(rest))),
  ...arrayMethod('tile', '*dims', (a, { rest }) => tile(a, dimensions(rest))),
  ...arrayMethod('repeat_interleave', 'repeats, dim=None', (a, args) =>
    repeat(a, Array.from(numbersOf(toArray(args.value('repeats')))), oneAxis(args.value('dim'))),
  ),
  ...arrayMethod('flip', '*dims', (a, { rest }) => flip(a, dimensions(rest))),
  ...arrayMethod('roll', 'shifts, dims=None', (a, args) => roll(a, args.count('shifts'), oneAxis(args.value('dims')))),
  ...method('chunk', 'chunks, dim=0', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    const extent = a.shape[axis] ?? 0;
    return pieces(a, Math.ceil(extent / args.count('chunks')), axis);
  }),
  ...method('split', 'split_size, dim=0', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    const size = args.value('split_size');
    if (isInt(size)) return pieces(a, asSize(size), axis);
    let end = 0;
    const ends = (axesArgument(size) ?? []).map((length) => (end += length));
    if (end !== a.shape[axis])
      raise('RuntimeError', `split_with_sizes expects split_sizes to sum exactly to ${a.shape[axis]}`);
    return new Tuple(splitAt(a, ends.slice(0, -1), axis).map((part) => dress(part, a)));
  }),
  ...arrayMethod('narrow', 'dim, start, length', (a, args) =>
    span(
      a,
      normalAxis(args.count('dim'), a.shape.length),
      args.count('start'),
      args.count('start') + args.count('length'),
    ),
  ),
  ...arrayMethod('select', 'dim, index', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    return squeeze(takeAlong(a, [args.count('index')], axis), [axis]);
  }),
  ...arrayMethod('index_select', 'dim, index', (a, args) =>
    takeAlong(a, Array.from(numbersOf(toArray(args.value('index')))), normalAxis(args.count('dim'), a.shape.length)),
  ),
};

function pieces(array: NdArray, size: number, axis: number): Tuple {
  if (size <= 0) valueError('the size of a part must be positive');
  const extent = array.shape[axis] ?? 0;
  const ends = Array.from({ length: Math.max(0, Math.ceil(extent / size) - 1) }, (_, i) => (i + 1) * size);
  return new Tuple(splitAt(array, ends, axis).map((part) => dress(part, array)));
}

const floatMethods = [
  'sqrt',
  'rsqrt',
  'exp',
  'exp2',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'sin',
  'cos',
  'tan',
  'sinh',
  'cosh',
  'tanh',
  'sigmoid',
  'erf',
];

const sameTypeMethods: readonly (readonly [torch: string, ours: string])[] = [
  ['abs', 'absolute'],
  ['neg', 'negative'],
  ['sign', 'sign'],
  ['square', 'square'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['trunc', 'trunc'],
  ['relu', 'relu'],
];

const binaryMethods: readonly (readonly [torch: string, ours: BinaryName])[] = [
  ['add', 'add'],
  ['sub', 'subtract'],
  ['mul', 'multiply'],
  ['div', 'divide'],
  ['pow', 'power'],
  ['floor_divide', 'floor_divide'],
  ['remainder', 'remainder'],
  ['fmod', 'fmod'],
  ['maximum', 'maximum'],
  ['minimum', 'minimum'],
  ['bitwise_and', 'bitwise_and'],
  ['bitwise_or', 'bitwise_or'],
];

const comparisonMethods: readonly (readonly [torch: string, ours: ComparisonName])[] = [
  ['eq', 'equal'],
  ['ne', 'not_equal'],
  ['lt', 'less'],
  ['le', 'less_equal'],
  ['gt', 'greater'],
  ['ge', 'greater_equal'],
];

const elementwise: Exposed = Object.assign(
  {},
  ...floatMethods.map((name) => arrayMethod(name, '', (a) => applyFloatFunction(name, a, 'torch'))),
  ...sameTypeMethods.map(([name, ours]) => arrayMethod(name, '', (a) => applySameType(ours, a))),
  ...binaryMethods.map(([name, ours]) =>
    arrayMethod(name, 'other, *, alpha=1, rounding_mode=None', (a, args) => binaryMethod(ours, a, args)),
  ),
  ...comparisonMethods.map(([name, ours]) =>
    arrayMethod(name, 'other', (a, args) =>
      applyComparison(ours, { array: a }, requireOperand(args.value('other')), 'torch'),
    ),
  ),
);

function binaryMethod(name: BinaryName, array: NdArray, args: Arguments): NdArray {
  const other = requireOperand(args.value('other'));
  if (name === 'divide' && !args.isNone('rounding_mode')) {
    if (args.text('rounding_mode') === 'floor') return applyBinary('floor_divide', { array }, other, 'torch');
    return applySameType('trunc', applyBinary('divide', { array }, other, 'torch'));
  }
  const factor = args.value('alpha');
  const scaled = factor === 1 ? other : { array: applyBinary('multiply', other, requireOperand(factor), 'torch') };
  return applyBinary(name, { array }, scaled, 'torch');
}

const others: Exposed = {
  ...arrayMethod('round', '*, decimals=0', (a, args) => roundTo(a, args.count('decimals'))),
  ...arrayMethod('clamp', 'min=None, max=None', (a, args) => clip(a, args.value('min'), args.value('max'), 'torch')),
  ...arrayMethod('clip', 'min=None, max=None', (a, args) => clip(a, args.value('min'), args.value('max'), 'torch')),
  ...arrayMethod('softmax', 'dim', (a, args) => softmax(a, args.count('dim'), false)),
  ...arrayMethod('log_softmax', 'dim', (a, args) => softmax(a, args.count('dim'), true)),
  ...arrayMethod('matmul', 'other', (a, args) => matmul(a, toArray(args.value('other')))),
  ...arrayMethod('mm', 'other', (a, args) => matmul(a, toArray(args.value('other')))),
  ...arrayMethod('dot', 'other', (a, args) => matmul(a, toArray(args.value('other')))),
  ...arrayMethod('logical_not', '', (a) => applyTest(a, (x) => x === 0)),
  ...arrayMethod('isnan', '', (a) => applyTest(a, Number.isNaN)),
  ...arrayMethod('isfinite', '', (a) => applyTest(a, Number.isFinite)),
  ...arrayMethod('isinf', '', (a) => applyTest(a, (x) => Math.abs(x) === Number.POSITIVE_INFINITY)),
  ...arrayMethod('nan_to_num', 'nan=0, posinf=None, neginf=None', (a, args) =>
    replaceNonFinite(
      a,
      args.float('nan'),
      args.isNone('posinf') ? null : args.float('posinf'),
      args.isNone('neginf') ? null : args.float('neginf'),
    ),
  ),
  ...arrayMethod('masked_fill', 'mask, value', (a, args) =>
    where(toArray(args.value('mask')), requireOperand(args.value('value')), { array: a }, 'torch'),
  ),
  ...arrayMethod('masked_select', 'mask', (a, args) => index(a, cast(toArray(args.value('mask')), 'bool'))),
  ...arrayMethod('where', 'condition, other', (a, args) =>
    where(toArray(args.value('condition')), { array: a }, requireOperand(args.value('other')), 'torch'),
  ),
  ...method('nonzero', '*, as_tuple=False', (a, args) =>
    args.flag('as_tuple')
      ? new Tuple(nonzero(a).map((places) => asTensor(toArray(places, 'int64'))))
      : asTensor(argwhere(a)),
  ),
  ...arrayMethod('argsort', 'dim=-1, descending=False, stable=False', (a, args) =>
    argsort(a, args.count('dim', -1), args.flag('descending')),
  ),
  ...method('sort', 'dim=-1, descending=False, stable=False', (a, args) => {
    const [axis, descending] = [args.count('dim', -1), args.flag('descending')];
    return new ValuesAndIndices(dress(sort(a, axis, descending), a), dress(argsort(a, axis, descending), a));
  }),
  ...method('topk', 'k, dim=-1, largest=True, sorted=True', (a, args) => {
    const axis = normalAxis(args.count('dim', -1), a.shape.length);
    const descending = args.flag('largest', true);
    const head = (part: NdArray): NdArray => dress(span(part, axis, 0, args.count('k')), a);
    return new ValuesAndIndices(head(sort(a, axis, descending)), head(argsort(a, axis, descending)));
  }),
  ...method('unique', 'sorted=True, return_inverse=False, return_counts=False', (a, args) => {
    const found = unique(a);
    const parts = [found.values];
    if (args.flag('return_inverse')) parts.push(found.inverse);
    if (args.flag('return_counts')) parts.push(found.counts);
    return parts.length === 1 ? asTensor(found.values) : new Tuple(parts.map(asTensor));
  }),
  ...method('type', 'dtype=None', (a, args) =>
    args.isNone('dtype')
      ? `torch.${torchSpelling(a.dtype)}Tensor`
      : dress(cast(a, dtypeArgument(args.value('dtype')) ?? a.dtype), a),
  ),
  ...arrayMethod('type_as', 'other', (a, args) => cast(a, toArray(args.value('other')).dtype)),
  ...arrayMethod('as_subclass', 'cls', (a) => a),
  ...method('as_tensor', '', (a) => asTensor(a)),
  ...method('get_device', '', () => -1),
};

const attributes: Exposed = {
  shape: attribute((a) => new TorchSize(a.shape)),
  ndim: attribute((a) => a.shape.length),
  dtype: attribute((a) => torchDType(a.dtype)),
  T: attribute((a) => dress(transposed(a), a)),
  mT: attribute((a) => dress(swapAxes(a, -1, -2), a)),
  itemsize: attribute((a) => bytesOf(a.dtype)),
  nbytes: attribute((a) => bytesOf(a.dtype) * a.size),
};

/** Lets expressions use tensors, and images with their metadata, as PyTorch's. */
export function exposeTensors(): void {
  const members = { ...reductions, ...shaping, ...elementwise, ...others, ...attributes, ...operatorMembers };
  expose(Tensor, members);
  expose(ImageArray, {
    ...members,
    meta: property(),
    ...method('astype', 'dtype', (a, args) => dress(cast(a, dtypeArgument(args.value('dtype')) ?? 'float64'), a)),
    affine: computed((object) => (object instanceof ImageArray ? affineOf(object) : typeError('no image'))),
    applied_operations: property(),
  });
}

function affineOf(image: ImageArray): Value {
  const flat = image.meta.affine;
  if (!flat) return null;
  const side = Math.round(Math.sqrt(flat.length));
  return new Tensor(Float64Array.from(flat), [side, side], 'float64');
}

/** Tensors of one shape joined along a new axis, as `torch.stack`. */
export function stackTensors(arrays: readonly NdArray[], axis: number): Tensor {
  return asTensor(stack(arrays, axis, 'torch'));
}
