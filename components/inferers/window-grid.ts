import { fail } from '../../engine/errors.js';

/** Where windows of one size lie along each axis of an image, so that they cover it with some overlap. */
export interface WindowGrid {
  /** The image's extent along each axis, at least the window's. */
  readonly imageSize: readonly number[];
  readonly windowSize: readonly number[];
  /** First positions of the windows along each axis, ascending. */
  readonly starts: readonly (readonly number[])[];
}

/**
 * MONAI's grid of windows: steps of `int(window · (1 − overlap))`, at least 1; the last window of an axis is moved back to end with the image.
 * @param size the image's spatial extents
 * @param roi window extents; a non-positive or null one is the image's own, a single number holds for all axes
 * @param overlap fraction of a window shared with the next, in [0, 1), for all axes or for each
 */
export function windowGrid(
  size: readonly number[],
  roi: number | readonly (number | null)[],
  overlap: number | readonly number[],
): WindowGrid {
  const overlaps = perAxis(overlap, size.length, 'overlap');
  for (const value of overlaps) {
    if (value < 0 || value >= 1) badArgument('overlap', 'numbers ≥ 0 and < 1', String(value));
  }
  const windowSize = perAxis<number | null>(roi, size.length, 'roi_size').map((extent, axis) =>
    extent !== null && extent > 0 ? extent : (size[axis] ?? 1),
  );
  const imageSize = size.map((extent, axis) => Math.max(extent, windowSize[axis] ?? 1));
  const starts = imageSize.map((extent, axis) => startsAlong(extent, windowSize[axis] ?? 1, overlaps[axis] ?? 0));
  return { imageSize, windowSize, starts };
}

function startsAlong(extent: number, window: number, overlap: number): number[] {
  const interval = window === extent ? window : Math.max(1, Math.trunc(window * (1 - overlap)));
  const starts: number[] = [];
  for (let start = 0; ; start += interval) {
    starts.push(Math.max(0, Math.min(start, extent - window)));
    if (start + window >= extent) return starts;
  }
}

/** One value for each axis: a single value is repeated. */
export function perAxis<T>(value: T | readonly T[], axes: number, argument: string): T[] {
  if (!isList(value)) return Array.from({ length: axes }, () => value);
  if (value.length === axes) return [...value];
  return badArgument(argument, `one value, or one for each of the ${axes} axes`, `${value.length} values`);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function badArgument(argument: string, expected: string, got: string): never {
  return fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'SlidingWindowInferer',
    argument,
    expected,
    got,
  });
}

/** All windows of a grid as first positions, the last axis running fastest. */
export function* windowPositions({ starts }: Pick<WindowGrid, 'starts'>): Generator<readonly number[]> {
  const counts = starts.map(({ length }) => length);
  const at = counts.map(() => 0);
  do yield at.map((index, axis) => starts[axis]?.[index] ?? 0);
  while (advance(at, counts));
}

/** Steps to the next combination of indices below `limits`, the last one running fastest; false when there is none. */
export function advance(at: number[], limits: readonly number[]): boolean {
  for (let axis = at.length - 1; axis >= 0; axis--) {
    const next = (at[axis] ?? 0) + 1;
    if (next < (limits[axis] ?? 0)) {
      at[axis] = next;
      return true;
    }
    at[axis] = 0;
  }
  return false;
}
