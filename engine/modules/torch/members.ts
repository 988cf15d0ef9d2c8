import { typeError } from '../../expression/raise.js';
import { computed, type Exposed, expose, property } from '../../registry/exposed.js';
import { ImageArray, type NdArray } from '../../types/index.js';
import { Tuple, type Value } from '../../values/index.js';
import { toArray } from '../numpy/create.js';
import { asTensor, dress } from '../numpy/dress.js';
import { dtypeArgument, torchDType } from '../numpy/dtype-object.js';
import { bytesOf } from '../numpy/dtype-rules.js';
import { cast } from '../numpy/elements.js';
import { index, nonzero } from '../numpy/indexing.js';
import { span } from '../numpy/joining.js';
import { matmul, transposed } from '../numpy/linear.js';
import { arrayMethod, attribute, method } from '../numpy/member-kinds.js';
import { operatorMembers } from '../numpy/operators.js';
import { argsort, sort, unique } from '../numpy/ordering.js';
import { argwhere, clip, replaceNonFinite, requireOperand, where } from '../numpy/selecting.js';
import { normalAxis } from '../numpy/shape.js';
import { swapAxes } from '../numpy/shaping.js';
import { applyTest, roundTo } from '../numpy/unary.js';
import { tensorElementwise } from './elementwise-members.js';
import { tensorReductions, torchSpelling } from './reduction-members.js';
import { tensorShaping } from './shaping-members.js';
import { softmax } from './softmax.js';
import { Tensor } from './tensor.js';
import { TorchSize } from './torch-size.js';
import { ValuesAndIndices } from './values-and-indices.js';

/* The attributes and methods of `torch.Tensor`, by their Python names. */

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
    return new ValuesAndIndices('sort', dress(sort(a, axis, descending), a), dress(argsort(a, axis, descending), a));
  }),
  ...method('topk', 'k, dim=-1, largest=True, sorted=True', (a, args) => {
    const axis = normalAxis(args.count('dim', -1), a.shape.length);
    const descending = args.flag('largest', true);
    const head = (part: NdArray): NdArray => dress(span(part, axis, 0, args.count('k')), a);
    return new ValuesAndIndices('topk', head(sort(a, axis, descending)), head(argsort(a, axis, descending)));
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
  const members = {
    ...tensorReductions,
    ...tensorShaping,
    ...tensorElementwise,
    ...others,
    ...attributes,
    ...operatorMembers,
  };
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
