import { asDouble, asIndex } from '../../expression/callables/arguments.js';
import type { BuiltinFunction } from '../../expression/callables/builtin-function.js';
import { callExposed } from '../../expression/operators/exposed-operation.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { isFloat, isInt, makeFloat, makeInt, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { scale, toDouble, toDyadic } from './double.js';
import { erf, erfc } from './error-function.js';
import { gamma, logGamma } from './gamma.js';
import { integerFunctions } from './integers.js';
import * as real from './real.js';
import { sumFunctions } from './sums.js';

const INFINITY = Number.POSITIVE_INFINITY;

function domainError(): never {
  valueError('math domain error');
}

function rangeError(): never {
  raise('OverflowError', 'math range error');
}

/**
 * A function of one float. `atInfinity` gives its limits at −∞ and +∞ (NaN where it has none); an argument outside of
 * the domain makes `compute` give NaN, a pole or overflow an infinity.
 */
function unary(
  name: string,
  compute: (x: number) => number,
  atInfinity: readonly [low: number, high: number],
  pole: 'domain' | 'range' = 'range',
): BuiltinFunction {
  return fn(name, 'x, /', (a) => {
    const x = asDouble(a.value('x'));
    if (Number.isNaN(x)) return x;
    if (!Number.isFinite(x)) {
      const limit = atInfinity[x > 0 ? 1 : 0];
      return Number.isNaN(limit) ? domainError() : makeFloat(limit);
    }
    const result = compute(x);
    if (Number.isNaN(result)) domainError();
    if (!Number.isFinite(result)) pole === 'domain' ? domainError() : rangeError();
    return makeFloat(result);
  });
}

const within = (low: number, high: number, compute: (x: number) => number) => (x: number) =>
  x < low || x > high ? Number.NaN : compute(x);

const none: readonly [number, number] = [Number.NaN, Number.NaN];
const odd: readonly [number, number] = [-INFINITY, INFINITY];

const elementary = [
  unary('sqrt', within(0, INFINITY, Math.sqrt), [Number.NaN, INFINITY]),
  unary('cbrt', real.cbrt, odd),
  unary('exp', real.exp, [0, INFINITY]),
  unary('exp2', (x) => real.power(2, x), [0, INFINITY]),
  unary('expm1', Math.expm1, [-1, INFINITY]),
  unary('log1p', (x) => (x <= -1 ? Number.NaN : Math.log1p(x)), [Number.NaN, INFINITY], 'domain'),
  unary('sin', real.sin, none),
  unary('cos', real.cos, none),
  unary('tan', real.tan, none),
  unary('asin', within(-1, 1, real.asin), none),
  unary('acos', within(-1, 1, real.acos), none),
  unary('atan', real.atan, [-Math.PI / 2, Math.PI / 2]),
  unary('sinh', real.sinh, odd),
  unary('cosh', real.cosh, [INFINITY, INFINITY]),
  unary('tanh', Math.tanh, [-1, 1]),
  unary('asinh', real.asinh, odd),
  unary('acosh', within(1, INFINITY, real.acosh), [Number.NaN, INFINITY]),
  unary('atanh', (x) => (Math.abs(x) >= 1 ? Number.NaN : Math.atanh(x)), none, 'domain'),
  unary('erf', erf, [-1, 1]),
  unary('erfc', erfc, [2, 0]),
  unary('gamma', (x) => (x === 0 ? Number.NaN : gamma(x)), [Number.NaN, INFINITY]),
  fn('lgamma', 'x, /', (a) => {
    const x = asDouble(a.value('x'));
    const result = logGamma(x);
    if (Number.isFinite(x) && !Number.isFinite(result)) Number.isInteger(x) && x <= 0 ? domainError() : rangeError();
    return makeFloat(result);
  }),
  unary('fabs', Math.abs, [INFINITY, INFINITY]),
  unary('degrees', (x) => x * (180 / Math.PI), odd),
  unary('radians', (x) => x * (Math.PI / 180), odd),
];

