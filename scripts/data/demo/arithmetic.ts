/**
 * Functions made of +, −, ×, ÷ and square roots alone. IEEE 754 fixes those to the last bit, while `Math.exp` and its
 * like may differ between engines; a drawing made with these is the same everywhere.
 */

const ln2 = Math.LN2;

/** eˣ, to about 1e-15 of its value. */
export function exp(x: number): number {
  const power = Math.floor(x / ln2 + 0.5);
  const rest = x - power * ln2;
  let sum = 1;
  for (let term = 16; term > 0; term--) sum = 1 + (sum * rest) / term;
  for (let step = 0; step < power; step++) sum *= 2;
  for (let step = 0; step > power; step--) sum /= 2;
  return sum;
}

/** 0 below `low`, 1 above `high`, and a smooth step between. */
export function smoothStep(low: number, high: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** `x` kept within `low` and `high`. */
export function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
