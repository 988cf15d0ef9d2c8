import type { Random } from '../../../engine/types/index.js';
import { type Architecture, layOut } from './architecture.js';
import { clamp, smoothStep } from './arithmetic.js';
import { blur, emptyField, type Field, noise } from './field.js';
import { cellTypes, type Nucleus, randomDirection } from './nucleus.js';
import { type Population, populate } from './populate.js';
import { develop, drawStain } from './stain.js';

/** A drawn image with its annotation, as CoNSeP has it. */
export interface Tissue {
  readonly width: number;
  readonly height: number;
  /** RGB, row by row. */
  readonly pixels: Uint8Array;
  /** Number of the nucleus of each pixel, from 1; 0 for none. */
  readonly instances: Int32Array;
  /** Class (1 to 7) of nucleus k at k − 1. */
  readonly types: readonly number[];
  /** Centre of nucleus k at k − 1, in pixels. */
  readonly centroids: readonly (readonly [x: number, y: number])[];
}

/**
 * Draws a field of stained tissue: the amounts of both dyes at each pixel, first of the ground, then of the nuclei, then of
 * things that are no nuclei; out of focus a little; developed with this slide's stain.
 */
export function drawTissue(random: Random, width: number, height: number): Tissue {
  const tissue = layOut(random.fork('architecture'), width, height);
  const malignant = random.fork('malignant').uniform() < 0.4;
  const population = populate(tissue, malignant, random.fork('population'));

  const haematoxylin = emptyField(width, height);
  const eosin = emptyField(width, height);
  drawGround(tissue, haematoxylin, eosin);
  drawGhosts(random.fork('ghosts'), haematoxylin);
  drawRedCells(random.fork('red cells'), tissue, population, eosin);
  const chromatin = noise(random.fork('chromatin'), width, height, { along: 3.6, octaves: 2 });
  for (const [index, nucleus] of population.nuclei.entries()) {
    drawNucleus(nucleus, index + 1, population, chromatin, haematoxylin, eosin);
  }
  drawDebris(random.fork('debris'), haematoxylin);

  const focus = random.fork('focus').uniform(0.65, 1.15);
  const dyes = { haematoxylin: blur(haematoxylin, focus), eosin: blur(eosin, focus) };
  const pixels = develop(dyes, drawStain(random.fork('stain')), random.fork('camera'));
  return { width, height, pixels, instances: population.instances, ...annotate(population, width) };
}

function drawGround({ gland, fibre, grain, width, height }: Architecture, haematoxylin: Field, eosin: Field): void {
  for (let index = 0; index < width * height; index++) {
    const depth = gland.data[index] ?? 0;
    const strand = fibre.data[index] ?? 0;
    const speck = grain.data[index] ?? 0;
    const inGland = smoothStep(0.02, 0.14, depth);
    const lumen = smoothStep(0.86, 0.93, depth);
    // Between the fibres the slide shows through.
    const stroma = 0.2 + 1.05 * smoothStep(0.24, 0.72, strand);
    const cytoplasm = 0.5 + 0.3 * speck;
    eosin.data[index] = (stroma * (1 - inGland) + cytoplasm * inGland) * (1 - 0.93 * lumen);
    haematoxylin.data[index] = (0.05 + 0.08 * speck + inGland * (0.1 + 0.1 * speck)) * (1 - 0.9 * lumen);
  }
}

function drawNucleus(
  nucleus: Nucleus,
  id: number,
  { instances }: Population,
  chromatin: Field,
  haematoxylin: Field,
  eosin: Field,
): void {
  const { width } = haematoxylin;
  visit(nucleus, haematoxylin, (x, y, pixel) => {
    if (instances[pixel] !== id) return;
    const [u, v] = nucleus.local(x, y);
    const depth = nucleus.depth(u, v);
    const clumps = 1 + nucleus.texture * 1.6 * ((chromatin.data[pixel] ?? 0.5) - 0.5);
    const membrane = nucleus.rim * (1 - smoothStep(0.6, 2.4, depth));
    let density = nucleus.density * clamp(clumps, 0.45, 1.6) + membrane;
    for (const spot of nucleus.nucleoli) {
      const dx = (u - spot.u) * nucleus.halfLength;
      const dy = (v - spot.v) * nucleus.halfWidth;
      const near = (dx * dx + dy * dy) / (spot.radius * spot.radius);
      if (near < 4) density += 0.7 * (1 - near / 4);
    }
    const cover = smoothStep(-0.6, 1.2, depth);
    haematoxylin.data[pixel] = (haematoxylin.data[pixel] ?? 0) * (1 - cover) + density * cover;
    eosin.data[pixel] = (eosin.data[pixel] ?? 0) * (1 - 0.62 * cover);
  });
  // Shrinkage leaves a pale seam around some nuclei.
  if (nucleus.type === 'inflammatory' || nucleus.type === 'other') {
    visit(nucleus, haematoxylin, (x, y) => {
      const pixel = y * width + x;
      if (instances[pixel] !== 0) return;
      const depth = nucleus.depth(...nucleus.local(x, y));
      if (depth > -2) eosin.data[pixel] = (eosin.data[pixel] ?? 0) * 0.8;
    });
  }
}

