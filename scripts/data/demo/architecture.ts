import type { Random } from '../../../engine/types/index.js';
import { smoothStep } from './arithmetic.js';
import { type Field, noise, type Warp } from './field.js';
import { randomDirection } from './nucleus.js';

/** Where a drawn tissue has glands, how its fibres run, and what lies between them. */
export interface Architecture {
  readonly width: number;
  readonly height: number;
  /** How deep in a gland, 0 outside and 1 at its lumen. */
  readonly gland: Field;
  /** Brightness of the fibres of the connective tissue, 0 to 1. */
  readonly fibre: Field;
  /** Fine grain of cytoplasm, 0 to 1. */
  readonly grain: Field;
  /** Chance of inflammation, 0 to 1. */
  readonly inflammation: Field;
  /** Main direction of the fibres at a pixel, a unit vector. */
  fibreDirection(x: number, y: number): readonly [x: number, y: number];
}

/**
 * Lays out a tissue: glands are the hills of a smooth landscape, connective tissue the plain between them, its fibres wavy
 * noise drawn out along one direction.
 */
export function layOut(random: Random, width: number, height: number): Architecture {
  const landscape = noise(random.fork('gland'), width, height, { along: 95, octaves: 2 });
  const gland = {
    ...landscape,
    data: landscape.data.map((value) => smoothStep(0.5, 0.78, value)),
  };
  const [cos, sin] = randomDirection(random.fork('fibres'));
  const sway = noise(random.fork('sway'), width, height, { along: 60, octaves: 2 });
  const warp: Warp = {
    place: (x, y) => [x * cos + y * sin, y * cos - x * sin + 34 * (at(sway, x, y) - 0.5)],
  };
  const slope = (x: number, y: number): number => {
    // Along a wavy fibre `across` is constant, so its direction leans against the slope of the sway.
    const dx = 4 * cos;
    const dy = 4 * sin;
    return (-34 * (at(sway, x + dx, y + dy) - at(sway, x - dx, y - dy))) / 8;
  };
  return {
    width,
    height,
    gland,
    fibre: noise(random.fork('fibre'), width, height, { along: 42, across: 4.5, octaves: 3, warp }),
    grain: noise(random.fork('grain'), width, height, { along: 7, octaves: 3 }),
    inflammation: noise(random.fork('inflammation'), width, height, { along: 80, octaves: 1 }),
    fibreDirection: (x, y) => {
      const turn = slope(x, y);
      const length = Math.sqrt(1 + turn * turn);
      return [(cos - turn * sin) / length, (sin + turn * cos) / length];
    },
  };
}

/** The field's value at the nearest pixel. */
export function at({ data, width, height }: Field, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(y)));
  return data[row * width + column] ?? 0;
}
