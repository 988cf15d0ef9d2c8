import { typeError } from '../../expression/raise.js';
import { allocate, type DTypeName, NdArray } from '../../types/index.js';
import { erf } from '../math/error-function.js';
import * as real from '../math/real.js';
import { bytesOf, kindOf } from './dtype-rules.js';
import { cast, fromNumbers, numbersOf } from './elements.js';
import type { Library } from './operand.js';

/** Up to this many elements the nearest double is computed, beyond it the faster functions of JavaScript. */
const EXACT_UP_TO = 256;

const finite =
  (exact: (x: number) => number, fast: (x: number) => number, low = Number.NEGATIVE_INFINITY, high = -low) =>
  (x: number): number =>
    Number.isFinite(x) && x > low && x < high ? exact(x) : fast(x);

/** Functions whose result is a float: `fast` for large arrays, `exact` for small ones. */
const floatFunctions: Readonly<Record<string, readonly [fast: (x: number) => number, exact?: (x: number) => number]>> =
  {
    sqrt: [Math.sqrt],
    cbrt: [Math.cbrt, finite(real.cbrt, Math.cbrt)],
    exp: [Math.exp, finite(real.exp, Math.exp)],
    exp2: [
      (x) => 2 ** x,
      finite(
        (x) => real.power(2, x),
        (x) => 2 ** x,
      ),
    ],
    expm1: [Math.expm1],
    log: [Math.log, finite(real.log, Math.log, 0)],
    log2: [Math.log2, finite(real.log2, Math.log2, 0)],
    log10: [Math.log10, finite(real.log10, Math.log10, 0)],
    log1p: [Math.log1p],
    sin: [Math.sin, finite(real.sin, Math.sin)],
    cos: [Math.cos, finite(real.cos, Math.cos)],
    tan: [Math.tan, finite(real.tan, Math.tan)],
    arcsin: [Math.asin, finite(real.asin, Math.asin, -1, 1)],
    arccos: [Math.acos, finite(real.acos, Math.acos, -1, 1)],
    arctan: [Math.atan, finite(real.atan, Math.atan)],
    sinh: [Math.sinh, finite(real.sinh, Math.sinh)],
    cosh: [Math.cosh, finite(real.cosh, Math.cosh)],
    tanh: [Math.tanh],
    arcsinh: [Math.asinh, finite(real.asinh, Math.asinh)],
    arccosh: [Math.acosh, finite(real.acosh, Math.acosh, 1)],
    arctanh: [Math.atanh],
    degrees: [(x) => x * (180 / Math.PI)],
    radians: [(x) => x * (Math.PI / 180)],
    sigmoid: [(x) => 1 / (1 + Math.exp(-x)), (x) => 1 / (1 + finite(real.exp, Math.exp)(-x))],
    erf: [erf],
    rsqrt: [(x) => 1 / Math.sqrt(x)],
  };

/** The dtype that NumPy's float functions give: float32 for small integers, else float64; PyTorch: float32. */
function floatResult(dtype: DTypeName, library: Library): DTypeName {
  if (kindOf(dtype) === 'f') return dtype;
  // NumPy's float16 for 8-bit integers does not exist here; float32 holds the same values and more.
  return library === 'torch' || bytesOf(dtype) <= 2 ? 'float32' : 'float64';
}

/** A float function by its NumPy name, element by element. */
export function applyFloatFunction(name: string, array: NdArray, library: Library): NdArray {
  const factor = name === 'degrees' ? 180 / Math.PI : name === 'radians' ? Math.PI / 180 : undefined;
  if (factor !== undefined && array.dtype === 'float32')
    return mapNumbers(array, (x) => x * Math.fround(factor), 'float32');
  const [fast, exact] = floatFunctions[name] ?? typeError(`no function ${name}`);
  const code = array.size <= EXACT_UP_TO ? (exact ?? fast) : fast;
  return mapNumbers(array, code, floatResult(array.dtype, library));
}

/** `code` of every element, as `dtype`. */
export function mapNumbers(array: NdArray, code: (x: number) => number, dtype: DTypeName): NdArray {
  const source = numbersOf(array);
  const result = new Float64Array(source.length);
  for (let i = 0; i < result.length; i++) result[i] = code(source[i] ?? 0);
  return fromNumbers(result, dtype, [...array.shape]);
}

/** Rounds halves to even. */
export function roundHalfEven(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const floor = Math.floor(x);
  const rest = x - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}

