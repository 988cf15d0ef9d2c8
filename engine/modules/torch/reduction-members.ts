import { asSize } from '../../expression/callables/arguments.js';
import { raise } from '../../expression/raise.js';
import type { Exposed } from '../../registry/exposed.js';
import { type DTypeName, NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { axesArgument, oneAxis } from '../numpy/axes.js';
import { applyBinary } from '../numpy/binary.js';
import { dress } from '../numpy/dress.js';
import { dtypeArgument } from '../numpy/dtype-object.js';
import { kindOf } from '../numpy/dtype-rules.js';
import { takeAlong } from '../numpy/joining.js';
import { norm } from '../numpy/linear.js';
import { arrayMethod, method } from '../numpy/member-kinds.js';
import { argsort, sort } from '../numpy/ordering.js';
import * as reduce from '../numpy/reduce.js';
import { normalAxis } from '../numpy/shape.js';
import { reshape, squeeze } from '../numpy/shaping.js';
import { applyTest } from '../numpy/unary.js';
import { ValuesAndIndices } from './values-and-indices.js';

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
      name,
      dress(reduce.extreme(a, largest, [axis], keepDim(args)), a),
      dress(reduce.extremeIndex(a, largest, axis, keepDim(args)), a),
    );
  });
}

/** The middle of what was sorted along an axis, the lower one of two. */
function lowerMiddle(array: NdArray, sorted: NdArray, axis: number, keep: boolean): NdArray {
  const middle = Math.floor(((array.shape[axis] ?? 1) - 1) / 2);
  const chosen = takeAlong(sorted, [middle], axis);
  return keep ? chosen : squeeze(chosen, [axis]);
}

function floatsOnly(array: NdArray, what: string): NdArray {
  if (kindOf(array.dtype) === 'f') return array;
  raise(
    'RuntimeError',
    `${what}(): could not infer output dtype. Input dtype must be a floating point dtype. Got: ${torchSpelling(array.dtype)}`,
  );
}

/** PyTorch's old word for a dtype: `Long`. */
export function torchSpelling(dtype: DTypeName): string {
  return (
    { bool: 'Bool', uint8: 'Byte', int8: 'Char', int16: 'Short', int32: 'Int', int64: 'Long' }[dtype as string] ?? dtype
  );
}

function correction(args: Arguments): number {
  if (args.has('correction')) return args.count('correction');
  return args.flag('unbiased', true) ? 1 : 0;
}

const spreadSignature = 'dim=None, unbiased?, keepdim=False, *, correction?, axis=None, keepdims=False';

/** Sums, means, extremes and the like, of all elements or along axes. */
export const tensorReductions: Exposed = {
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
  ...method('median', 'dim=None, keepdim=False', (a, args) => {
    if (args.isNone('dim')) return dress(lowerMiddle(reshape(a, [-1]), sort(reshape(a, [-1])), 0, false), a);
    const axis = normalAxis(args.count('dim'), Math.max(a.shape.length, 1));
    const row = a.shape.length === 0 ? reshape(a, [1]) : a;
    const [values, indices] = [sort(row, axis), argsort(row, axis)].map((sorted) =>
      dress(lowerMiddle(row, sorted, axis, keepDim(args) && a.shape.length > 0), a),
    );
    return values && indices ? new ValuesAndIndices('median', values, indices) : null;
  }),
  ...arrayMethod('count_nonzero', '', (a) => reduce.sum(applyTest(a, (x) => x !== 0))),
};
