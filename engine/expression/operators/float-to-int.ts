import { type Int, makeInt } from '../../values/index.js';
import { overflowError, valueError } from '../raise.js';

/** The int that a float is without its fraction. */
export function floatToInt(value: number): Int {
  if (Number.isNaN(value)) valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) overflowError('cannot convert float infinity to integer');
  const whole = Math.trunc(value);
  return makeInt(whole);
}
