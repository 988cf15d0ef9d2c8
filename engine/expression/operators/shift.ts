import { bitLength, type Int, makeInt } from '../../values/index.js';
import { allocateInt } from '../budget.js';
import { valueError } from '../raise.js';

export function shiftLeft(a: Int, count: Int): Int {
  if (count < 0) valueError('negative shift count');
  if (a === 0) return 0;
  allocateInt(bitLength(a) + Number(count));
  if (typeof a === 'number' && count < 53) {
    const shifted = a * 2 ** Number(count);
    if (Number.isSafeInteger(shifted)) return shifted;
  }
  return makeInt(BigInt(a) << BigInt(count));
}

export function shiftRight(a: Int, count: Int): Int {
  if (count < 0) valueError('negative shift count');
  if (count >= bitLength(a)) return a < 0 ? -1 : 0;
  if (typeof a === 'number' && count < 1024) return Math.floor(a / 2 ** Number(count));
  return makeInt(BigInt(a) >> BigInt(count));
}

/** `a & b`, `a | b`, `a ^ b` on two's complement of unlimited width. */
export function bitwise(operator: '&' | '|' | '^', a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) {
    return operator === '&' ? a & b : operator === '|' ? a | b : a ^ b;
  }
  const [left, right] = [BigInt(a), BigInt(b)];
  return makeInt(operator === '&' ? left & right : operator === '|' ? left | right : left ^ right);
}
