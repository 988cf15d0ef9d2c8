import type { NumberArray } from './cast.js';
import { skipZeros, wordsOf } from './zeros.js';

/** The foreground of a mask and how deep inside each of its pixels lies. */
export interface Depths {
  /** Flat indices of the foreground pixels, in raster order. */
  readonly indices: Int32Array;
  /** For each, steps to the nearest background pixel, diagonal steps included; −1 where there is no background at all. */
  readonly depths: Int32Array;
}

/**
 * Chessboard distance of every foreground pixel of a mask [rows, columns] to the background
 * (`scipy.ndimage.distance_transform_cdt`). What lies outside the image is not background. Two passes over the box
 * around the foreground.
 */
export function chessboardDepths(mask: NumberArray, rows: number, columns: number): Depths {
  const box = boundingBox(mask, rows, columns);
  if (!box) return { indices: new Int32Array(0), depths: new Int32Array(0) };
  const { top, bottom, left, right, count } = box;
  const far = rows + columns;
  // A frame around the box: zero where it is background inside the image, far away outside of it.
  const width = right - left + 3;
  const height = bottom - top + 3;
  const field = new Int32Array(width * height);
  fillFrame(field, width, height, far, top === 0, bottom === rows - 1, left === 0, right === columns - 1);
  for (let row = 1; row < height - 1; row++) {
    const source = (row + top - 1) * columns + left - 1;
    for (let column = 1, at = row * width + 1; column < width - 1; column++, at++) {
      if ((mask[source + column] as number) === 0) {
        field[at] = 0;
        continue;
      }
      const above = at - width;
      let nearest = field[at - 1] as number;
      if ((field[above - 1] as number) < nearest) nearest = field[above - 1] as number;
      if ((field[above] as number) < nearest) nearest = field[above] as number;
      if ((field[above + 1] as number) < nearest) nearest = field[above + 1] as number;
      field[at] = nearest + 1;
    }
  }
  for (let row = height - 2; row > 0; row--) {
    for (let column = width - 2, at = row * width + column; column > 0; column--, at--) {
      const below = at + width;
      let nearest = field[at + 1] as number;
      if ((field[below + 1] as number) < nearest) nearest = field[below + 1] as number;
      if ((field[below] as number) < nearest) nearest = field[below] as number;
      if ((field[below - 1] as number) < nearest) nearest = field[below - 1] as number;
      if (nearest + 1 < (field[at] as number)) field[at] = nearest + 1;
    }
  }
  const indices = new Int32Array(count);
  const depths = new Int32Array(count);
  let next = 0;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const index = row * columns + column;
      if ((mask[index] as number) === 0) continue;
      const depth = field[(row - top + 1) * width + column - left + 1] as number;
      indices[next] = index;
      depths[next++] = depth >= far ? -1 : depth;
    }
  }
  return { indices, depths };
}

function fillFrame(
  field: Int32Array,
  width: number,
  height: number,
  far: number,
  atTop: boolean,
  atBottom: boolean,
  atLeft: boolean,
  atRight: boolean,
): void {
  if (atTop) field.fill(far, 0, width);
  if (atBottom) field.fill(far, (height - 1) * width);
  for (let row = 0; row < height; row++) {
    if (atLeft) field[row * width] = far;
    if (atRight) field[row * width + width - 1] = far;
  }
}

interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

function boundingBox(mask: NumberArray, rows: number, columns: number): Box | undefined {
  let [top, bottom, left, right, count] = [rows, -1, columns, -1, 0];
  const words = wordsOf(mask);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    const end = first + columns;
    for (let at = skipZeros(mask, words, first, end); at < end; at = skipZeros(mask, words, at + 1, end)) {
      const column = at - first;
      if (row < top) top = row;
      bottom = row;
      if (column < left) left = column;
      if (column > right) right = column;
      count++;
    }
  }
  return count === 0 ? undefined : { top, bottom, left, right, count };
}
