import { perAxis } from './window-grid.js';

/** How overlapping windows are blended: equally, or by a Gaussian around the window's centre. */
export type BlendMode = 'constant' | 'gaussian';

/**
 * The weight of each position of a window, row-major (MONAI's `compute_importance_map`).
 * @param sigmaScale the Gaussian's standard deviation as a fraction of the window's extent, for all axes or for each
 */
export function importanceMap(
  windowSize: readonly number[],
  mode: BlendMode,
  sigmaScale: number | readonly number[],
): Float32Array {
  const size = windowSize.reduce((product, extent) => product * extent, 1);
  const map = new Float32Array(size).fill(1);
  if (mode === 'constant') return map;
  const scales = perAxis(sigmaScale, windowSize.length, 'sigma_scale');
  let inner = size;
  for (const [axis, extent] of windowSize.entries()) {
    const sigma = extent * (scales[axis] ?? 0);
    const profile = Float32Array.from({ length: extent }, (_, index) => {
      const x = index - (extent - 1) / 2;
      return Math.exp((x * x) / (-2 * sigma * sigma));
    });
    inner /= extent;
    for (let index = 0; index < size; index++) {
      map[index] = (map[index] ?? 0) * (profile[Math.floor(index / inner) % extent] ?? 0);
    }
  }
  let least = Number.POSITIVE_INFINITY;
  for (const weight of map) if (weight < least) least = weight;
  const floor = Math.fround(Math.max(least, 1e-3));
  for (let index = 0; index < size; index++) if ((map[index] ?? 0) < floor) map[index] = floor;
  return map;
}