interface SameTypeFunction {
  readonly onNumbers: (x: number) => number;
  readonly onIntegers: (x: bigint) => bigint;
  /** Integers and bools pass unchanged. */
  readonly floatsOnly?: boolean;
  readonly refusesBool?: boolean;
}

const same = (x: bigint): bigint => x;

/** Functions whose result has the operand's dtype. */
export const sameTypeFunctions: Readonly<Record<string, SameTypeFunction>> = {
  negative: { onNumbers: (x) => -x, onIntegers: (x) => -x, refusesBool: true },
  positive: { onNumbers: (x) => x, onIntegers: same, refusesBool: true },
  absolute: { onNumbers: Math.abs, onIntegers: (x) => (x < 0n ? -x : x) },
  sign: { onNumbers: Math.sign, onIntegers: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n), refusesBool: true },
  square: { onNumbers: (x) => x * x, onIntegers: (x) => x * x },
  reciprocal: { onNumbers: (x) => 1 / x, onIntegers: (x) => (x === 0n ? 0n : 1n / x) },
  floor: { onNumbers: Math.floor, onIntegers: same, floatsOnly: true },
  ceil: { onNumbers: Math.ceil, onIntegers: same, floatsOnly: true },
  trunc: { onNumbers: Math.trunc, onIntegers: same, floatsOnly: true },
  rint: { onNumbers: roundHalfEven, onIntegers: same, floatsOnly: true },
  relu: { onNumbers: (x) => Math.max(x, 0), onIntegers: (x) => (x < 0n ? 0n : x), refusesBool: true },
};

export function applySameType(name: string, array: NdArray): NdArray {
  const code = sameTypeFunctions[name] ?? typeError(`no function ${name}`);
  if (array.dtype === 'bool' && code.refusesBool) {
    typeError(`The numpy boolean ${name}, the \`-\` operator, is not supported, use the \`~\` operator or logical_not`);
  }
  if (code.floatsOnly && kindOf(array.dtype) !== 'f') return cast(array, array.dtype);
  return mapKeeping(array, code.onNumbers, code.onIntegers);
}

/** The elements through `onNumbers`, or `onIntegers` for int64, keeping the dtype. */
export function mapKeeping(
  array: NdArray,
  onNumbers: (x: number) => number,
  onIntegers: (x: bigint) => bigint,
): NdArray {
  const source: ArrayLike<number> | BigInt64Array = array.data;
  const result = allocate(array.dtype, array.size);
  const target: ReturnType<typeof allocate> = result;
  if (target instanceof BigInt64Array) {
    if (source instanceof BigInt64Array)
      for (let i = 0; i < target.length; i++) target[i] = onIntegers(source[i] ?? 0n);
  } else if (!(source instanceof BigInt64Array)) {
    for (let i = 0; i < target.length; i++) target[i] = onNumbers(source[i] ?? 0);
    if (array.dtype === 'bool') for (let i = 0; i < target.length; i++) target[i] = target[i] === 0 ? 0 : 1;
  }
  return new NdArray(result, [...array.shape], array.dtype);
}

/** `~x`: all bits of an integer, or `not` of a bool. */
export function invert(array: NdArray): NdArray {
  if (kindOf(array.dtype) === 'f') typeError("ufunc 'invert' not supported for the input types");
  return array.dtype === 'bool'
    ? mapKeeping(array, (x) => 1 - x, same)
    : mapKeeping(
        array,
        (x) => ~x,
        (x) => ~x,
      );
}

/** A test of every element. */
export function applyTest(array: NdArray, test: (x: number) => boolean): NdArray<'bool'> {
  const source = numbersOf(array);
  const result = allocate('bool', source.length);
  for (let i = 0; i < result.length; i++) result[i] = test(source[i] ?? 0) ? 1 : 0;
  return new NdArray(result, [...array.shape], 'bool');
}

/** Rounded to `decimals` places, halves to even, by scaling as NumPy does. */
export function roundTo(array: NdArray, decimals: number): NdArray {
  if (kindOf(array.dtype) !== 'f') {
    if (decimals >= 0) return cast(array, array.dtype);
    const unit = 10 ** -decimals;
    return mapNumbers(array, (x) => roundHalfEven(x / unit) * unit, array.dtype);
  }
  const unit = 10 ** Math.abs(decimals);
  const single = array.dtype === 'float32';
  const step = single ? Math.fround : (x: number) => x;
  if (decimals >= 0) return mapNumbers(array, (x) => step(roundHalfEven(step(x * unit))) / unit, array.dtype);
  return mapNumbers(array, (x) => roundHalfEven(step(x / unit)) * unit, array.dtype);
}