/** Calls `draw` for each pixel that the nucleus may reach. */
function visit(
  { x: centreX, y: centreY, reach }: Nucleus,
  { width, height }: Field,
  draw: (x: number, y: number, pixel: number) => void,
): void {
  const bottom = Math.min(height - 1, Math.ceil(centreY + reach));
  const right = Math.min(width - 1, Math.ceil(centreX + reach));
  for (let y = Math.max(0, Math.floor(centreY - reach)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.floor(centreX - reach)); x <= right; x++) draw(x, y, y * width + x);
  }
}

/** Nuclei far out of focus: purple shadows that nobody would annotate. */
function drawGhosts(random: Random, haematoxylin: Field): void {
  const count = spread(random, haematoxylin, 9000);
  for (let ghost = 0; ghost < count; ghost++) {
    const strength = random.uniform(0.12, 0.24);
    disc(random, haematoxylin, random.uniform(7, 13), (nearness) => strength * smoothStep(0, 0.9, nearness));
  }
}

/** Red blood cells: round, pink, without a nucleus. They lie outside glands and under nuclei, often several together. */
function drawRedCells(random: Random, { gland }: Architecture, { instances }: Population, eosin: Field): void {
  const { width, height } = eosin;
  const groups = spread(random, eosin, 26000);
  for (let group = 0; group < groups; group++) {
    let x = random.uniform(0, width);
    let y = random.uniform(0, height);
    for (let cell = random.integer(1, 6); cell > 0; cell--) {
      const radius = random.uniform(4.5, 6);
      const strength = random.uniform(0.9, 1.3);
      paint(eosin, x, y, radius, (nearness, pixel, before) => {
        if ((gland.data[pixel] ?? 0) > 0.05 || instances[pixel] !== 0) return before;
        const pallor = 1 - 0.25 * smoothStep(0.55, 1, nearness);
        return Math.max(before, strength * pallor * smoothStep(0, 0.25, nearness));
      });
      const [dx, dy] = randomDirection(random);
      x += dx * radius * 2;
      y += dy * radius * 2;
    }
  }
}

/** Specks of dye on the slide: dark, and too small for a nucleus. */
function drawDebris(random: Random, haematoxylin: Field): void {
  const count = spread(random, haematoxylin, 14000);
  for (let speck = 0; speck < count; speck++) {
    const strength = random.uniform(0.5, 1.3);
    disc(random, haematoxylin, random.uniform(1, 2.2), (nearness) => strength * nearness);
  }
}

/** About one for every `area` pixels. */
function spread(random: Random, { width, height }: Field, area: number): number {
  return Math.round(((width * height) / area) * random.uniform(0.5, 1.5));
}

function disc(random: Random, field: Field, radius: number, add: (nearness: number) => number): void {
  const x = random.uniform(0, field.width);
  const y = random.uniform(0, field.height);
  paint(field, x, y, radius, (nearness, _, before) => before + add(nearness));
}

/** Repaints a disc; `nearness` is 1 at its centre and 0 at its edge. */
function paint(
  { data, width, height }: Field,
  x: number,
  y: number,
  radius: number,
  colour: (nearness: number, pixel: number, before: number) => number,
): void {
  for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(height - 1, y + radius); row++) {
    for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(width - 1, x + radius); column++) {
      const distance = Math.sqrt((column - x) * (column - x) + (row - y) * (row - y));
      if (distance >= radius) continue;
      const pixel = row * width + column;
      data[pixel] = colour(1 - distance / radius, pixel, data[pixel] ?? 0);
    }
  }
}

function annotate({ nuclei, instances }: Population, width: number): Pick<Tissue, 'types' | 'centroids'> {
  const sums = nuclei.map(() => ({ x: 0, y: 0, count: 0 }));
  for (const [pixel, id] of instances.entries()) {
    const sum = sums[id - 1];
    if (!sum) continue;
    sum.x += pixel % width;
    sum.y += Math.floor(pixel / width);
    sum.count++;
  }
  return {
    types: nuclei.map(({ type }) => cellTypes[type]),
    centroids: sums.map(({ x, y, count }) => [x / count, y / count] as const),
  };
}