/** A logarithm that takes integers of any size. */
function logarithm(value: Value, ofFloat: (x: number) => number, perLn: number): number {
  if (isInt(value) && typeof value === 'bigint' && value > 0n) {
    const { fixed, places } = real.logOfInteger(value);
    return toDouble(fixed, -places) * perLn;
  }
  const x = asDouble(value);
  if (Number.isNaN(x) || x === INFINITY) return x;
  return x <= 0 ? domainError() : ofFloat(x);
}

const logarithms = [
  fn('log', 'x, base?, /', (a) => {
    const numerator = logarithm(a.value('x'), real.log, 1);
    if (!a.has('base')) return makeFloat(numerator);
    const denominator = logarithm(a.value('base'), real.log, 1);
    if (denominator === 0) raise('ZeroDivisionError', 'float division by zero');
    return makeFloat(numerator / denominator);
  }),
  fn('log2', 'x, /', (a) => makeFloat(logarithm(a.value('x'), real.log2, Math.LOG2E))),
  fn('log10', 'x, /', (a) => makeFloat(logarithm(a.value('x'), real.log10, Math.LOG10E))),
];

const ofTwo = [
  fn('pow', 'x, y, /', (a) => makeFloat(pow(asDouble(a.value('x')), asDouble(a.value('y'))))),
  fn('atan2', 'y, x, /', (a) => {
    const y = asDouble(a.value('y'));
    const x = asDouble(a.value('x'));
    const plain = Number.isFinite(x) && Number.isFinite(y) && x !== 0 && y !== 0;
    return makeFloat(plain ? real.atan2(y, x) : Math.atan2(y, x));
  }),
  fn('copysign', 'x, y, /', (a) => {
    const y = asDouble(a.value('y'));
    const size = Math.abs(asDouble(a.value('x')));
    return makeFloat(y < 0 || Object.is(y, -0) ? -size : size);
  }),
  fn('fmod', 'x, y, /', (a) => {
    const x = asDouble(a.value('x'));
    const y = asDouble(a.value('y'));
    const result = x % y;
    if (Number.isNaN(result) && !Number.isNaN(x) && !Number.isNaN(y)) domainError();
    return makeFloat(result);
  }),
  fn('remainder', 'x, y, /', (a) => makeFloat(remainder(asDouble(a.value('x')), asDouble(a.value('y'))))),
  fn('ldexp', 'x, i, /', (a) => {
    const x = asDouble(a.value('x'));
    const exponent = a.integer('i');
    if (x === 0 || !Number.isFinite(x)) return makeFloat(x);
    if (exponent > 5000n) rangeError();
    const { mantissa, exponent: own } = toDyadic(x);
    const result = exponent < -5000n ? 0 : toDouble(mantissa, own + Number(exponent));
    if (!Number.isFinite(result)) rangeError();
    return makeFloat(result === 0 ? 0 * Math.sign(x) : result);
  }),
  fn('nextafter', 'x, y, /', (a) => makeFloat(nextAfter(asDouble(a.value('x')), asDouble(a.value('y'))))),
  fn('isclose', 'a, b, *, rel_tol?, abs_tol?', (a) => {
    const x = asDouble(a.value('a'));
    const y = asDouble(a.value('b'));
    const relative = a.float('rel_tol', 1e-9);
    const absolute = a.float('abs_tol', 0);
    if (relative < 0 || absolute < 0) valueError('tolerances must be non-negative');
    if (x === y) return true;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    const difference = Math.abs(y - x);
    return difference <= Math.abs(relative * y) || difference <= Math.abs(relative * x) || difference <= absolute;
  }),
];

