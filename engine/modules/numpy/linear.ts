import { valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { applyBinary } from './binary.js';
import { kindOf, promoteNumpy } from './dtype-rules.js';
import { cast, fromIntegers, fromNumbers, integersOf, numbersOf } from './elements.js';
import { sum } from './reduce.js';
import { broadcastShapes, sizeOf, spellShape } from './shape.js';
import { broadcastTo, permuteAxes } from './strided.js';

/** Matrix product with broadcasting over leading axes (`@`). @throws ValueError */
export function matmul(x: NdArray, y: NdArray): NdArray {
  if (x.shape.length === 0 || y.shape.length === 0) {
    valueError('matmul: Input operand does not have enough dimensions (has 0, gufunc core requires 1)');
  }
  const a = x.shape.length === 1 ? x.reshape([1, x.size]) : x;
  const b = y.shape.length === 1 ? y.reshape([y.size, 1]) : y;
  const [n, k, m] = [a.shape.at(-2) ?? 0, a.shape.at(-1) ?? 0, b.shape.at(-1) ?? 0];
  if (k !== b.shape.at(-2)) {
    valueError(
      `matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size ${b.shape.at(-2)} is different from ${k})`,
    );
  }
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const dtype = promoteNumpy(x.dtype, y.dtype);
  const left = broadcastTo(cast(a, dtype), [...batch, n, k]);
  const right = broadcastTo(cast(b, dtype), [...batch, k, m]);
  const count = sizeOf(batch);
  const shape = [...batch, ...(x.shape.length === 1 ? [] : [n]), ...(y.shape.length === 1 ? [] : [m])];
  if (kindOf(dtype) !== 'f') {
    const [l, r] = [integersOf(left), integersOf(right)];
    const result = new BigInt64Array(count * n * m);
    multiply(count, n, k, m, (to, at, bt) => {
      result[to] = (result[to] ?? 0n) + (l[at] ?? 0n) * (r[bt] ?? 0n);
    });
    return cast(fromIntegers(result, shape), dtype);
  }
  const [l, r] = [numbersOf(left), numbersOf(right)];
  const result = new Float64Array(count * n * m);
  multiply(count, n, k, m, (to, at, bt) => {
    result[to] = (result[to] ?? 0) + (l[at] ?? 0) * (r[bt] ?? 0);
  });
  return fromNumbers(result, dtype, shape);
}

function multiply(
  count: number,
  n: number,
  k: number,
  m: number,
  add: (to: number, left: number, right: number) => void,
): void {
  for (let c = 0; c < count; c++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < k; j++) {
        for (let l = 0; l < m; l++) add((c * n + i) * m + l, (c * n + i) * k + j, (c * k + j) * m + l);
      }
    }
  }
}

/** `numpy.dot`: the inner product of vectors, matrix products, and scaling by a number. */
export function dot(x: NdArray, y: NdArray): NdArray {
  if (x.shape.length === 0 || y.shape.length === 0) return applyBinary('multiply', { array: x }, { array: y }, 'numpy');
  const core = y.shape.length === 1 ? y.size : (y.shape.at(-2) ?? 0);
  if (x.shape.at(-1) !== core) {
    valueError(
      `shapes ${spellShape(x.shape)} and ${spellShape(y.shape)} not aligned: ${x.shape.at(-1)} (dim ${x.shape.length - 1}) != ${core} (dim ${Math.max(y.shape.length - 2, 0)})`,
    );
  }
  return matmul(x, y);
}

/** The outer product of two flattened arrays. */
export function outer(x: NdArray, y: NdArray): NdArray {
  return applyBinary('multiply', { array: x.reshape([x.size, 1]) }, { array: y.reshape([1, y.size]) }, 'numpy');
}

/** The diagonal of a matrix, or a matrix with the given diagonal. */
export function diagonal(array: NdArray, offset: number): NdArray {
  if (array.shape.length === 1) {
    const size = array.size + Math.abs(offset);
    sizeOf([size, size]);
    const result = NdArray.zeros([size, size], array.dtype);
    const [target, source]: [{ [index: number]: number | bigint }, ArrayLike<number | bigint>] = [
      result.data,
      array.data,
    ];
    for (let i = 0; i < array.size; i++) {
      target[(i + Math.max(-offset, 0)) * size + i + Math.max(offset, 0)] = source[i] ?? 0;
    }
    return result;
  }
  const [rows = 0, columns = 0] = array.shape;
  const start = offset >= 0 ? offset : -offset * columns;
  const length = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
  const positions = Array.from({ length }, (_, i) => start + i * (columns + 1));
  const result = NdArray.zeros([length], array.dtype);
  const [target, source]: [{ [index: number]: number | bigint }, ArrayLike<number | bigint>] = [
    result.data,
    array.data,
  ];
  for (const [i, at] of positions.entries()) target[i] = source[at] ?? 0;
  return result;
}

/** The sum of the main diagonal. */
export function trace(array: NdArray): NdArray {
  return sum(diagonal(array, 0));
}

/** The array with the elements above (or below) a diagonal set to zero. */
export function triangle(array: NdArray, keepLower: boolean, offset: number): NdArray {
  const [rows, columns] = [array.shape.at(-2) ?? 0, array.shape.at(-1) ?? 0];
  const result = cast(array, array.dtype);
  const target: { [index: number]: number | bigint } = result.data;
  const zero = array.dtype === 'int64' ? 0n : 0;
  for (let at = 0; at < array.size; at++) {
    const [row, column] = [Math.floor(at / columns) % rows, at % columns];
    if (keepLower ? column - row > offset : column - row < offset) target[at] = zero;
  }
  return result;
}

/** The axes in reverse order. */
export function transposed(array: NdArray): NdArray {
  return permuteAxes(array, [...array.shape.keys()].reverse());
}

/** The p-norm of a vector, or the Frobenius norm of an array, over all elements or along one axis. */
export function norm(array: NdArray, order: number, axis: number | null): NdArray {
  const floats = kindOf(array.dtype) === 'f' ? array : cast(array, 'float64');
  const power = fromNumbers(
    Array.from(numbersOf(floats), (x) => (order === 2 ? x * x : Math.abs(x) ** order)),
    floats.dtype,
    floats.shape,
  );
  const total = sum(power, axis === null ? null : [axis]);
  return fromNumbers(
    Array.from(numbersOf(total), (x) => (order === 2 ? Math.sqrt(x) : x ** (1 / order))),
    floats.dtype,
    total.shape,
  );
}
