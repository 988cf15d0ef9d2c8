import { componentSizes, connectedComponents } from './connected-components.js';

/**
 * A copy of `mask` (0 or 1) without its connected components of fewer than `minSize` pixels; neighbours share an edge
 * (`skimage.morphology.remove_small_objects`).
 */
export function withoutSmallObjects(mask: Uint8Array, shape: readonly number[], minSize: number): Uint8Array {
  if (minSize === 0) return mask.slice();
  const components = connectedComponents(mask, shape, 1);
  const sizes = componentSizes(components);
  const kept = new Uint8Array(mask.length);
  for (let index = 0; index < mask.length; index++) {
    const label = components.labels[index] as number;
    kept[index] = label !== 0 && (sizes[label] as number) >= minSize ? 1 : 0;
  }
  return kept;
}

/** A copy of `mask` (0 or 1) with holes of fewer than `minSize` pixels filled (`remove_small_holes`). */
export function withoutSmallHoles(mask: Uint8Array, shape: readonly number[], minSize: number): Uint8Array {
  const background = mask.map((value) => 1 - value);
  return withoutSmallObjects(background, shape, minSize).map((value) => 1 - value);
}
