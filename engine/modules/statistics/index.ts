import { allocateItems } from '../../expression/budget.js';
import { asDouble, asSize } from '../../expression/callables/arguments.js';
import { binary } from '../../expression/operators/binary.js';
import { listOf } from '../../expression/operators/iterate.js';
import { isIntLike } from '../../expression/operators/number.js';
import { sortItems } from '../../expression/operators/sort.js';
import { raise, typeError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { Dict, isFloat, makeFloat, makeInt, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { Fraction } from '../fractions/fraction.js';
import { fn } from '../function.js';
import { quotientToDouble, toDouble } from '../math/double.js';
import { integerSqrt } from '../math/fixed-point.js';
import { exp, log } from '../math/real.js';
import { exactSum } from '../math/sums.js';
import { members, TableModule } from '../table-module.js';

function statisticsError(message: string): never {
  raise('StatisticsError', message);
}

function dataOf(a: Arguments, least = 1, name = 'data'): Value[] {
  const list = listOf(a.value(name));
  if (list.length < least) {
    statisticsError(
      least === 1 ? 'mean requires at least one data point' : `at least ${least} data points are required`,
    );
  }
  return list;
}

function fractionOf(value: Value): Fraction {
  return Fraction.of(value) ?? typeError(`can't convert type '${typeName(value)}' to numerator/denominator`);
}

/** Whether the result takes the type of the data: int only when all of it is. */
function kindOf(data: readonly Value[]): 'int' | 'float' | 'fraction' {
  if (data.some(isFloat)) return 'float';
  return data.every(isIntLike) ? 'int' : 'fraction';
}

/** An exact result in the type of the data; ints that do not divide evenly give floats. */
function converted(value: Fraction, kind: 'int' | 'float' | 'fraction'): Value {
  if (kind === 'fraction') return value;
  if (kind === 'int' && value.denominator === 1n) return makeInt(value.numerator);
  return makeFloat(quotientToDouble(value.numerator, value.denominator));
}

function sumOf(data: readonly Value[]): Fraction {
  return data.reduce<Fraction>((total, one) => total.add(fractionOf(one)), new Fraction(0n));
}

function meanOf(data: readonly Value[]): Fraction {
  const total = sumOf(data);
  return new Fraction(total.numerator, total.denominator * BigInt(data.length));
}

function reciprocal(value: Fraction | undefined): Fraction {
  return value ? new Fraction(value.denominator, value.numerator) : new Fraction(0n);
}

/** The exact sum of squared distances from the mean, or from a centre that is given. */
function squares(data: readonly Value[], centre: Fraction): Fraction {
  return data.reduce<Fraction>((total, one) => {
    const distance = fractionOf(one).add(centre.negated());
    return total.add(new Fraction(distance.numerator ** 2n, distance.denominator ** 2n));
  }, new Fraction(0n));
}

function variance(data: readonly Value[], divisor: number, centre: Value): Fraction {
  const middle = centre === null ? meanOf(data) : fractionOf(centre);
  const total = squares(data, middle);
  return new Fraction(total.numerator, total.denominator * BigInt(divisor));
}

/** The square root of a fraction, to the nearest double. */
function root({ numerator, denominator }: Fraction): number {
  const shift = 220 + 2 * Math.max(0, Math.ceil((denominator.toString(2).length - numerator.toString(2).length) / 2));
  const scaled = (numerator << BigInt(shift)) / denominator;
  const whole = integerSqrt(scaled);
  const exact = whole * whole === scaled && scaled * denominator === numerator << BigInt(shift);
  return toDouble((whole << 1n) | (exact ? 0n : 1n), -shift / 2 - 1);
}

function sorted(data: readonly Value[]): Value[] {
  return sortItems(data, null, false);
}

function median(data: readonly Value[]): Value {
  const order = sorted(data);
  const half = order.length >> 1;
  const upper = order[half] ?? null;
  return order.length % 2 === 1 ? upper : binary('/', binary('+', order[half - 1] ?? null, upper), 2);
}

/** Values with how often each occurs, in order of first appearance. */
function counts(data: readonly Value[]): [Value, number][] {
  const tally = new Dict();
  for (const one of data) tally.set(one, Number(tally.get(one) ?? 0) + 1);
  return [...tally].map(([value, count]) => [value, Number(count)]);
}

function modes(data: readonly Value[]): Value[] {
  const tally = counts(data);
  const most = Math.max(0, ...tally.map(([, count]) => count));
  return tally.filter(([, count]) => count === most).map(([value]) => value);
}

/** Cut points that divide the data into n groups. */
function quantiles(a: Arguments): Value[] {
  const data = sorted(dataOf(a, 2));
  const n = asSize(a.value('n'));
  if (n < 1) statisticsError('n must be at least 1');
  allocateItems(n);
  const inclusive = a.text('method') === 'inclusive';
  const span = inclusive ? data.length - 1 : data.length + 1;
  return Array.from({ length: n - 1 }, (_, i) => {
    const place = (i + 1) * span;
    let j = Math.floor(place / n);
    if (!inclusive) j = Math.min(Math.max(j, 1), data.length - 1);
    const delta = place - j * n;
    const [low, high] = inclusive ? [data[j], data[j + 1] ?? data[j]] : [data[j - 1], data[j]];
    const weighted = binary('+', binary('*', low ?? 0, n - delta), binary('*', high ?? 0, delta));
    return binary('/', weighted, n);
  });
}

const center = [
  fn('mean', 'data', (a) => {
    const data = dataOf(a);
    return converted(meanOf(data), kindOf(data));
  }),
  fn('fmean', 'data, weights=None', (a) => {
    const data = dataOf(a).map(asDouble);
    if (a.isNone('weights')) return makeFloat(exactSum(data) / data.length);
    const weights = listOf(a.value('weights')).map(asDouble);
    if (weights.length !== data.length) statisticsError('data and weights must be the same length');
    return makeFloat(exactSum(data.map((x, i) => x * (weights[i] ?? 0))) / exactSum(weights));
  }),
  fn('geometric_mean', 'data', (a) => {
    const data = dataOf(a).map(asDouble);
    if (data.some((x) => x <= 0))
      statisticsError('geometric mean requires a non-empty dataset containing positive numbers');
    return makeFloat(exp(exactSum(data.map(log)) / data.length));
  }),
  fn('harmonic_mean', 'data, weights=None', (a) => {
    const data = dataOf(a);
    const fractions = data.map(fractionOf);
    if (fractions.some(({ numerator }) => numerator < 0n))
      statisticsError('harmonic mean does not support negative values');
    if (fractions.some(({ numerator }) => numerator === 0n)) return 0;
    // Reciprocals of ints and floats are floats, as CPython takes them; their sum is exact.
    const kind = kindOf(data) === 'fraction' ? 'fraction' : 'float';
    const terms = data.map((one, i) => (kind === 'float' ? fractionOf(1 / asDouble(one)) : reciprocal(fractions[i])));
    const total = terms.reduce<Fraction>((sum, term) => sum.add(term), new Fraction(0n));
    return converted(new Fraction(BigInt(data.length) * total.denominator, total.numerator), kind);
  }),
  fn('median', 'data', (a) => {
    const data = listOf(a.value('data'));
    return data.length === 0 ? statisticsError('no median for empty data') : median(data);
  }),
  fn('median_low', 'data', (a) => {
    const data = sorted(dataOf(a));
    return data[(data.length - 1) >> 1] ?? null;
  }),
  fn('median_high', 'data', (a) => {
    const data = sorted(dataOf(a));
    return data[data.length >> 1] ?? null;
  }),
  fn('mode', 'data', (a) => {
    const [first] = modes(listOf(a.value('data')));
    return first === undefined ? statisticsError('no mode for empty data') : first;
  }),
  fn('multimode', 'data', (a) => modes(listOf(a.value('data')))),
];

const spread = [
  fn('variance', 'data, xbar=None', (a) => {
    const data = dataOf(a, 2);
    return converted(variance(data, data.length - 1, a.value('xbar')), kindOf(data));
  }),
  fn('pvariance', 'data, mu=None', (a) => {
    const data = dataOf(a);
    return converted(variance(data, data.length, a.value('mu')), kindOf(data));
  }),
  fn('stdev', 'data, xbar=None', (a) => {
    const data = dataOf(a, 2);
    return makeFloat(root(variance(data, data.length - 1, a.value('xbar'))));
  }),
  fn('pstdev', 'data, mu=None', (a) => {
    const data = dataOf(a);
    return makeFloat(root(variance(data, data.length, a.value('mu'))));
  }),
  fn('quantiles', "data, *, n=4, method='exclusive'", quantiles),
  fn('correlation', 'x, y, /', (a) => {
    const [x, y] = [dataOf(a, 2, 'x').map(asDouble), dataOf(a, 2, 'y').map(asDouble)];
    if (x.length !== y.length) statisticsError('correlation requires that both inputs have same number of data points');
    const [mx, my] = [exactSum(x) / x.length, exactSum(y) / y.length];
    const product = exactSum(x.map((one, i) => (one - mx) * ((y[i] ?? 0) - my)));
    const [xx, yy] = [exactSum(x.map((one) => (one - mx) ** 2)), exactSum(y.map((one) => (one - my) ** 2))];
    if (xx === 0 || yy === 0) statisticsError('at least one of the inputs is constant');
    return makeFloat(product / Math.sqrt(xx * yy));
  }),
];

/** Python's `statistics`: exact on ints, floats and fractions, rounded once. */
export const statisticsModule = new TableModule('statistics', members([...center, ...spread]));
