import type { Random } from '../../../engine/types/index.js';
import { type Architecture, at } from './architecture.js';
import { type CellType, Nucleus, nearDirection, randomDirection } from './nucleus.js';

/** The nuclei of a tissue and the pixels each of them got. */
export interface Population {
  readonly nuclei: readonly Nucleus[];
  /** For each pixel the number of its nucleus (from 1), 0 for none. */
  readonly instances: Int32Array;
}

/** A nucleus is not drawn when less of it than this would show. */
const leastVisible = 0.72;
const leastPixels = 30;

/**
 * Places nuclei: epithelium along the walls of glands, spindle cells along the fibres, lymphocytes scattered and in nests
 * whose members touch. A later nucleus only takes pixels that are still free, so overlapping ones share a border.
 *
 * @param malignant draws the glands' cells large, irregular and crowded
 */
export function populate(tissue: Architecture, malignant: boolean, random: Random): Population {
  const { width, height } = tissue;
  const instances = new Int32Array(width * height);
  const nuclei: Nucleus[] = [];
  const place = (nucleus: Nucleus): boolean => {
    const pixels = freePixels(nucleus, instances, width, height);
    if (!pixels) return false;
    nuclei.push(nucleus);
    for (const pixel of pixels) instances[pixel] = nuclei.length;
    return true;
  };

  const tries = Math.round((width * height) / 330);
  for (let attempt = 0; attempt < tries; attempt++) {
    const x = random.uniform(-4, width + 4);
    const y = random.uniform(-4, height + 4);
    const depth = at(tissue.gland, x, y);
    if (depth > 0.82) continue;
    if (depth > 0.12) {
      const type: CellType = malignant ? 'malignantEpithelial' : 'healthyEpithelial';
      place(new Nucleus(type, x, y, nearDirection(downhill(tissue, x, y), malignant ? 0.8 : 0.3, random), random));
    } else if (at(tissue.inflammation, x, y) > 0.66) {
      nest(x, y, random, place);
    } else if (random.uniform() < 0.55) {
      place(new Nucleus(plainCell(random), x, y, nearDirection(tissue.fibreDirection(x, y), 0.35, random), random));
    }
  }
  return { nuclei, instances };
}

function plainCell(random: Random): CellType {
  const draw = random.uniform();
  if (draw < 0.55) return 'fibroblast';
  if (draw < 0.72) return 'muscle';
  if (draw < 0.82) return 'endothelial';
  return draw < 0.93 ? 'inflammatory' : 'other';
}

/** A few lymphocytes side by side. */
function nest(x: number, y: number, random: Random, place: (nucleus: Nucleus) => boolean): void {
  let atX = x;
  let atY = y;
  for (let count = random.integer(1, 5); count > 0; count--) {
    place(new Nucleus('inflammatory', atX, atY, randomDirection(random), random));
    const [dx, dy] = randomDirection(random);
    const step = random.uniform(13, 17);
    atX += step * dx;
    atY += step * dy;
  }
}

/** Epithelial cells stand with their long axis towards the lumen. */
function downhill({ gland }: Architecture, x: number, y: number): readonly [x: number, y: number] {
  return [at(gland, x + 5, y) - at(gland, x - 5, y) + 1e-6, at(gland, x, y + 5) - at(gland, x, y - 5)];
}

/** The free pixels inside the outline; undefined when too few are free. */
function freePixels(nucleus: Nucleus, instances: Int32Array, width: number, height: number): number[] | undefined {
  const free: number[] = [];
  let all = 0;
  const { reach } = nucleus;
  const top = Math.max(0, Math.floor(nucleus.y - reach));
  const bottom = Math.min(height - 1, Math.ceil(nucleus.y + reach));
  const left = Math.max(0, Math.floor(nucleus.x - reach));
  const right = Math.min(width - 1, Math.ceil(nucleus.x + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [u, v] = nucleus.local(x, y);
      if (u * u + v * v > 2.2 || nucleus.depth(u, v) < 0) continue;
      all++;
      const pixel = y * width + x;
      if (instances[pixel] === 0) free.push(pixel);
    }
  }
  return free.length >= leastPixels && free.length >= leastVisible * all ? free : undefined;
}
