import { cos, exp, log, power, sin } from './real.js';

/*
 * Γ by Lanczos' approximation with Godfrey's and Boost's rational form for N = 13, g = 6.0246…, which CPython uses too.
 */

const G = 6.02468004077673;
const NUMERATOR = [
  23531376880.41076, 42919803642.6491, 35711959237.35567, 17921034426.03721, 6039542586.352028, 1439720407.3117216,
  248874557.86205417, 31426415.585400194, 2876370.6289353725, 186056.26539522348, 8071.672002365816, 210.82427775157936,
  2.5066282746310002,
];
/** The coefficients of x(x + 1)…(x + 11), lowest power first. */
const DENOMINATOR = [
  0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1,
];
const LARGEST = 171.61447887182297;

/** The ratio of the two polynomials; for large x in powers of 1/x, so that neither overflows. */
function lanczosSum(x: number): number {
  let above = 0;
  let below = 0;
  if (x < 5) {
    for (let power = 12; power >= 0; power--) {
      above = above * x + (NUMERATOR[power] ?? 0);
      below = below * x + (DENOMINATOR[power] ?? 0);
    }
  } else {
    for (let power = 0; power <= 12; power++) {
      above = above / x + (NUMERATOR[power] ?? 0);
      below = below / x + (DENOMINATOR[power] ?? 0);
    }
  }
  return above / below;
}

/** sin(πx), exact where it is a whole number. */
function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const half = Math.round(2 * y);
  const sign = Math.sign(x) || 1;
  switch (half) {
    case 0:
      return sign * sin(Math.PI * y);
    case 1:
      return sign * cos(Math.PI * (y - 0.5));
    case 2:
      return sign * sin(Math.PI * (1 - y));
    case 3:
      return -sign * cos(Math.PI * (y - 1.5));
    default:
      return sign * sin(Math.PI * (y - 2));
  }
}

/** Γ(x). A pole is NaN, an overflow infinite. */
export function gamma(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x === 0) return 1 / x;
  if (Number.isInteger(x)) {
    if (x < 0) return Number.NaN;
    if (x <= 23) {
      let result = 1;
      for (let n = 2; n < x; n++) result *= n;
      return result;
    }
  }
  const size = Math.abs(x);
  if (size < 1e-20) return 1 / x;
  if (size > 200) return x < 0 ? 0 / sinPi(x) : Number.POSITIVE_INFINITY;
  if (x > LARGEST) return Number.POSITIVE_INFINITY;
  const y = size + G - 0.5;
  // What was rounded away in forming y, to be put back below.
  const lost = size > G - 0.5 ? y - size - (G - 0.5) : y - (G - 0.5) - size;
  const correction = (lost * G) / y;
  const half = power(y, size < 140 ? size - 0.5 : size / 2 - 0.25);
  if (x < 0) {
    const base = ((-Math.PI / sinPi(size) / size) * exp(y)) / lanczosSum(size);
    const result = base - correction * base;
    return size < 140 ? result / half : result / half / half;
  }
  const base = lanczosSum(size) / exp(y);
  const result = base + correction * base;
  return size < 140 ? result * half : result * half * half;
}

/** ln |Γ(x)|; infinite at a pole. */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(x) && x <= 2) return x <= 0 ? Number.POSITIVE_INFINITY : 0;
  const size = Math.abs(x);
  if (size < 1e-20) return -log(size);
  let result = log(lanczosSum(size)) - G;
  result += (size - 0.5) * (log(size + G - 0.5) - 1);
  if (x < 0) result = log(Math.PI) - log(Math.abs(sinPi(size))) - log(size) - result;
  return Number.isFinite(result) ? result : Number.POSITIVE_INFINITY;
}
