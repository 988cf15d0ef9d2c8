/**
 * A Python float whose value is a whole number, such as `2.0`.
 *
 * The engine keeps Python's numeric types apart with as little wrapping as possible:
 *
 * | Python | here |
 * |---|---|
 * | int, within ±(2^53 − 1) | a whole `number` |
 * | int, beyond | `bigint` |
 * | float with a fraction, inf, nan | `number` |
 * | float with a whole value (`2.0`, `-0.0`, `1e300`) | `Float` |
 *
 * So `3` and `0.5` are what a TypeScript user writes, and only `2.0` needs a box. Use {@link makeFloat} and
 * {@link makeInt} to construct; never `new Float` with a fraction.
 */
export class Float {
  constructor(readonly value: number) {}

  valueOf(): number {
    return this.value;
  }
}

/** The engine's representation of the Python float `value`. */
export function makeFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** The engine's representation of the Python int `value`. */
export function makeInt(value: bigint | number): number | bigint {
  const asNumber = Number(value);
  if (Number.isSafeInteger(asNumber)) return asNumber === 0 ? 0 : asNumber;
  return BigInt(value);
}

/** Whether `value` is a Python int (bool excluded). */
export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** Whether `value` is a Python float. */
export function isFloat(value: unknown): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}