/** Python's float power: JavaScript's limits, except that 1 to any power and anything to the power 0 is 1. */
function pow(x: number, y: number): number {
  if (x === 1 || y === 0) return 1;
  if (x === -1 && Math.abs(y) === INFINITY) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return x ** y;
  if (x === 0) return y < 0 ? domainError() : x ** y;
  if (x < 0 && !Number.isInteger(y)) domainError();
  const size = real.power(Math.abs(x), y);
  if (!Number.isFinite(size)) rangeError();
  return x < 0 && Math.abs(y) % 2 === 1 ? -size : size;
}

/** IEEE remainder: x minus the nearest multiple of y, ties to an even multiple. */
function remainder(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (!Number.isFinite(x) || y === 0) domainError();
  if (!Number.isFinite(y)) return x;
  const size = Math.abs(y);
  const rest = Math.abs(x) % size;
  const other = size - rest;
  let result: number;
  if (rest < other) result = rest;
  else if (rest > other) result = -other;
  else result = rest - 2 * ((0.5 * (Math.abs(x) - rest)) % size);
  return x < 0 || Object.is(x, -0) ? -result : result;
}

/** The neighbour of x in the direction of y. */
export function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, y > x === x > 0 ? bits + 1n : bits - 1n);
  return view.getFloat64(0);
}

function unitInTheLastPlace(x: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(size)) return size;
  const above = nextAfter(size, INFINITY);
  return Number.isFinite(above) ? above - size : size - nextAfter(size, 0);
}

/** A rounding to an int that also works on ints and on objects with the special method. */
function rounding(name: string, specialName: string, round: (x: number) => number): BuiltinFunction {
  return fn(name, 'x, /', (a) => {
    const value = a.value('x');
    if (isInt(value) || typeof value === 'boolean') return makeInt(asIndex(value));
    if (!isFloat(value)) {
      const own = callExposed(value, specialName);
      if (own !== undefined) return own;
      if (name === 'trunc') typeError(`type ${typeName(value)} doesn't define __trunc__ method`);
    }
    const x = asDouble(value);
    if (Number.isNaN(x)) valueError('cannot convert float NaN to integer');
    if (!Number.isFinite(x)) raise('OverflowError', 'cannot convert float infinity to integer');
    return makeInt(BigInt(round(x)));
  });
}

const parts = [
  rounding('ceil', '__ceil__', Math.ceil),
  rounding('floor', '__floor__', Math.floor),
  rounding('trunc', '__trunc__', Math.trunc),
  fn('modf', 'x, /', (a) => {
    const x = asDouble(a.value('x'));
    const negative = x < 0 || Object.is(x, -0);
    const fraction = Number.isFinite(x) ? x % 1 : Number.isNaN(x) ? x : negative ? -0 : 0;
    return new Tuple([makeFloat(fraction), makeFloat(Math.trunc(x))]);
  }),
  fn('frexp', 'x, /', (a) => {
    const x = asDouble(a.value('x'));
    if (x === 0 || !Number.isFinite(x)) return new Tuple([makeFloat(x), 0]);
    const { mantissa, exponent } = toDyadic(x);
    const length = (mantissa < 0n ? -mantissa : mantissa).toString(2).length;
    return new Tuple([makeFloat(scale(Number(mantissa), -length)), exponent + length]);
  }),
  fn('ulp', 'x, /', (a) => makeFloat(unitInTheLastPlace(asDouble(a.value('x'))))),
  fn('isfinite', 'x, /', (a) => Number.isFinite(asDouble(a.value('x')))),
  fn('isinf', 'x, /', (a) => Math.abs(asDouble(a.value('x'))) === INFINITY),
  fn('isnan', 'x, /', (a) => Number.isNaN(asDouble(a.value('x')))),
];

/** Python's `math`. */
export const mathModule = new TableModule(
  'math',
  members([...elementary, ...logarithms, ...ofTwo, ...parts, ...integerFunctions, ...sumFunctions], {
    pi: Math.PI,
    e: Math.E,
    tau: 2 * Math.PI,
    inf: INFINITY,
    nan: Number.NaN,
  }),
);
