import { valueError } from '../../expression/raise.js';
import type { NdArray } from '../../types/index.js';
import { Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { axesArgument, oneAxis } from './axes.js';
import { applyBinary, applyComparison } from './binary.js';
import { range, toArray } from './create.js';
import { evenlySpaced, numbersFrom } from './creation-functions.js';
import { dress } from './dress.js';
import { cast, fromNumbers, numbersOf } from './elements.js';
import { nonzero } from './indexing.js';
import { span } from './joining.js';
import { outer } from './linear.js';
import { arrayFunction, arrayOf } from './module-parts.js';
import { quantile, searchSorted, takeFlat, unique } from './ordering.js';
import * as reduce from './reduce.js';
import { argwhere, differences, where } from './selecting.js';
import { normalAxis, sizeOf } from './shape.js';
import { applyTest } from './unary.js';

/** A reduction that passes over NaN: NaN becomes `neutral` first. */
function skippingNaN(
  name: string,
  neutral: number,
  reduceOver: (array: NdArray, axes: reduce.Axes, keepDims: boolean) => NdArray,
): ReturnType<typeof fn> {
  return arrayFunction(name, 'a, axis=None, dtype=None, out=None, keepdims=False', (array, a) => {
    const filled = where(
      applyTest(array, Number.isNaN),
      { array: fromNumbers([neutral], array.dtype, []) },
      { array },
      'numpy',
    );
    return reduceOver(filled, axesArgument(a.value('axis')), a.flag('keepdims'));
  });
}

function nanMean(array: NdArray, axes: reduce.Axes, keepDims: boolean): NdArray {
  const valid = applyTest(array, (x) => !Number.isNaN(x));
  const kept = where(valid, { array }, { array: fromNumbers([0], array.dtype, []) }, 'numpy');
  const total = reduce.sum(kept, axes, keepDims);
  return applyBinary('divide', { array: total }, { array: reduce.sum(valid, axes, keepDims) }, 'numpy');
}

function medianOf(array: NdArray, axis: number | null): NdArray {
  return quantile(array, 0.5, axis);
}

/** Quantiles for one fraction or several. */
function quantiles(array: NdArray, fractions: NdArray, axis: number | null): NdArray {
  const parts = Array.from(numbersOf(fractions), (q) => {
    if (!(q >= 0 && q <= 1)) valueError('Quantiles must be in the range [0, 1]');
    return quantile(array, q, axis);
  });
  const [first] = parts;
  if (fractions.shape.length === 0 && first) return first;
  return fromNumbers(
    parts.flatMap((part) => Array.from(numbersOf(part))),
    first?.dtype ?? 'float64',
    [...fractions.shape, ...(first?.shape ?? [])],
  );
}

const summaries = [
  skippingNaN('nansum', 0, reduce.sum),
  skippingNaN('nanprod', 1, reduce.product),
  skippingNaN('nanmax', Number.NEGATIVE_INFINITY, (a, axes, keep) => reduce.extreme(a, true, axes, keep)),
  skippingNaN('nanmin', Number.POSITIVE_INFINITY, (a, axes, keep) => reduce.extreme(a, false, axes, keep)),
  arrayFunction('nanmean', 'a, axis=None, dtype=None, out=None, keepdims=False', (array, a) =>
    nanMean(array, axesArgument(a.value('axis')), a.flag('keepdims')),
  ),
  arrayFunction('median', 'a, axis=None', (array, a) => medianOf(array, oneAxis(a.value('axis')))),
  arrayFunction('quantile', 'a, q, axis=None', (array, a) =>
    quantiles(array, arrayOf(a, 'q'), oneAxis(a.value('axis'))),
  ),
  arrayFunction('percentile', 'a, q, axis=None', (array, a) => {
    const fractions = applyBinary(
      'divide',
      { array: arrayOf(a, 'q') },
      { array: fromNumbers([100], 'float64', []) },
      'numpy',
    );
    return quantiles(array, fractions, oneAxis(a.value('axis')));
  }),
  arrayFunction('average', 'a, axis=None, weights=None', (array, a) => {
    const axes = axesArgument(a.value('axis'));
    if (a.isNone('weights')) return reduce.mean(array, axes);
    const weights = { array: arrayOf(a, 'weights') };
    const total = reduce.sum(applyBinary('multiply', { array: cast(array, 'float64') }, weights, 'numpy'), axes);
    return applyBinary('divide', { array: total }, { array: reduce.sum(weights.array, axes) }, 'numpy');
  }),
  arrayFunction('diff', 'a, n=1, axis=-1', (array, a) => {
    const axis = normalAxis(a.count('axis'), array.shape.length);
    return differences(array, a.count('n'), (part, from, to) => span(part, axis, from, to), array.shape[axis] ?? 0);
  }),
  fn('bincount', 'x, weights=None, minlength=0', (a) => {
    const places = numbersFrom(a.value('x'));
    const length = Math.max(a.count('minlength'), 0, ...places.map((place) => place + 1));
    const weights = a.isNone('weights') ? undefined : numbersFrom(a.value('weights'));
    const counts = new Array<number>(sizeOf([length])).fill(0);
    for (const [i, place] of places.entries()) counts[place] = (counts[place] ?? 0) + (weights?.[i] ?? 1);
    return fromNumbers(counts, weights ? 'float64' : 'int64');
  }),
  fn('histogram', 'a, bins=10, range=None, density=None, weights=None', (a) =>
    histogram(numbersFrom(arrayOf(a, 'a')), a.value('bins'), a.value('range')),
  ),
  fn('digitize', 'x, bins, right=False', (a) =>
    dress(searchSorted(arrayOf(a, 'bins'), arrayOf(a, 'x'), !a.flag('right'))),
  ),
  fn('interp', 'x, xp, fp, left=None, right=None', (a) => {
    const [xp, fp] = [numbersFrom(a.value('xp')), numbersFrom(a.value('fp'))];
    const x = arrayOf(a, 'x');
    return dress(
      fromNumbers(
        Array.from(numbersOf(x), (one) => interpolate(one, xp, fp)),
        'float64',
        x.shape,
      ),
    );
  }),
];

function interpolate(x: number, xp: readonly number[], fp: readonly number[]): number {
  const last = xp.length - 1;
  if (x <= (xp[0] ?? 0)) return fp[0] ?? Number.NaN;
  if (x >= (xp[last] ?? 0)) return fp[last] ?? Number.NaN;
  const above = xp.findIndex((one) => one > x);
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [xp[above - 1], xp[above], fp[above - 1], fp[above]];
  return ((y1 - y0) / (x1 - x0)) * (x - x0) + y0;
}

function histogram(values: readonly number[], bins: Value, limits: Value): Tuple {
  let edges: number[];
  if (typeof bins === 'number') {
    let [low = 0, high = 1] = limits === null ? [Math.min(...values), Math.max(...values)] : numbersFrom(limits);
    if (values.length === 0 && limits === null) [low, high] = [0, 1];
    if (low === high) [low, high] = [low - 0.5, high + 0.5];
    edges = evenlySpaced(low, high, bins + 1, true);
  } else edges = numbersFrom(bins);
  const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
  const last = edges.at(-1) ?? 0;
  for (const value of values) {
    if (value < (edges[0] ?? 0) || value > last) continue;
    const above = edges.findIndex((edge) => edge > value);
    const bin = above < 0 ? counts.length - 1 : above - 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return new Tuple([
    fromNumbers(counts, 'int64'),
    typeof bins === 'number' ? fromNumbers(edges, 'float64') : toArray(bins),
  ]);
}

/** Which elements of one array are among another's. */
function isIn(elements: NdArray, among: NdArray, inverted: boolean): NdArray {
  const known = new Set(Array.from(numbersOf(among)));
  return applyTest(elements, (x) => known.has(x) !== inverted);
}

function flatPositions(array: NdArray): NdArray {
  return range(0, array.size, 1);
}

const sets = [
  fn(
    'unique',
    'ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True',
    (a) => {
      const found = unique(arrayOf(a, 'ar'));
      const parts: Value[] = [found.values];
      if (a.flag('return_index')) parts.push(found.first);
      if (a.flag('return_inverse')) parts.push(found.inverse);
      if (a.flag('return_counts')) parts.push(found.counts);
      return parts.length === 1 ? found.values : new Tuple(parts);
    },
  ),
  ...['isin', 'in1d'].map((name) =>
    fn(name, 'element, test_elements, assume_unique=False, invert=False', (a) =>
      dress(isIn(arrayOf(a, 'element'), arrayOf(a, 'test_elements'), a.flag('invert'))),
    ),
  ),
  fn('intersect1d', 'ar1, ar2', (a) => {
    const values = unique(arrayOf(a, 'ar1')).values;
    return takeFlat(values, nonzero(isIn(values, arrayOf(a, 'ar2'), false))[0] ?? []);
  }),
  fn('setdiff1d', 'ar1, ar2', (a) => {
    const values = unique(arrayOf(a, 'ar1')).values;
    return takeFlat(values, nonzero(isIn(values, arrayOf(a, 'ar2'), true))[0] ?? []);
  }),
  fn(
    'union1d',
    'ar1, ar2',
    (a) => unique(toArray([...numbersOfValues(a.value('ar1')), ...numbersOfValues(a.value('ar2'))])).values,
  ),
  fn('searchsorted', "a, v, side='left', sorter=None", (a) =>
    dress(searchSorted(arrayOf(a, 'a'), arrayOf(a, 'v'), a.text('side') === 'right')),
  ),
  fn('flatnonzero', 'a', (a) => {
    const array = arrayOf(a, 'a');
    return takeFlat(flatPositions(array), nonzero(array.reshape([array.size]))[0] ?? []);
  }),
  fn('argwhere', 'a', (a) => argwhere(arrayOf(a, 'a'))),
  fn('outer', 'a, b', (a) => outer(arrayOf(a, 'a'), arrayOf(a, 'b'))),
  fn('array_equiv', 'a1, a2', (a) =>
    applyComparison('equal', { array: arrayOf(a, 'a1') }, { array: arrayOf(a, 'a2') }, 'numpy').data.every(
      (x) => x !== 0,
    ),
  ),
];

function numbersOfValues(value: Value): Value[] {
  const array = toArray(value);
  return Array.from({ length: array.size }, (_, i) => takeFlat(array, [i]).reshape([]));
}

/** NumPy's functions that summarise, count and compare sets. */
export const statisticsFunctions = [...summaries, ...sets];
