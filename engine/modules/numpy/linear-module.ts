import { raise } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { fn } from '../function.js';
import { exp, log } from '../math/real.js';
import { members, TableModule } from '../table-module.js';
import { oneAxis } from './axes.js';
import { toArray } from './create.js';
import { dress } from './dress.js';
import { fromNumbers, numbersOf } from './elements.js';
import { matmul, norm } from './linear.js';
import { arrayFunction, arrayOf, pairFunction } from './module-parts.js';

/** Gauss–Jordan elimination with pivoting of a square matrix beside another; null when it is singular. */
function eliminate(matrix: NdArray, beside: NdArray): { solution: number[][]; determinant: number } {
  const size = matrix.shape[0] ?? 0;
  if (matrix.shape.length !== 2 || matrix.shape[1] !== size) {
    raise('LinAlgError', 'Last 2 dimensions of the array must be square');
  }
  const left = numbersOf(matrix);
  const right = numbersOf(beside);
  const width = beside.shape[1] ?? 1;
  const rows = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => left[i * size + j] ?? 0),
    ...Array.from({ length: width }, (_, j) => right[i * width + j] ?? 0),
  ]);
  let sign = 1;
  let logarithm = 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const chosen = rows[pivot] ?? [];
    if (pivot !== column) {
      rows[pivot] = rows[column] ?? [];
      rows[column] = chosen;
      sign = -sign;
    }
    const head = chosen[column] ?? 0;
    if (head === 0) return { solution: [], determinant: 0 };
    if (head < 0) sign = -sign;
    logarithm += log(Math.abs(head));
    for (const [row, values] of rows.entries()) {
      if (row === column) continue;
      const factor = (values[column] ?? 0) / head;
      if (factor !== 0)
        for (let j = column; j < values.length; j++) values[j] = (values[j] ?? 0) - factor * (chosen[j] ?? 0);
    }
  }
  const solution = rows.map((row, i) => row.slice(size).map((value) => value / (row[i] ?? 1)));
  // NumPy sums logarithms, so that large matrices do not overflow on the way.
  return { solution, determinant: sign * exp(logarithm) };
}

function solve(matrix: NdArray, beside: NdArray): NdArray {
  const { solution, determinant } = eliminate(matrix, beside);
  if (determinant === 0) raise('LinAlgError', 'Singular matrix');
  return fromNumbers(solution.flat(), 'float64', [solution.length, beside.shape[1] ?? 1]);
}

function unit(size: number): NdArray {
  return fromNumbers(
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    'float64',
    [size, size],
  );
}

/** `numpy.linalg`: norms, products, determinants and inverses of small matrices. */
export const linearModule = new TableModule(
  'numpy.linalg',
  members([
    arrayFunction('norm', 'x, ord=None, axis=None, keepdims=False', (x, a) => {
      const order = a.value('ord');
      return norm(x, typeof order === 'string' || order === null ? 2 : a.float('ord'), oneAxis(a.value('axis')));
    }),
    arrayFunction('det', 'a', (array) =>
      fromNumbers([eliminate(array, unit(array.shape[0] ?? 0)).determinant], 'float64', []),
    ),
    arrayFunction('inv', 'a', (array) => solve(array, unit(array.shape[0] ?? 0))),
    fn('solve', 'a, b', (a) => {
      const b = arrayOf(a, 'b');
      const result = solve(arrayOf(a, 'a'), b.shape.length === 1 ? b.reshape([b.size, 1]) : b);
      return dress(new NdArray(result.data, b.shape, result.dtype));
    }),
    pairFunction('matmul', (x, y) => matmul(toArray(x), toArray(y))),
  ]),
);
