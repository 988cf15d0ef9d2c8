import { raise, valueError } from '../../expression/raise.js';
import { type Exposed, expose } from '../../registry/exposed.js';
import { NdArray } from '../../types/index.js';
import { Tuple, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { tensorOnlyMembers } from '../torch/conversion-members.js';
import { axesArgument, oneAxis } from './axes.js';
import { toArray } from './create.js';
import { dress, libraryOf } from './dress.js';
import { dtypeArgument, numpyDType } from './dtype-object.js';
import { bytesOf } from './dtype-rules.js';
import { cast, elementValue, nestedLists } from './elements.js';
import { nonzero } from './indexing.js';
import { repeat } from './joining.js';
import { diagonal, dot, trace, transposed } from './linear.js';
import { arrayMethod, attribute, method, shapeMethod } from './member-kinds.js';
import { operatorMembers } from './operators.js';
import { argsort, sort } from './ordering.js';
import * as reduce from './reduce.js';
import { clip } from './selecting.js';
import { stridesOf } from './shape.js';
import { dimensions, reshape, squeeze, swapAxes, take, transpose } from './shaping.js';
import { roundTo } from './unary.js';

/* The attributes and methods of `numpy.ndarray`, by their Python names. */

/** A reduction over `axis`, `keepdims`. */
function reduction(
  name: string,
  reduceOver: (array: NdArray, axes: reduce.Axes, keepDims: boolean, args: Arguments) => NdArray,
  more = '',
): Exposed {
  return arrayMethod(name, `axis=None, ${more}out=None, keepdims=False, initial?, where?`, (array, args) =>
    reduceOver(array, axesArgument(args.value('axis')), args.flag('keepdims'), args),
  );
}

function checkDdof(args: Arguments): number {
  return args.has('ddof') ? args.count('ddof') : args.count('correction');
}

const reductions: Exposed = {
  ...reduction(
    'sum',
    (a, axes, keep, args) => reduce.sum(a, axes, keep, dtypeArgument(args.value('dtype'))),
    'dtype=None, ',
  ),
  ...reduction(
    'prod',
    (a, axes, keep, args) => reduce.product(a, axes, keep, dtypeArgument(args.value('dtype'))),
    'dtype=None, ',
  ),
  ...reduction(
    'mean',
    (a, axes, keep, args) => reduce.mean(a, axes, keep, dtypeArgument(args.value('dtype'))),
    'dtype=None, ',
  ),
  ...reduction('max', (a, axes, keep) => reduce.extreme(a, true, axes, keep)),
  ...reduction('min', (a, axes, keep) => reduce.extreme(a, false, axes, keep)),
  ...reduction('all', (a, axes, keep) => reduce.truthOver(a, true, axes, keep)),
  ...reduction('any', (a, axes, keep) => reduce.truthOver(a, false, axes, keep)),
  ...arrayMethod('var', 'axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction?', (a, args) =>
    reduce.variance(a, axesArgument(args.value('axis')), checkDdof(args), args.flag('keepdims')),
  ),
  ...arrayMethod('std', 'axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction?', (a, args) =>
    reduce.deviation(a, axesArgument(args.value('axis')), checkDdof(args), args.flag('keepdims')),
  ),
  ...arrayMethod('argmax', 'axis=None, out=None, *, keepdims=False', (a, args) =>
    reduce.extremeIndex(a, true, oneAxis(args.value('axis')), args.flag('keepdims')),
  ),
  ...arrayMethod('argmin', 'axis=None, out=None, *, keepdims=False', (a, args) =>
    reduce.extremeIndex(a, false, oneAxis(args.value('axis')), args.flag('keepdims')),
  ),
  ...arrayMethod('cumsum', 'axis=None, dtype=None, out=None', (a, args) =>
    reduce.cumulative(a, oneAxis(args.value('axis')), false, dtypeArgument(args.value('dtype'))),
  ),
  ...arrayMethod('cumprod', 'axis=None, dtype=None, out=None', (a, args) =>
    reduce.cumulative(a, oneAxis(args.value('axis')), true, dtypeArgument(args.value('dtype'))),
  ),
};

const shaping: Exposed = {
  ...shapeMethod('reshape', '*shape, order?, copy?', (a, args) => reshape(a, dimensions(args.rest))),
  ...shapeMethod('transpose', '*axes', (a, { rest }) =>
    transpose(a, rest.length === 0 || rest[0] === null ? null : dimensions(rest)),
  ),
  ...shapeMethod('flatten', "order='C'", (a) => reshape(a, [-1])),
  ...shapeMethod('ravel', "order='C'", (a) => reshape(a, [-1])),
  ...shapeMethod('squeeze', 'axis=None', (a, args) => squeeze(a, axesArgument(args.value('axis')))),
  ...shapeMethod('swapaxes', 'axis1, axis2, /', (a, args) => swapAxes(a, args.count('axis1'), args.count('axis2'))),
  ...arrayMethod('repeat', 'repeats, axis=None', (a, args) =>
    repeat(a, Array.from(toArray(args.value('repeats'), 'float64').data, Number), oneAxis(args.value('axis'))),
  ),
  ...arrayMethod('take', "indices, axis=None, out=None, mode='raise'", (a, args) =>
    take(a, toArray(args.value('indices')), oneAxis(args.value('axis'))),
  ),
  ...arrayMethod('diagonal', 'offset=0, axis1=0, axis2=1', (a, args) => diagonal(a, args.count('offset'))),
};

const others: Exposed = {
  ...method('astype', 'dtype, order?, casting?, subok?, copy=True', (a, args) =>
    dress(cast(a, dtypeArgument(args.value('dtype')) ?? 'float64'), a),
  ),
  ...method('item', '*args', (a, { rest }) => item(a, rest)),
  ...method('tolist', '', (a) => nestedLists(a)),
  ...arrayMethod('copy', "order='C'", (a) => cast(a, a.dtype)),
  ...arrayMethod('round', 'decimals=0, out=None', (a, args) => roundTo(a, args.count('decimals'))),
  ...arrayMethod('clip', 'min=None, max=None, out=None', (a, args) => clip(a, args.value('min'), args.value('max'))),
  ...arrayMethod('argsort', 'axis=-1, kind=None, order=None, *, stable=None', (a, args) =>
    argsort(a, oneAxis(args.value('axis'))),
  ),
  ...method('sort', 'axis=-1, kind=None, order=None, *, stable=None', (a, args) => {
    const sorted = sort(a, args.count('axis', -1));
    const [target, source]: [{ [index: number]: number | bigint }, ArrayLike<number | bigint>] = [a.data, sorted.data];
    for (let i = 0; i < source.length; i++) target[i] = source[i] ?? 0;
    return null;
  }),
  ...method('fill', 'value', (a, args) => {
    const value = cast(toArray(args.value('value')), a.dtype).data[0] ?? 0;
    const target: { [index: number]: number | bigint } = a.data;
    for (let i = 0; i < a.size; i++) target[i] = value;
    return null;
  }),
  ...method('nonzero', '', (a) => new Tuple(nonzero(a).map((places) => toArray(places, 'int64')))),
  ...arrayMethod('dot', 'b', (a, args) => dot(a, toArray(args.value('b')))),
  ...arrayMethod('trace', '', (a) => trace(a)),
  ...method('ptp', 'axis=None', (a, args) => {
    const axes = axesArgument(args.value('axis'));
    return dress(reduce.peakToPeak(a, axes), a);
  }),
};

/** One element: the only one, or the one at a flat position or at indices. */
function item(array: NdArray, at: readonly Value[]): Value {
  if (at.length === 0) {
    if (array.size === 1) return elementValue(array, 0);
    if (libraryOf(array) === 'torch') {
      raise('RuntimeError', `a Tensor with ${array.size} elements cannot be converted to Scalar`);
    }
    valueError('can only convert an array of size 1 to a Python scalar');
  }
  const places = dimensions(at);
  const strides = stridesOf(array.shape);
  const flat =
    places.length === 1
      ? positionIn(places[0] ?? 0, array.size)
      : places.reduce((sum, place, axis) => sum + positionIn(place, array.shape[axis] ?? 0) * (strides[axis] ?? 0), 0);
  return elementValue(array, flat);
}

function positionIn(at: number, extent: number): number {
  if (at < -extent || at >= extent) raise('IndexError', `index ${at} is out of bounds for size ${extent}`);
  return at < 0 ? at + extent : at;
}

const attributes: Exposed = {
  shape: attribute((a) => new Tuple(a.shape)),
  ndim: attribute((a) => a.shape.length),
  size: attribute((a) => a.size),
  dtype: attribute((a) => numpyDType(a.dtype)),
  T: attribute((a) => dress(transposed(a), a)),
  mT: attribute((a) => dress(swapAxes(a, -1, -2), a)),
  real: attribute((a) => a),
  flat: attribute((a) => dress(reshape(a, [-1]), a)),
  itemsize: attribute((a) => bytesOf(a.dtype)),
  nbytes: attribute((a) => bytesOf(a.dtype) * a.size),
  strides: attribute((a) => new Tuple(stridesOf(a.shape).map((stride) => stride * bytesOf(a.dtype)))),
};

/** Lets expressions use arrays as NumPy's; tensors' own methods that NumPy lacks work on them too. */
export function exposeArrays(): void {
  expose(NdArray, { ...tensorOnlyMembers, ...reductions, ...shaping, ...others, ...attributes, ...operatorMembers });
}
