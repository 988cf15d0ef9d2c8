import {
  bitLength,
  type Complex,
  hashKey,
  type Int,
  identity,
  makeFloat,
  makeInt,
  negateInt,
  numericHash,
  Tuple,
  type Value,
} from '../../values/index.js';
import { spend } from '../budget.js';
import { asIndex } from '../callables/arguments.js';
import { functions } from '../callables/builtin-function.js';
import { divideAndRemain, zeroDivision } from '../operators/arithmetic.js';
import { binary } from '../operators/binary.js';
import { callEither, callExposed } from '../operators/exposed-operation.js';
import { floatToInt } from '../operators/float-to-int.js';
import { hashable } from '../operators/hashable.js';
import { complexOf, float, floatOf, intOf, isIntLike, Rank, rankOf } from '../operators/number.js';
import { powerModulo } from '../operators/power.js';
import { overflowError, typeError } from '../raise.js';
import { fixedDigits } from '../text/decimal-digits.js';
import { intDigits } from '../text/int-text.js';
import { typeName } from '../types/type-name.js';

/** Python's built-in functions on numbers. */
export const numberFunctions = functions({
  abs: ['x, /', (args) => absolute(args.at(0))],
  bin: ['number, /', (args) => prefixed(args.int(0), '0b', 2)],
  oct: ['number, /', (args) => prefixed(args.int(0), '0o', 8)],
  hex: ['number, /', (args) => prefixed(args.int(0), '0x', 16)],
  divmod: ['x, y, /', (args) => divideModulo(args.at(0), args.at(1))],
  pow: ['base, exp, mod=None', (args) => power(args.at(0), args.at(1), args.at(2))],
  round: ['number, ndigits=None', (args) => round(args.at(0), args.at(1))],
  hash: ['obj, /', (args) => hash(hashable(args.at(0)))],
  id: ['obj, /', (args) => identityOf(args.at(0))],
});

function absolute(value: Value): Value {
  switch (rankOf(value)) {
    case Rank.int: {
      const int = intOf(value);
      return int < 0 ? negateInt(int) : int;
    }
    case Rank.float:
      return float(Math.abs(floatOf(value)));
    case Rank.complex:
      return magnitude(complexOf(value));
    default:
  }
  return callExposed(value, '__abs__') ?? typeError(`bad operand type for abs(): '${typeName(value)}'`);
}

function magnitude({ real, imaginary }: Complex): Value {
  const size = Math.hypot(real, imaginary);
  if (!Number.isFinite(size) && Number.isFinite(real) && Number.isFinite(imaginary)) {
    overflowError('absolute value too large');
  }
  return float(size);
}

function prefixed(value: Int, prefix: string, base: 2 | 8 | 16): string {
  return `${value < 0 ? '-' : ''}${prefix}${intDigits(value, base)}`;
}

function divideModulo(a: Value, b: Value): Value {
  const rank = Math.max(rankOf(a), rankOf(b));
  const isReal = rankOf(a) !== Rank.none && rankOf(b) !== Rank.none && rank !== Rank.complex;
  if (isReal && rank === Rank.float) {
    if (floatOf(b) === 0) zeroDivision('float divmod()');
    return new Tuple(divideAndRemain(floatOf(a), floatOf(b)).map(float));
  }
  if (isReal) return new Tuple([binary('//', a, b), binary('%', a, b)]);
  const answer = callEither(a, b, '__divmod__', '__rdivmod__');
  if (answer !== undefined) return answer;
  typeError(`unsupported operand type(s) for divmod(): '${typeName(a)}' and '${typeName(b)}'`);
}

function power(base: Value, exponent: Value, modulus: Value): Value {
  if (modulus === null) return binary('**', base, exponent);
  if (isIntLike(base) && isIntLike(exponent) && isIntLike(modulus)) {
    return powerModulo(intOf(base), intOf(exponent), intOf(modulus));
  }
  const numbers = [base, exponent, modulus].every((value) => rankOf(value) !== Rank.none);
  if (numbers) typeError('pow() 3rd argument not allowed unless all arguments are integers');
  const names = [base, exponent, modulus].map((value) => `'${typeName(value)}'`);
  typeError(`unsupported operand type(s) for ** or pow(): ${names.join(', ')}`);
}

function round(value: Value, digits: Value): Value {
  if (rankOf(value) === Rank.int) {
    const int = intOf(value);
    const places = digits === null ? 0 : asIndex(digits);
    return places >= 0 ? int : roundInt(int, Number(places));
  }
  if (rankOf(value) === Rank.float) {
    const number = floatOf(value);
    return digits === null ? roundToInt(number) : roundFloat(number, Number(asIndex(digits)));
  }
  const own = digits === null ? callExposed(value, '__round__') : callExposed(value, '__round__', digits);
  return own ?? typeError(`type ${typeName(value)} doesn't define __round__ method`);
}

function roundInt(value: Int, places: number): Int {
  // Far to the left of its first digit an int rounds to 0.
  if (-places > bitLength(value) * Math.log10(2) + 2) return 0;
  const unit = 10n ** BigInt(-places);
  const size = value < 0 ? -BigInt(value) : BigInt(value);
  const floor = size / unit;
  const rest = 2n * (size % unit);
  const rounded = (rest > unit || (rest === unit && (floor & 1n) === 1n) ? floor + 1n : floor) * unit;
  return makeInt(value < 0 ? -rounded : rounded);
}

function roundToInt(value: number): Int {
  const whole = floatToInt(value);
  if (Number.isInteger(value)) return whole;
  const floor = Math.floor(value);
  const rest = value - floor;
  return makeInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor);
}

/** Rounds the exact decimal value half to even, as CPython does. */
function roundFloat(value: number, places: number): Value {
  if (!Number.isFinite(value) || places > 323) return float(value);
  if (places < -309) return makeFloat(0 * value);
  const size = Number(fixedDigits(Math.abs(value), places));
  if (!Number.isFinite(size)) overflowError('rounded value too large to represent');
  return makeFloat(value < 0 || Object.is(value, -0) ? -size : size);
}

/** CPython's hash of numbers; of anything else a number that stays the same while the process lives. */
function hash(value: Value): Int {
  const number = numericHash(value);
  if (number !== undefined) return makeInt(number);
  const own = callExposed(value, '__hash__');
  if (own !== undefined && isIntLike(own)) return intOf(own);
  const key = hashKey(value);
  return typeof key === 'string' ? textHash(key) : identityOf(value);
}

function textHash(text: string): Int {
  spend(text.length / 4);
  let hashed = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hashed = BigInt.asUintN(64, (hashed ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return makeInt(BigInt.asIntN(61, hashed));
}

function identityOf(value: Value): Int {
  if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
    return 140_000_000_000_000 + 16 * identity(value);
  }
  return makeInt(BigInt(90_000_000_000_000) + BigInt.asUintN(32, BigInt(textHash(`${typeof value}${String(value)}`))));
}
