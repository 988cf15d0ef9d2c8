import {
  addInts,
  bitLength,
  Complex,
  floorDivideInts,
  type Int,
  moduloInts,
  multiplyInts,
  subtractInts,
  type Value,
} from '../../values/index.js';
import { allocateInt } from '../budget.js';
import { raise } from '../raise.js';
import type { BinaryOperator } from '../syntax/ast.js';
import { divideComplex, multiplyComplex, powerComplex } from './complex.js';
import { complexOf, float, floatOf, intOf, Rank, rankOf } from './number.js';
import { powerFloats, powerInts } from './power.js';
import { bitwise, shiftLeft, shiftRight } from './shift.js';
import { divideInts } from './true-division.js';

/** `a operator b` for two numbers, or undefined when one of them is none (or the operator is not for their types). */
export function arithmetic(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  const rankA = rankOf(a);
  const rankB = rankOf(b);
  if (rankA === Rank.none || rankB === Rank.none) return undefined;
  if (rankA === Rank.complex || rankB === Rank.complex) return complexArithmetic(operator, complexOf(a), complexOf(b));
  if (rankA === Rank.float || rankB === Rank.float) return floatArithmetic(operator, floatOf(a), floatOf(b));
  if (typeof a === 'boolean' && typeof b === 'boolean') {
    if (operator === '&') return a && b;
    if (operator === '|') return a || b;
    if (operator === '^') return a !== b;
  }
  return intArithmetic(operator, intOf(a), intOf(b));
}

function intArithmetic(operator: BinaryOperator, a: Int, b: Int): Value {
  switch (operator) {
    case '+':
      countBits(a, b, Math.max);
      return addInts(a, b);
    case '-':
      countBits(a, b, Math.max);
      return subtractInts(a, b);
    case '*':
      countBits(a, b, (bitsA, bitsB) => bitsA + bitsB);
      return multiplyInts(a, b);
    case '/':
      if (b === 0) zeroDivision('division by zero');
      return float(divideInts(a, b));
    case '//':
      if (b === 0) zeroDivision('integer division or modulo by zero');
      countBits(a, b, Math.max);
      return floorDivideInts(a, b);
    case '%':
      if (b === 0) zeroDivision('integer modulo by zero');
      countBits(a, b, Math.max);
      return moduloInts(a, b);
    case '**':
      return powerInts(a, b);
    case '<<':
      return shiftLeft(a, b);
    case '>>':
      return shiftRight(a, b);
    case '&':
    case '|':
    case '^':
      return bitwise(operator, a, b);
  }
}

/** Charges the budget where an operand is large. */
function countBits(a: Int, b: Int, size: (bitsA: number, bitsB: number) => number): void {
  if (typeof a === 'number' && typeof b === 'number') return;
  allocateInt(size(bitLength(a), bitLength(b)));
}

function floatArithmetic(operator: BinaryOperator, a: number, b: number): Value | undefined {
  switch (operator) {
    case '+':
      return float(a + b);
    case '-':
      return float(a - b);
    case '*':
      return float(a * b);
    case '/':
      if (b === 0) zeroDivision('float division by zero');
      return float(a / b);
    case '//':
      if (b === 0) zeroDivision('float floor division by zero');
      return float(divideAndRemain(a, b)[0]);
    case '%':
      if (b === 0) zeroDivision('float modulo');
      return float(divideAndRemain(a, b)[1]);
    case '**':
      return powerFloats(a, b);
    default:
      return undefined;
  }
}

/** Floor quotient and remainder of floats, by CPython's algorithm; the remainder has the sign of `b`, which is not 0. */
export function divideAndRemain(a: number, b: number): [quotient: number, remainder: number] {
  let remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder !== 0) {
    if (b < 0 !== remainder < 0) {
      remainder += b;
      quotient -= 1;
    }
  } else remainder = b < 0 || Object.is(b, -0) ? -0 : 0;
  if (quotient === 0) return [a / b < 0 || Object.is(a / b, -0) ? -0 : 0, remainder];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, remainder];
}

function complexArithmetic(operator: BinaryOperator, a: Complex, b: Complex): Value | undefined {
  switch (operator) {
    case '+':
      return new Complex(a.real + b.real, a.imaginary + b.imaginary);
    case '-':
      return new Complex(a.real - b.real, a.imaginary - b.imaginary);
    case '*':
      return multiplyComplex(a, b);
    case '/':
      return divideComplex(a, b);
    case '**':
      return powerComplex(a, b);
    default:
      return undefined;
  }
}

export function zeroDivision(message: string): never {
  raise('ZeroDivisionError', message);
}
