import { toDouble } from './double.js';
import { expFixed, piFixed, sqrtFixed, toFixedPoint } from './fixed-point.js';

/** The error function, to the nearest double. */
export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  if (Math.abs(x) > 6) return Math.sign(x);
  const bits = 180 + Math.max(0, -Math.floor(Math.log2(Math.abs(x))));
  return toDouble(erfFixed(toFixedPoint(x, bits), bits), -bits);
}

/** 1 − erf x, without losing what is left for large x. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -6) return 2;
  if (x > 27.5) return 0;
  const bits = 180 + Math.ceil(x > 0 ? 1.45 * x * x + 16 : 0);
  return toDouble((1n << BigInt(bits)) - erfFixed(toFixedPoint(x, bits), bits), -bits);
}

/** erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms of one sign. */
function erfFixed(x: bigint, bits: number): bigint {
  const places = BigInt(bits);
  const square = (x * x) >> places;
  let term = x;
  let sum = x;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((2n * term * square) >> places) / (2n * n + 1n);
    sum += term;
  }
  const shrunk = (sum * expFixed(-square, bits)) >> places;
  return ((2n * shrunk) << places) / sqrtFixed(piFixed(bits), bits);
}
