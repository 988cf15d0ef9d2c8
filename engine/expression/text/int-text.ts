import { bitLength, type Int } from '../../values/index.js';
import { allocate, spend } from '../budget.js';
import { valueError } from '../raise.js';
import { mostDigits } from '../syntax/number-literal.js';

/** An int in decimal; ValueError beyond Python's limit of digits. */
export function intText(value: Int): string {
  if (typeof value === 'number') return String(value);
  if (bitLength(value) > mostDigits * 3) {
    const limit = 10n ** BigInt(mostDigits);
    if (value >= limit || value <= -limit) {
      valueError(
        `Exceeds the limit (${mostDigits} digits) for integer string conversion; ` +
          'use sys.set_int_max_str_digits() to increase the limit',
      );
    }
  }
  return String(value);
}

/** The digits of an int's magnitude in base 2, 8 or 16. */
export function intDigits(value: Int, base: 2 | 8 | 16): string {
  allocate(bitLength(value));
  spend(bitLength(value) / 64);
  return (value < 0 ? -BigInt(value) : value).toString(base);
}
