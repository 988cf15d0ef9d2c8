import { valueError } from '../../expression/raise.js';
import { PyType } from '../../expression/types/python-type.js';
import { DType, type DTypeName, NdArray } from '../../types/index.js';
import { makeInt, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { arrayFromValues, toArray } from './create.js';
import { creationFunctions } from './creation-functions.js';
import { Delegate } from './delegate.js';
import { dress, libraryOf } from './dress.js';
import { exposeDTypes } from './dtype-members.js';
import { dtypeArgument, numpyDType, numpyType, WidenedDType } from './dtype-object.js';
import { integerRange, kindOf, promoteNumpy } from './dtype-rules.js';
import { elementwiseFunctions } from './elementwise-functions.js';
import { FloatLimits, IntegerLimits } from './limits.js';
import { dot, matmul } from './linear.js';
import { linearModule } from './linear-module.js';
import { exposeArrays } from './members.js';
import { arrayOf, pairFunction } from './module-parts.js';
import { commonDType, type Operand } from './operand.js';
import { sort } from './ordering.js';
import { randomModule } from './random-module.js';
import { NumpyScalar } from './scalar.js';
import { requireOperand } from './selecting.js';
import { shapeFunctions } from './shape-functions.js';
import { statisticsFunctions } from './statistics-functions.js';

exposeArrays();
exposeDTypes();

/** Functions that are a method of their first argument. */
const delegates: readonly (readonly [name: string, method?: string, first?: string])[] = [
  ['sum'],
  ['prod'],
  ['mean'],
  ['std'],
  ['var'],
  ['max'],
  ['min'],
  ['amax', 'max'],
  ['amin', 'min'],
  ['ptp'],
  ['argmax'],
  ['argmin'],
  ['all'],
  ['any'],
  ['cumsum'],
  ['cumprod'],
  ['reshape'],
  ['transpose'],
  ['ravel'],
  ['squeeze'],
  ['swapaxes'],
  ['take'],
  ['argsort'],
  ['nonzero'],
  ['diagonal'],
  ['trace'],
];

const delegated = delegates.map(
  ([name, method = name]) => new Delegate(name, method, ['a'], (value) => toArray(value)),
);

const products = [
  pairFunction('dot', (x, y) => dot(toArray(x), toArray(y)), ['a', 'b']),
  pairFunction('inner', (x, y) => dot(toArray(x), toArray(y)), ['a', 'b']),
  pairFunction('vdot', (x, y) => dot(flat(x), flat(y)), ['a', 'b']),
  pairFunction('matmul', (x, y) => matmul(toArray(x), toArray(y))),
];

function flat(value: Value): NdArray {
  const array = toArray(value);
  return array.reshape([array.size]);
}

/** An operand that a number or an array is, or one of the dtype that a dtype names. */
function operandOrDType(value: Value): Operand {
  if (!(value instanceof DType) && typeof value !== 'string') return requireOperand(value);
  return { array: NdArray.zeros([1], dtypeArgument(value) ?? 'float64') };
}

/** Sorting gives a copy, where the method sorts in place. */
const sorting = fn('sort', 'a, axis=-1, kind=None, order=None', (a) => {
  const array = arrayOf(a, 'a');
  return dress(sort(array, a.isNone('axis') ? null : a.count('axis')), a.value('a'));
});

const types = [
  fn('dtype', 'dtype, align=False, copy=False', (a) => numpyDType(dtypeArgument(a.value('dtype')) ?? 'float64')),
  fn('result_type', '*arrays_and_dtypes', (a) => numpyDType(commonDType(a.rest.map(operandOrDType), 'numpy'))),
  fn('promote_types', 'type1, type2', (a) =>
    numpyDType(
      promoteNumpy(dtypeArgument(a.value('type1')) ?? 'float64', dtypeArgument(a.value('type2')) ?? 'float64'),
    ),
  ),
  fn('iinfo', 'type', (a) => {
    const dtype =
      a.value('type') instanceof NdArray ? arrayOf(a, 'type').dtype : (dtypeArgument(a.value('type')) ?? 'int64');
    if (kindOf(dtype) === 'f' || kindOf(dtype) === 'b') valueError(`Invalid integer data type '${kindOf(dtype)}'.`);
    const [low, high] = integerRange(dtype);
    return new IntegerLimits(dtype, makeInt(low), makeInt(high));
  }),
  fn('finfo', 'dtype', (a) => {
    const dtype =
      a.value('dtype') instanceof NdArray ? arrayOf(a, 'dtype').dtype : (dtypeArgument(a.value('dtype')) ?? 'float64');
    if (kindOf(dtype) !== 'f') valueError(`data type <class 'numpy.${dtype}'> not inexact`);
    return new FloatLimits(dtype, 'numpy');
  }),
  fn('isscalar', 'element', (a) => {
    const element = a.value('element');
    if (element instanceof NumpyScalar) return true;
    return typeof element === 'string' || (!(element instanceof NdArray) && isNumber(element));
  }),
  fn('issubdtype', 'arg1, arg2', (a) => {
    const [dtype, other] = [dtypeArgument(a.value('arg1')) ?? 'float64', a.value('arg2')];
    if (other instanceof PyType)
      return other.isInstance(NdArray.zeros([1], dtype).reshape([])) || familyHas(other.name, dtype);
    return dtypeArgument(other) === dtype;
  }),
];

function isNumber(value: Value): boolean {
  return arrayFromValues(value)?.shape.length === 0;
}

/** NumPy's abstract types: which dtypes belong to them. */
const families: Readonly<Record<string, (dtype: DTypeName) => boolean>> = {
  'numpy.generic': () => true,
  'numpy.number': (dtype) => dtype !== 'bool',
  'numpy.integer': (dtype) => kindOf(dtype) === 'i' || kindOf(dtype) === 'u',
  'numpy.signedinteger': (dtype) => kindOf(dtype) === 'i',
  'numpy.unsignedinteger': (dtype) => kindOf(dtype) === 'u',
  'numpy.floating': (dtype) => kindOf(dtype) === 'f',
  'numpy.inexact': (dtype) => kindOf(dtype) === 'f',
};

function familyHas(name: string, dtype: DTypeName): boolean {
  return families[name]?.(dtype) ?? false;
}

const abstractTypes = Object.entries(families).map(([name, has]): [string, Value] => [
  name.slice('numpy.'.length),
  new PyType({ name, accepts: (value) => value instanceof NumpyScalar && has(value.dtype) }),
]);

/** Dtypes by every name they go by; what does not exist here is stored wider. */
const dtypes: Readonly<Record<string, Value>> = {
  bool: numpyType('bool'),
  bool_: numpyType('bool'),
  int8: numpyType('int8'),
  byte: numpyType('int8'),
  int16: numpyType('int16'),
  short: numpyType('int16'),
  int32: numpyType('int32'),
  intc: numpyType('int32'),
  int64: numpyType('int64'),
  int_: numpyType('int64'),
  intp: numpyType('int64'),
  long: numpyType('int64'),
  longlong: numpyType('int64'),
  uint8: numpyType('uint8'),
  ubyte: numpyType('uint8'),
  uint16: numpyType('uint16'),
  ushort: numpyType('uint16'),
  uint32: numpyType('uint32'),
  uintc: numpyType('uint32'),
  float16: new WidenedDType('numpy', 'float16', 'float32'),
  half: new WidenedDType('numpy', 'float16', 'float32'),
  float32: numpyType('float32'),
  single: numpyType('float32'),
  float64: numpyType('float64'),
  double: numpyType('float64'),
};

/** NumPy. */
export const numpyModule = new TableModule('numpy', [
  ...members(
    [
      ...creationFunctions,
      ...elementwiseFunctions,
      ...shapeFunctions,
      ...statisticsFunctions,
      ...delegated,
      ...products,
      sorting,
      ...types,
    ],
    {
      ...dtypes,
      pi: Math.PI,
      e: Math.E,
      euler_gamma: 0.5772156649015329,
      inf: Number.POSITIVE_INFINITY,
      nan: Number.NaN,
      newaxis: null,
      True_: new NumpyScalar(Uint8Array.of(1), [], 'bool'),
      False_: new NumpyScalar(Uint8Array.of(0), [], 'bool'),
      ndarray: new PyType({
        name: 'numpy.ndarray',
        accepts: (value) => value instanceof NdArray && !(value instanceof NumpyScalar) && libraryOf(value) === 'numpy',
      }),
      linalg: linearModule,
      random: randomModule,
      __version__: '2.4.6',
    },
  ),
  ...abstractTypes,
]);
