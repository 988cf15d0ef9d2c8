import { asSize } from '../../expression/callables/arguments.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { formatValue } from '../../expression/text/format-value.js';
import { type Exposed, operation } from '../../registry/exposed.js';
import { NdArray } from '../../types/index.js';
import { ellipsis, notImplemented, PyIterator, Tuple, type Value } from '../../values/index.js';
import { tensorRepr } from '../torch/print.js';
import { applyBinary, applyComparison, type BinaryName, type ComparisonName } from './binary.js';
import { dress, libraryOf } from './dress.js';
import { kindOf } from './dtype-rules.js';
import { elementValue, fromNumbers } from './elements.js';
import { index } from './indexing.js';
import { matmul } from './linear.js';
import { self } from './member-kinds.js';
import { operandOf } from './operand.js';
import { arrayRepr, arrayText, scalarRepr } from './print.js';
import { NumpyScalar } from './scalar.js';
import { applySameType, applyTest, invert, roundTo } from './unary.js';

/* What Python's operators and built-in functions do with arrays, scalars, tensors and images alike. */

/** A binary operator and its reflected form. */
function arithmetic(operator: string, name: BinaryName): Exposed {
  const apply = (object: object, other: Value | undefined, reflected: boolean): Value => {
    const own = self(object);
    const operand = other === undefined ? undefined : operandOf(other);
    // A list times a NumPy integer is a longer list.
    const repeats = name === 'multiply' && own instanceof NumpyScalar && kindOf(own.dtype) !== 'f';
    const isList = Array.isArray(other) || other instanceof Tuple;
    // Tensors do not calculate with lists.
    if (!operand || (isList && (repeats || libraryOf(own) === 'torch'))) return notImplemented;
    const library = libraryOf(own, other ?? null);
    const [x, y] = reflected ? [operand, { array: own }] : [{ array: own }, operand];
    return dress(applyBinary(name, x, y, library), own, other ?? null);
  };
  return {
    [`__${operator}__`]: operation((object, [other]) => apply(object, other, false)),
    [`__r${operator}__`]: operation((object, [other]) => apply(object, other, true)),
  };
}

function comparison(operator: string, name: ComparisonName): Exposed {
  return {
    [`__${operator}__`]: operation((object, [other = null]) => {
      const own = self(object);
      const isList = Array.isArray(other) || other instanceof Tuple;
      if (isList && libraryOf(own) === 'torch') return notImplemented;
      const operand = operandOf(other);
      if (operand) return dress(applyComparison(name, { array: own }, operand, libraryOf(own, other)), own, other);
      if (name !== 'equal' && name !== 'not_equal') return notImplemented;
      if (own instanceof NumpyScalar) return name === 'not_equal';
      return dress(
        applyTest(own, () => name === 'not_equal'),
        own,
      );
    }),
  };
}

/** The only element. @throws ValueError or RuntimeError when there are several */
function single(array: NdArray, what: 'truth' | 'number'): Value {
  const isTorch = libraryOf(array) === 'torch';
  if (array.size === 1 && (isTorch || what === 'truth' || array.shape.length === 0)) return elementValue(array, 0);
  if (isTorch) {
    if (what === 'truth') {
      raise(
        'RuntimeError',
        `Boolean value of Tensor with ${array.size === 0 ? 'no values' : 'more than one value'} is ambiguous`,
      );
    }
    raise('RuntimeError', `a Tensor with ${array.size} elements cannot be converted to Scalar`);
  }
  if (what === 'truth') {
    valueError(
      array.size === 0
        ? 'The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.'
        : 'The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()',
    );
  }
  typeError('only 0-dimensional arrays can be converted to Python scalars');
}

function asPythonInt(array: NdArray): Value {
  const value = single(array, 'number');
  if (kindOf(array.dtype) !== 'f') return typeof value === 'boolean' ? Number(value) : value;
  const number = Number(value);
  if (Number.isNaN(number)) valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(number)) raise('OverflowError', 'cannot convert float infinity to integer');
  return elementValue(new NdArray(BigInt64Array.of(BigInt(Math.trunc(number))), [], 'int64'), 0);
}

/** `for x in array`: its parts along the first axis. */
export function* rowsOf(array: NdArray): Generator<Value, void> {
  for (let i = 0; i < (array.shape[0] ?? 0); i++) yield dress(index(array, i), array);
}

function reprOf(array: NdArray): string {
  if (libraryOf(array) === 'torch') return tensorRepr(array);
  return array instanceof NumpyScalar ? scalarRepr(array) : arrayRepr(array);
}

function textOf(array: NdArray): string {
  return libraryOf(array) === 'torch' ? tensorRepr(array) : arrayText(array);
}

