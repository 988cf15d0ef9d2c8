import type { NumberArray } from './cast.js';
import { skipZeros, wordsOf } from './zeros.js';

/** Components of an image: 0 is background, 1…count in the order in which a raster scan meets their first pixels. */
export interface Components {
  readonly labels: Int32Array;
  readonly count: number;
}

/**
 * Connected components of equal, non-zero values (`skimage.measure.label`).
 *
 * @param values row-major, of up to three axes
 * @param connectivity how many axes may change between neighbours: 1 is edges only, the rank is full connectivity
 * @param provisional where to put the labels: zeros, as many as values
 */
export function connectedComponents(
  values: NumberArray,
  shape: readonly number[],
  connectivity: number = shape.length,
  provisional: Int32Array = new Int32Array(values.length),
): Components {
  const [planes = 1, rows = 1, columns = 1] = [1, 1, 1, ...shape].slice(-3);
  const parents = [0];
  if (planes === 1 && connectivity === 1) scanEdges(values, rows, columns, provisional, parents);
  else scanNeighbours(values, planes, rows, columns, Math.min(connectivity, 3), provisional, parents);
  return renumber(provisional, parents);
}

/** Pixels per component, by label; index 0 counts the background. */
export function componentSizes({ labels, count }: Components): Int32Array {
  const sizes = new Int32Array(count + 1);
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] as number;
    sizes[label] = (sizes[label] as number) + 1;
  }
  return sizes;
}

/**
 * Edges only, in a plane: rows are cut into runs of one value, and a run joins those of its value above that it overlaps.
 */
function scanEdges(
  values: NumberArray,
  rows: number,
  columns: number,
  provisional: Int32Array,
  parents: number[],
): void {
  // Starts, ends and labels of the runs of the row above and of this one.
  let above = new Int32Array(3 * columns);
  let here = new Int32Array(3 * columns);
  let runsAbove = 0;
  const words = wordsOf(values);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    let runs = 0;
    let candidate = 0;
    for (let column = 0; column < columns; ) {
      column = skipZeros(values, words, first + column, first + columns) - first;
      if (column === columns) break;
      const value = values[first + column] as number;
      const start = column;
      while (column < columns && values[first + column] === value) column++;
      let label = 0;
      while (candidate < runsAbove && (above[3 * candidate + 1] as number) <= start) candidate++;
      for (let run = candidate; run < runsAbove && (above[3 * run] as number) < column; run++) {
        const over = Math.max(start, above[3 * run] as number);
        if (values[first - columns + over] !== value) continue;
        const other = above[3 * run + 2] as number;
        if (label === 0) label = other;
        else if (label !== other) join(parents, label, other);
      }
      if (label === 0) {
        label = parents.length;
        parents.push(label);
      }
      here[3 * runs] = start;
      here[3 * runs + 1] = column;
      here[3 * runs + 2] = label;
      runs++;
      provisional.fill(label, first + start, first + column);
    }
    [above, here] = [here, above];
    runsAbove = runs;
  }
}

function scanNeighbours(
  values: NumberArray,
  planes: number,
  rows: number,
  columns: number,
  connectivity: number,
  provisional: Int32Array,
  parents: number[],
): void {
  const steps = stepsBack(connectivity);
  let index = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, index++) {
        const value = values[index];
        if (value === 0) continue;
        let label = 0;
        for (const [up, back, aside] of steps) {
          const [z, y, x] = [plane + up, row + back, column + aside];
          if (z < 0 || y < 0 || y >= rows || x < 0 || x >= columns) continue;
          const neighbour = (z * rows + y) * columns + x;
          if (values[neighbour] !== value) continue;
          const other = provisional[neighbour] as number;
          if (label === 0) label = other;
          else if (label !== other) join(parents, label, other);
        }
        if (label === 0) {
          label = parents.length;
          parents.push(label);
        }
        provisional[index] = label;
      }
    }
  }
}

/** Steps to the neighbours that a raster scan has already seen. */
function stepsBack(connectivity: number): [number, number, number][] {
  const steps: [number, number, number][] = [];
  for (let z = -1; z <= 0; z++) {
    for (let y = -1; y <= 1; y++) {
      for (let x = -1; x <= 1; x++) {
        const before = z < 0 || (z === 0 && (y < 0 || (y === 0 && x < 0)));
        if (before && Math.abs(z) + Math.abs(y) + Math.abs(x) <= connectivity) steps.push([z, y, x]);
      }
    }
  }
  return steps;
}

function root(parents: number[], label: number): number {
  let at = label;
  while (parents[at] !== at) {
    const next = parents[at] as number;
    parents[at] = parents[next] as number;
    at = parents[at] as number;
  }
  return at;
}

/** The smaller root becomes the root of both, so that a component's root is the label of its first pixel. */
function join(parents: number[], a: number, b: number): void {
  const rootA = root(parents, a);
  const rootB = root(parents, b);
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

function renumber(provisional: Int32Array, parents: number[]): Components {
  const final = new Int32Array(parents.length);
  let count = 0;
  let isOrdered = true;
  for (let label = 1; label < parents.length; label++) {
    const rootLabel = root(parents, label);
    const number = rootLabel === label ? ++count : (final[rootLabel] as number);
    final[label] = number;
    isOrdered &&= number === label;
  }
  if (!isOrdered) {
    for (let index = 0; index < provisional.length; index++) {
      provisional[index] = final[provisional[index] as number] as number;
    }
  }
  return { labels: provisional, count };
}
