import { asIndex } from '../../expression/callables/arguments.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { isFloat, makeInt, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { tooLarge } from '../too-large.js';
import { bitLength } from './double.js';
import { integerSqrt } from './fixed-point.js';

/** Results beyond this many bits are refused rather than computed. */
const MAX_BITS = 2_000_000;

function factorial(n: bigint): bigint {
  // n! has about n·log2(n) bits.
  if (n > 1n && Number(n) * (bitLength(n) - 1) > MAX_BITS) tooLarge();
  return product(1n, n);
}

/** low · (low + 1) · … · high, by halves so that the factors stay of similar size. */
function product(low: bigint, high: bigint): bigint {
  if (low > high) return 1n;
  if (high - low < 8n) {
    let result = low;
    for (let n = low + 1n; n <= high; n++) result *= n;
    return result;
  }
  const middle = (low + high) / 2n;
  return product(low, middle) * product(middle + 1n, high);
}

/** n · (n − 1) · … · (n − k + 1). */
export function permutations(n: bigint, k: bigint): bigint {
  if (k > n) return 0n;
  if (Number(k) * bitLength(n) > MAX_BITS) tooLarge();
  return product(n - k + 1n, n);
}

export function combinations(n: bigint, k: bigint): bigint {
  if (k > n) return 0n;
  const fewer = k < n - k ? k : n - k;
  return permutations(n, fewer) / product(1n, fewer);
}

export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export function lcm(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n;
  const multiple = (a / gcd(a, b)) * b;
  return multiple < 0n ? -multiple : multiple;
}

function notNegative(value: bigint, name: string): bigint {
  return value < 0n ? valueError(`${name} must be a non-negative integer`) : value;
}

function wholeArgument(value: Value): bigint {
  if (isFloat(value)) typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return BigInt(asIndex(value));
}

/** The functions of `math` on integers. */
export const integerFunctions = [
  fn('factorial', 'x, /', (a) => {
    const x = wholeArgument(a.value('x'));
    if (x < 0n) valueError('factorial() not defined for negative values');
    if (x > 2n ** 62n) raise('OverflowError', 'factorial() argument should not exceed 9223372036854775807');
    return makeInt(factorial(x));
  }),
  fn('comb', 'n, k, /', (a) => {
    const [n, k] = [a.integer('n'), a.integer('k')];
    return makeInt(combinations(notNegative(n, 'n'), notNegative(k, 'k')));
  }),
  fn('perm', 'n, k?, /', (a) => {
    const n = a.integer('n');
    const k = a.isNone('k') ? undefined : a.integer('k');
    notNegative(n, 'n');
    return makeInt(k === undefined ? factorial(n) : permutations(n, notNegative(k, 'k')));
  }),
  fn('gcd', '*integers', (a) => makeInt(a.rest.map((value) => BigInt(asIndex(value))).reduce(gcd, 0n))),
  fn('lcm', '*integers', (a) => makeInt(a.rest.map((value) => BigInt(asIndex(value))).reduce(lcm, 1n))),
  fn('isqrt', 'n, /', (a) => {
    const n = a.integer('n');
    return n < 0n ? valueError('isqrt() argument must be nonnegative') : makeInt(integerSqrt(n));
  }),
];