/** The operators and conversions of arrays, for {@link expose}. */
export const operatorMembers: Exposed = {
  ...arithmetic('add', 'add'),
  ...arithmetic('sub', 'subtract'),
  ...arithmetic('mul', 'multiply'),
  ...arithmetic('truediv', 'divide'),
  ...arithmetic('floordiv', 'floor_divide'),
  ...arithmetic('mod', 'remainder'),
  ...arithmetic('pow', 'power'),
  ...arithmetic('and', 'bitwise_and'),
  ...arithmetic('or', 'bitwise_or'),
  ...arithmetic('xor', 'bitwise_xor'),
  ...arithmetic('lshift', 'left_shift'),
  ...arithmetic('rshift', 'right_shift'),
  ...comparison('eq', 'equal'),
  ...comparison('ne', 'not_equal'),
  ...comparison('lt', 'less'),
  ...comparison('le', 'less_equal'),
  ...comparison('gt', 'greater'),
  ...comparison('ge', 'greater_equal'),
  __matmul__: operation((object, [other = null]) => {
    const operand = operandOf(other);
    return operand ? dress(matmul(self(object), operand.array), object, other) : notImplemented;
  }),
  __rmatmul__: operation((object, [other = null]) => {
    const operand = operandOf(other);
    return operand ? dress(matmul(operand.array, self(object)), object, other) : notImplemented;
  }),
  __divmod__: operation((object, [other = null]) => {
    const operand = operandOf(other);
    if (!operand) return notImplemented;
    const own = { array: self(object) };
    const library = libraryOf(object, other);
    const parts = (['floor_divide', 'remainder'] as const).map((name) => applyBinary(name, own, operand, library));
    return new Tuple(parts.map((part) => dress(part, object, other)));
  }),
  __neg__: operation((object) => dress(applySameType('negative', self(object)), object)),
  __pos__: operation((object) => dress(applySameType('positive', self(object)), object)),
  __abs__: operation((object) => dress(applySameType('absolute', self(object)), object)),
  __invert__: operation((object) => dress(invert(self(object)), object)),
  __round__: operation((object, [digits = null]) => {
    const array = self(object);
    if (digits === null && array instanceof NumpyScalar) return asPythonInt(roundTo(array, 0));
    return dress(roundTo(array, digits === null ? 0 : asSize(digits)), object);
  }),
  __getitem__: operation((object, [key = null]) => {
    const array = self(object);
    if (array.shape.length === 0 && typeof key === 'number') {
      if (libraryOf(array) === 'torch') raise('IndexError', 'invalid index of a 0-dim tensor. Use `tensor.item()`');
      if (array instanceof NumpyScalar) raise('IndexError', 'invalid index to scalar variable.');
    }
    // An index with `...` gives an array even without axes.
    const shaped = key === ellipsis || (key instanceof Tuple && key.items.includes(ellipsis));
    const part = index(array, key);
    return shaped && libraryOf(array) === 'numpy' ? part : dress(part, object);
  }),
  __len__: operation((object) => {
    const array = self(object);
    if (array.shape.length > 0) return array.shape[0] ?? 0;
    if (array instanceof NumpyScalar) typeError(`object of type 'numpy.${array.dtype}' has no len()`);
    typeError(libraryOf(array) === 'torch' ? 'len() of a 0-d tensor' : 'len() of unsized object');
  }),
  __iter__: operation((object) => {
    const array = self(object);
    if (array.shape.length === 0) typeError('iteration over a 0-d array');
    return new PyIterator('iterator', rowsOf(array));
  }),
  __contains__: operation((object, [item = null]) => {
    const operand = operandOf(item);
    if (!operand) return false;
    const own = { array: self(object) };
    return applyComparison('equal', own, operand, libraryOf(object)).data.includes(1);
  }),
  __bool__: operation((object) => {
    const value = single(self(object), 'truth');
    return typeof value === 'boolean' ? value : Number(value) !== 0;
  }),
  __int__: operation((object) => asPythonInt(self(object))),
  __index__: operation((object) => {
    const array = self(object);
    if (kindOf(array.dtype) === 'f' || array.dtype === 'bool' || array.size !== 1) {
      typeError('only integer scalar arrays can be converted to a scalar index');
    }
    return single(array, 'number');
  }),
  __float__: operation((object) => {
    const array = self(object);
    const value = single(array, 'number');
    return elementValue(fromNumbers([Number(value)], 'float64', []), 0);
  }),
  __str__: operation((object) => textOf(self(object))),
  __repr__: operation((object) => reprOf(self(object))),
  __format__: operation((object, [spec = '']) => {
    const array = self(object);
    if (spec === '' && !(array instanceof NumpyScalar)) return textOf(array);
    if (array.shape.length > 0) typeError('unsupported format string passed to numpy.ndarray.__format__');
    return formatValue(elementValue(array, 0), String(spec));
  }),
  __trunc__: operation((object) => asPythonInt(self(object))),
  __floor__: operation((object) => asPythonInt(applySameType('floor', self(object)))),
  __ceil__: operation((object) => asPythonInt(applySameType('ceil', self(object)))),
};
