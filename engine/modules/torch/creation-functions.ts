import { asSize } from '../../expression/callables/arguments.js';
import type { BuiltinFunction } from '../../expression/callables/builtin-function.js';
import { raise } from '../../expression/raise.js';
import { type DTypeName, NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { filled, range, toArray } from '../numpy/create.js';
import { evenlySpaced } from '../numpy/creation-functions.js';
import { asTensor } from '../numpy/dress.js';
import { dtypeArgument } from '../numpy/dtype-object.js';
import { kindOf } from '../numpy/dtype-rules.js';
import { cast, fromNumbers } from '../numpy/elements.js';
import { sizeOf } from '../numpy/shape.js';
import { dimensions } from '../numpy/shaping.js';
import type { Tensor } from './tensor.js';

/** Keywords that plain data has no use for. */
const OPTIONS = 'dtype=None, device=None, requires_grad=False, pin_memory=False, layout=None, out=None';

/** A tensor from numbers, with PyTorch's own dtypes: float32 for Python floats, int64 for ints; arrays keep theirs. */
export function makeTensor(value: Value, dtype?: DTypeName): Tensor {
  const array = toArray(value, dtype);
  if (dtype === undefined && array.dtype === 'float64' && !(value instanceof NdArray))
    return asTensor(cast(array, 'float32'));
  return asTensor(cast(array, array.dtype));
}

function dtypeOf(a: Arguments, missing: DTypeName): DTypeName {
  return dtypeArgument(a.value('dtype')) ?? missing;
}

function constant(name: string, value: Value): BuiltinFunction {
  return fn(name, `*size, ${OPTIONS}`, (a) => asTensor(filled(sizeArgument(a), value, dtypeOf(a, 'float32'))));
}

/** `f(2, 3)`, `f((2, 3))` or `f(size=…)`. */
export function sizeArgument(a: Arguments): number[] {
  return dimensions(a.rest);
}

function constantLike(name: string, value: Value): BuiltinFunction {
  return fn(name, `input, *, ${OPTIONS}, memory_format=None`, (a) => {
    const like = toArray(a.value('input'));
    return asTensor(filled(like.shape, value, dtypeOf(a, like.dtype)));
  });
}

function typed(name: string, dtype: DTypeName): BuiltinFunction {
  return fn(name, '*data', (a) => {
    const [first] = a.rest;
    if (a.rest.length > 1 || typeof first === 'number') return asTensor(filled(a.rest.map(asSize), 0, dtype));
    return makeTensor(first ?? [], dtype);
  });
}

function fillDType(value: Value): DTypeName {
  const { dtype } = toArray(value);
  return dtype === 'float64' ? 'float32' : dtype;
}

/** PyTorch's functions that make tensors. */
export const creationFunctions = [
  ...['tensor', 'as_tensor', 'asarray', 'scalar_tensor'].map((name) =>
    fn(name, 'data, dtype=None, device=None, *, requires_grad=False, pin_memory=False, copy=None', (a) =>
      makeTensor(a.value('data'), dtypeArgument(a.value('dtype'))),
    ),
  ),
  fn('from_numpy', 'ndarray', (a) => {
    const array = a.value('ndarray');
    return array instanceof NdArray ? asTensor(array) : a.refuse('ndarray', 'np.ndarray');
  }),
  constant('zeros', 0),
  constant('ones', 1),
  constant('empty', 0),
  constantLike('zeros_like', 0),
  constantLike('ones_like', 1),
  constantLike('empty_like', 0),
  fn('full', `size, fill_value, *, ${OPTIONS}`, (a) =>
    asTensor(
      filled(dimensions([a.value('size')]), a.value('fill_value'), dtypeOf(a, fillDType(a.value('fill_value')))),
    ),
  ),
  fn('full_like', `input, fill_value, *, ${OPTIONS}`, (a) => {
    const like = toArray(a.value('input'));
    return asTensor(filled(like.shape, a.value('fill_value'), dtypeOf(a, like.dtype)));
  }),
  fn('arange', `start, end=None, step=1, *, ${OPTIONS}`, (a) => {
    const [from, to] = a.isNone('end') ? [0, a.value('start')] : [a.value('start'), a.value('end')];
    const array = range(from, to, a.value('step'));
    return asTensor(cast(array, dtypeOf(a, kindOf(array.dtype) === 'f' ? 'float32' : 'int64')));
  }),
  fn('linspace', `start, end, steps, *, ${OPTIONS}`, (a) =>
    asTensor(fromNumbers(spaced(a.float('start'), a.float('end'), a.count('steps')), dtypeOf(a, 'float32'))),
  ),
  fn('logspace', `start, end, steps=100, base=10, *, ${OPTIONS}`, (a) =>
    asTensor(
      fromNumbers(
        evenlySpaced(a.float('start'), a.float('end'), a.count('steps'), true).map((x) => a.float('base') ** x),
        dtypeOf(a, 'float32'),
      ),
    ),
  ),
  fn('eye', `n, m=None, *, ${OPTIONS}`, (a) => {
    const [rows, columns] = [a.count('n'), a.isNone('m') ? a.count('n') : a.count('m')];
    sizeOf([rows, columns]);
    const result = NdArray.zeros([rows, columns], 'float32');
    for (let i = 0; i < Math.min(rows, columns); i++) result.data[i * columns + i] = 1;
    return asTensor(cast(result, dtypeOf(a, 'float32')));
  }),
  typed('FloatTensor', 'float32'),
  typed('DoubleTensor', 'float64'),
  typed('HalfTensor', 'float32'),
  typed('LongTensor', 'int64'),
  typed('IntTensor', 'int32'),
  typed('ShortTensor', 'int16'),
  typed('ByteTensor', 'uint8'),
  typed('CharTensor', 'int8'),
  typed('BoolTensor', 'bool'),
];

/** PyTorch counts from both ends, so that the middle is symmetric. */
function spaced(start: number, end: number, steps: number): number[] {
  if (steps < 0) raise('RuntimeError', 'number of steps must be non-negative');
  sizeOf([Math.max(steps, 0)]);
  const step = (end - start) / (steps - 1);
  return Array.from({ length: steps }, (_, i) =>
    steps === 1 ? start : i < steps / 2 ? start + step * i : end - step * (steps - i - 1),
  );
}
