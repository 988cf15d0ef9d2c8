import * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';
import { advance, type WindowGrid, windowPositions } from './window-grid.js';

/**
 * Sums overlapping windows into the image they cover. Windows arrive in the grid's order, the last axis running fastest: a row of them
 * becomes a strip, strips become a slab, and so on, so that no sum is ever larger than it must be. All steps are tensor operations and have gradients.
 */
export class WindowAssembly {
  readonly #waiting: tf.Tensor[][];

  constructor(readonly grid: WindowGrid) {
    this.#waiting = grid.starts.map(() => []);
  }

  /** Takes a window, [1, C, …]; it is the assembly's from now on. Returns the whole image with its last window, which the caller owns. */
  add(window: tf.Tensor): tf.Tensor | undefined {
    let piece = window;
    for (let axis = this.grid.starts.length - 1; axis >= 0; axis--) {
      const waiting = this.#waiting[axis] ?? [];
      const starts = this.grid.starts[axis] ?? [];
      waiting.push(piece);
      if (waiting.length < starts.length) return undefined;
      this.#waiting[axis] = [];
      piece = merge(waiting, axis, starts, this.grid);
    }
    return piece;
  }
}

/** Sums pieces of one extent that lie at `starts` along a spatial axis. Disposes of the pieces. */
function merge(pieces: tf.Tensor[], axis: number, starts: readonly number[], grid: WindowGrid): tf.Tensor {
  const extent = grid.imageSize[axis] ?? 0;
  const length = grid.windowSize[axis] ?? 0;
  const [first] = pieces;
  if (first && pieces.length === 1 && length === extent) return first;
  const borders = [...new Set(starts.flatMap((start) => [start, start + length]))].sort((a, b) => a - b);
  const merged = tf.tidy(() => {
    const segments = borders.slice(1).map((end, index) => {
      const begin = borders[index] ?? 0;
      const parts = pieces.flatMap((piece, which) => {
        const offset = begin - (starts[which] ?? 0);
        return offset >= 0 && offset < length ? [along(piece, axis, offset, end - begin)] : [];
      });
      return parts.length > 0 ? parts.reduce((sum, part) => tf.add(sum, part)) : uncovered(begin, end);
    });
    if (borders[0] !== 0 || borders.at(-1) !== extent) uncovered(0, extent);
    return tf.concat(segments, axis + 2);
  });
  for (const piece of pieces) piece.dispose();
  return merged;
}

function along(piece: tf.Tensor, axis: number, begin: number, size: number): tf.Tensor {
  const offset = piece.shape.map((_, index) => (index === axis + 2 ? begin : 0));
  return tf.slice(
    piece,
    offset,
    piece.shape.map((extent, index) => (index === axis + 2 ? size : extent)),
  );
}

function uncovered(begin: number, end: number): never {
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'SlidingWindowInferer',
    problem: `the network's output windows do not cover positions ${begin} to ${end}`,
    fix: 'choose roi_size and overlap so that overlap · roi_size · output size / input size is whole',
  });
}

/**
 * The sum of the windows' weights at each position of the image, row-major.
 * @param weights one window's weights; null for weights of 1
 */
export function coverage(grid: WindowGrid, weights: Float32Array | null): Float32Array {
  const sum = new Float32Array(grid.imageSize.reduce((product, extent) => product * extent, 1));
  const row = grid.windowSize.at(-1) ?? 1;
  const rows = grid.windowSize.slice(0, -1);
  for (const position of windowPositions(grid)) {
    const at = rows.map(() => 0);
    let source = 0;
    do {
      let target = 0;
      for (const [axis, extent] of grid.imageSize.entries()) {
        target = target * extent + (position[axis] ?? 0) + (at[axis] ?? 0);
      }
      for (let index = 0; index < row; index++) {
        sum[target + index] = (sum[target + index] ?? 0) + (weights ? (weights[source + index] ?? 0) : 1);
      }
      source += row;
    } while (advance(at, rows));
  }
  return sum;
}
