import { items, listOf } from '../../expression/operators/iterate.js';
import { raise, valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { power } from '../math/real.js';
import { filled, range, shapeArgument, toArray } from './create.js';
import { asNumpy, dress, dressShaped } from './dress.js';
import { dtypeArgument } from './dtype-object.js';
import { kindOf } from './dtype-rules.js';
import { cast, fromNumbers, numbersOf } from './elements.js';
import { diagonal, triangle } from './linear.js';
import { arrayFunction, arrayOf } from './module-parts.js';
import { readArrayFile } from './npy.js';
import { broadcastShapes, sizeOf } from './shape.js';
import { reshape } from './shaping.js';
import { broadcastTo } from './strided.js';

/** `numpy.array(…)`: always a copy; `asarray` keeps an array that fits. */
function make(value: Value, dtypeValue: Value, copy: boolean): NdArray {
  const dtype = dtypeArgument(dtypeValue);
  const array = asNumpy(toArray(value, dtype));
  return copy ? cast(array, array.dtype) : array;
}

function constantArray(name: string, fill: Value): ReturnType<typeof fn> {
  return fn(name, "shape, dtype=None, order='C', *, device=None, like=None", (a) =>
    filled(shapeArgument(a.value('shape')), fill, dtypeArgument(a.value('dtype')) ?? 'float64'),
  );
}

function constantLike(name: string, fill: Value): ReturnType<typeof fn> {
  return fn(name, "a, dtype=None, order='K', subok=True, shape=None, *, device=None", (a) => {
    const like = arrayOf(a, 'a');
    const shape = a.isNone('shape') ? like.shape : shapeArgument(a.value('shape'));
    return dressShaped(filled(shape, fill, dtypeArgument(a.value('dtype')) ?? like.dtype), a.value('a'));
  });
}

/** Evenly spaced numbers from `start` to `stop`; the last is exactly `stop`. */
export function evenlySpaced(start: number, stop: number, count: number, endpoint: boolean): number[] {
  if (count < 0) valueError(`Number of samples, ${count}, must be non-negative.`);
  sizeOf([count]);
  const gaps = endpoint ? count - 1 : count;
  const step = (stop - start) / gaps;
  const spaced = Array.from({ length: count }, (_, i) => {
    if (i === 0) return start;
    return endpoint && i === gaps ? stop : (step === 0 ? (i / gaps) * (stop - start) : i * step) + start;
  });
  return spaced;
}

const spaced = fn(
  'linspace',
  'start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None',
  (a) => {
    const [start, stop, count] = [a.float('start'), a.float('stop'), a.count('num')];
    const endpoint = a.flag('endpoint');
    const dtype = dtypeArgument(a.value('dtype')) ?? 'float64';
    const values = evenlySpaced(start, stop, count, endpoint);
    const result = fromNumbers(kindOf(dtype) === 'f' ? values : values.map(Math.floor), dtype);
    const gaps = endpoint ? count - 1 : count;
    return a.flag('retstep') ? new Tuple([result, dress(fromNumbers([(stop - start) / gaps], 'float64', []))]) : result;
  },
);

const byPowers = fn('logspace', 'start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0', (a) => {
  const exponents = evenlySpaced(a.float('start'), a.float('stop'), a.count('num'), a.flag('endpoint'));
  const base = a.float('base');
  return fromNumbers(
    exponents.map((exponent) => power(base, exponent)),
    dtypeArgument(a.value('dtype')) ?? 'float64',
  );
});

const identityMatrix = (rows: number, columns: number, offset: number, dtype: NdArray['dtype']): NdArray => {
  sizeOf([rows, columns]);
  const result = NdArray.zeros([rows, columns], dtype);
  const target: { [index: number]: number | bigint } = result.data;
  for (let row = 0; row < rows; row++) {
    const column = row + offset;
    if (column >= 0 && column < columns) target[row * columns + column] = dtype === 'int64' ? 1n : 1;
  }
  return result;
};

const creators = [
  fn('array', "object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, like=None", (a) => {
    const array = make(a.value('object'), a.value('dtype'), true);
    const missing = Math.max(0, a.count('ndmin') - array.shape.length);
    return reshape(array, [...new Array<number>(missing).fill(1), ...array.shape]);
  }),
  ...['asarray', 'ascontiguousarray', 'asanyarray'].map((name) =>
    fn(name, 'a, dtype=None, order=None, *, device=None, copy=None, like=None', (a) =>
      make(a.value('a'), a.value('dtype'), false),
    ),
  ),
  fn('copy', "a, order='K', subok=False", (a) => make(a.value('a'), null, true)),
  constantArray('zeros', 0),
  constantArray('ones', 1),
  constantArray('empty', 0),
  constantLike('zeros_like', 0),
  constantLike('ones_like', 1),
  constantLike('empty_like', 0),
  fn('full', "shape, fill_value, dtype=None, order='C', *, device=None, like=None", (a) =>
    filled(shapeArgument(a.value('shape')), a.value('fill_value'), dtypeArgument(a.value('dtype'))),
  ),
  fn('full_like', "a, fill_value, dtype=None, order='K', subok=True, shape=None", (a) => {
    const like = arrayOf(a, 'a');
    return dress(
      filled(like.shape, cast(toArray(a.value('fill_value')), dtypeArgument(a.value('dtype')) ?? like.dtype)),
      a.value('a'),
    );
  }),
  fn('arange', 'start, stop=None, step=1, dtype=None, *, device=None, like=None', (a) => {
    const [from, to] = a.isNone('stop') ? [0, a.value('start')] : [a.value('start'), a.value('stop')];
    return range(from, to, a.isNone('step') ? 1 : a.value('step'), dtypeArgument(a.value('dtype')));
  }),
  spaced,
  byPowers,
  fn('eye', "N, M=None, k=0, dtype=None, order='C'", (a) =>
    identityMatrix(
      a.count('N'),
      a.isNone('M') ? a.count('N') : a.count('M'),
      a.count('k'),
      dtypeArgument(a.value('dtype')) ?? 'float64',
    ),
  ),
  fn('identity', 'n, dtype=None', (a) =>
    identityMatrix(a.count('n'), a.count('n'), 0, dtypeArgument(a.value('dtype')) ?? 'float64'),
  ),
  arrayFunction('diag', 'v, k=0', (v, a) => diagonal(v, a.count('k'))),
  arrayFunction('tril', 'm, k=0', (m, a) => triangle(m, true, a.count('k'))),
  arrayFunction('triu', 'm, k=0', (m, a) => triangle(m, false, a.count('k'))),
  fn('meshgrid', "*xi, copy=True, sparse=False, indexing='xy'", (a) =>
    meshgrid(
      a.rest.map((x) => toArray(x)),
      a.text('indexing'),
    ),
  ),
  fn('indices', 'dimensions, dtype=None, sparse=False', (a) => {
    const shape = shapeArgument(a.value('dimensions'));
    const grids = shape.map((extent, axis) => alongAxis(range(0, extent, 1), axis, shape));
    return toArray(grids, dtypeArgument(a.value('dtype')));
  }),
  fn('fromiter', 'iter, dtype, count=-1', (a) => toArray(listOf(a.value('iter')), dtypeArgument(a.value('dtype')))),
  fn('load', "file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding='ASCII'", (a) =>
    readArrayFile(a.value('file')),
  ),
];

function alongAxis(values: NdArray, axis: number, shape: readonly number[]): NdArray {
  const own = shape.map((_, i) => (i === axis ? values.size : 1));
  return broadcastTo(reshape(values, own), shape);
}

/** Coordinate grids from coordinate vectors. */
function meshgrid(vectors: readonly NdArray[], indexing: string): Tuple {
  if (indexing !== 'xy' && indexing !== 'ij') valueError("Valid values for `indexing` are 'xy' and 'ij'.");
  const order = [...vectors.keys()];
  if (indexing === 'xy' && order.length > 1) [order[0], order[1]] = [1, 0];
  const shape = order.map((which) => vectors[which]?.size ?? 1);
  return new Tuple(vectors.map((vector, which) => alongAxis(vector, order.indexOf(which), shape)));
}

/** `numpy.broadcast_shapes` and `broadcast_to`, `broadcast_arrays`. */
const broadcasting = [
  fn('broadcast_shapes', '*args', (a) => new Tuple(broadcastShapes(a.rest.map(shapeArgument)))),
  arrayFunction('broadcast_to', 'array, shape, subok=False', (array, a) =>
    broadcastTo(array, shapeArgument(a.value('shape'))),
  ),
  fn('broadcast_arrays', '*args', (a) => {
    const arrays = a.rest.map((one) => toArray(one));
    const shape = broadcastShapes(arrays.map((array) => array.shape));
    return new Tuple(arrays.map((array) => broadcastTo(array, shape)));
  }),
];

/** NumPy's functions that make arrays. */
export const creationFunctions = [...creators, ...broadcasting];

/** The numbers of an iterable, for functions that take lists of them. */
export function numbersFrom(value: Value): number[] {
  if (value instanceof NdArray) return Array.from(numbersOf(value));
  return Array.from(items(value), (item) => {
    const array = toArray(item);
    return array.size === 1 ? Number(array.data[0]) : raise('TypeError', 'a list of numbers is needed');
  });
}
