import { asSize } from '../../expression/callables/arguments.js';
import { valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { axesArgument } from './axes.js';
import {
  applyBinary,
  applyComparison,
  applyLogical,
  type BinaryName,
  type ComparisonName,
  comparisons,
} from './binary.js';
import { toArray } from './create.js';
import { dress, libraryOf } from './dress.js';
import { kindOf } from './dtype-rules.js';
import { cast, numbersOf } from './elements.js';
import { nonzero } from './indexing.js';
import { arrayFunction, arrayOf, pairFunction } from './module-parts.js';
import { sum, truthOver } from './reduce.js';
import { clip, replaceNonFinite, requireOperand, where } from './selecting.js';
import { broadcastShapes } from './shape.js';
import { broadcastTo } from './strided.js';
import { applyFloatFunction, applySameType, applyTest, invert, roundTo } from './unary.js';

const UNARY = 'x, out=None, *, where?, dtype=None, casting?';

const floatNames: readonly (readonly [name: string, ours: string])[] = [
  ...['sqrt', 'cbrt', 'exp', 'exp2', 'expm1', 'log', 'log2', 'log10', 'log1p', 'sin', 'cos', 'tan', 'arcsin', 'arccos'],
  ...['arctan', 'sinh', 'cosh', 'tanh', 'arcsinh', 'arccosh', 'arctanh', 'degrees', 'radians'],
].map((name) => [name, name] as const);

const renamed: readonly (readonly [name: string, ours: string])[] = [
  ['asin', 'arcsin'],
  ['acos', 'arccos'],
  ['atan', 'arctan'],
  ['asinh', 'arcsinh'],
  ['acosh', 'arccosh'],
  ['atanh', 'arctanh'],
  ['rad2deg', 'degrees'],
  ['deg2rad', 'radians'],
];

const floatFunctions = [...floatNames, ...renamed].map(([name, ours]) =>
  arrayFunction(name, UNARY, (x, a) => applyFloatFunction(ours, x, libraryOf(a.value('x')))),
);

const sameTypeNames: readonly (readonly [name: string, ours: string])[] = [
  ['abs', 'absolute'],
  ['absolute', 'absolute'],
  ['fabs', 'absolute'],
  ['negative', 'negative'],
  ['positive', 'positive'],
  ['sign', 'sign'],
  ['square', 'square'],
  ['reciprocal', 'reciprocal'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['trunc', 'trunc'],
  ['fix', 'trunc'],
  ['rint', 'rint'],
];

const sameTypeFunctions = sameTypeNames.map(([name, ours]) =>
  arrayFunction(name, UNARY, (x) =>
    applySameType(ours, (name === 'fabs' || name === 'rint') && kindOf(x.dtype) !== 'f' ? cast(x, 'float64') : x),
  ),
);

const tests = (
  [
    ['isnan', Number.isNaN],
    ['isfinite', Number.isFinite],
    ['isinf', (x: number) => Math.abs(x) === Number.POSITIVE_INFINITY],
    ['isposinf', (x: number) => x === Number.POSITIVE_INFINITY],
    ['isneginf', (x: number) => x === Number.NEGATIVE_INFINITY],
    ['signbit', (x: number) => x < 0 || Object.is(x, -0)],
    ['logical_not', (x: number) => x === 0],
  ] as const
).map(([name, test]) => arrayFunction(name, UNARY, (x) => applyTest(x, test)));

const binaryNames: readonly (readonly [name: string, ours: BinaryName])[] = [
  ['add', 'add'],
  ['subtract', 'subtract'],
  ['multiply', 'multiply'],
  ['divide', 'divide'],
  ['true_divide', 'divide'],
  ['floor_divide', 'floor_divide'],
  ['mod', 'remainder'],
  ['remainder', 'remainder'],
  ['fmod', 'fmod'],
  ['power', 'power'],
  ['pow', 'power'],
  ['arctan2', 'arctan2'],
  ['atan2', 'arctan2'],
  ['hypot', 'hypot'],
  ['copysign', 'copysign'],
  ['maximum', 'maximum'],
  ['minimum', 'minimum'],
  ['bitwise_and', 'bitwise_and'],
  ['bitwise_or', 'bitwise_or'],
  ['bitwise_xor', 'bitwise_xor'],
  ['left_shift', 'left_shift'],
  ['right_shift', 'right_shift'],
];

function pair(x: Value, y: Value): [ReturnType<typeof requireOperand>, ReturnType<typeof requireOperand>] {
  return [requireOperand(x), requireOperand(y)];
}

const binaryFunctions = binaryNames.map(([name, ours]) =>
  pairFunction(name, (x, y) => applyBinary(ours, ...pair(x, y), libraryOf(x, y))),
);

const comparisonFunctions = (Object.keys(comparisons) as ComparisonName[]).map((name) =>
  pairFunction(name, (x, y) => applyComparison(name, ...pair(x, y), libraryOf(x, y))),
);

const logicalFunctions = (
  [
    ['logical_and', (a: boolean, b: boolean) => a && b],
    ['logical_or', (a: boolean, b: boolean) => a || b],
    ['logical_xor', (a: boolean, b: boolean) => a !== b],
  ] as const
).map(([name, combine]) => pairFunction(name, (x, y) => applyLogical(combine, ...pair(x, y), libraryOf(x, y))));

/** `|x − y| ≤ atol + rtol·|y|`, element by element. */
function close(x: Value, y: Value, relative: number, absolute: number, nanEqual: boolean): NdArray {
  const [a, b] = [toArray(x), toArray(y)];
  const shape = broadcastShapes([a.shape, b.shape]);
  const left = numbersOf(broadcastTo(a, shape));
  const right = numbersOf(broadcastTo(b, shape));
  const result = NdArray.zeros(shape, 'bool');
  for (let i = 0; i < result.size; i++) {
    const [l, r] = [left[i] ?? 0, right[i] ?? 0];
    const near = Number.isFinite(r) ? Math.abs(l - r) <= absolute + relative * Math.abs(r) : l === r;
    result.data[i] = near || (nanEqual && Number.isNaN(l) && Number.isNaN(r)) ? 1 : 0;
  }
  return result;
}

const CLOSE = 'a, b, rtol=0.00001, atol=0.00000001, equal_nan=False';

const comparing = [
  fn('isclose', CLOSE, (a) =>
    dress(close(a.value('a'), a.value('b'), a.float('rtol'), a.float('atol'), a.flag('equal_nan')), a.value('a')),
  ),
  fn('allclose', CLOSE, (a) =>
    close(a.value('a'), a.value('b'), a.float('rtol'), a.float('atol'), a.flag('equal_nan')).data.every((x) => x !== 0),
  ),
  fn('array_equal', 'a1, a2, equal_nan=False', (a) => {
    const [x, y] = [arrayOf(a, 'a1'), arrayOf(a, 'a2')];
    if (x.shape.length !== y.shape.length || x.shape.some((extent, axis) => extent !== y.shape[axis])) return false;
    const equal = a.flag('equal_nan')
      ? close(x, y, 0, 0, true)
      : applyComparison('equal', { array: x }, { array: y }, 'numpy');
    return equal.data.every((element) => Number(element) !== 0);
  }),
];

const choosing = [
  fn('where', 'condition, x?, y?', (a) => {
    const condition = arrayOf(a, 'condition');
    if (!a.has('x') && !a.has('y')) return new Tuple(nonzero(condition).map((places) => toArray(places, 'int64')));
    if (!a.has('x') || !a.has('y')) valueError('either both or neither of x and y should be given');
    const [x, y] = [a.value('x'), a.value('y')];
    const library = libraryOf(a.value('condition'), x, y);
    const chosen = where(condition, requireOperand(x), requireOperand(y), library);
    return library === 'torch' ? dress(chosen, a.value('condition'), x, y) : chosen;
  }),
  arrayFunction('clip', 'a, a_min=None, a_max=None, out=None, *, min=None, max=None', (array, a) =>
    clip(
      array,
      a.isNone('a_min') ? a.value('min') : a.value('a_min'),
      a.isNone('a_max') ? a.value('max') : a.value('a_max'),
    ),
  ),
  arrayFunction('nan_to_num', 'x, copy=True, nan=0, posinf=None, neginf=None', (x, a) =>
    replaceNonFinite(
      x,
      a.float('nan'),
      a.isNone('posinf') ? null : a.float('posinf'),
      a.isNone('neginf') ? null : a.float('neginf'),
    ),
  ),
  ...['round', 'around'].map((name) =>
    arrayFunction(name, 'a, decimals=0, out=None', (array, a) => roundTo(array, asSize(a.value('decimals')))),
  ),
  ...['invert', 'bitwise_not'].map((name) => arrayFunction(name, UNARY, invert)),
  fn('divmod', 'x1, x2', (a) => {
    const [x, y] = [a.value('x1'), a.value('x2')];
    return new Tuple(
      (['floor_divide', 'remainder'] as const).map((name) =>
        dress(applyBinary(name, ...pair(x, y), libraryOf(x, y)), x, y),
      ),
    );
  }),
  fn('modf', 'x', (a) => {
    const x = arrayOf(a, 'x');
    const whole = applySameType('trunc', kindOf(x.dtype) === 'f' ? x : cast(x, 'float64'));
    return new Tuple([dress(applyBinary('subtract', { array: x }, { array: whole }, 'numpy')), dress(whole)]);
  }),
  fn('count_nonzero', 'a, axis=None', (a) =>
    dress(
      sum(
        applyTest(arrayOf(a, 'a'), (x) => x !== 0),
        axesArgument(a.value('axis')),
      ),
    ),
  ),
  fn('alltrue', 'a', (a) => dress(truthOver(arrayOf(a, 'a'), true))),
];

/** NumPy's functions that work element by element. */
export const elementwiseFunctions = [
  ...floatFunctions,
  ...sameTypeFunctions,
  ...tests,
  ...binaryFunctions,
  ...comparisonFunctions,
  ...logicalFunctions,
  ...comparing,
  ...choosing,
];
