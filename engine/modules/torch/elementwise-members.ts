import type { Exposed } from '../../registry/exposed.js';
import type { NdArray } from '../../types/index.js';
import type { Arguments } from '../arguments.js';
import { applyBinary, applyComparison, type BinaryName, type ComparisonName } from '../numpy/binary.js';
import { arrayMethod } from '../numpy/member-kinds.js';
import { requireOperand } from '../numpy/selecting.js';
import { applyFloatFunction, applySameType } from '../numpy/unary.js';

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

/** What works element by element. */
export const tensorElementwise: Exposed = Object.assign(
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
