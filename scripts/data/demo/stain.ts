import type { Random } from '../../../engine/types/index.js';
import { clamp, exp } from './arithmetic.js';
import type { Field } from './field.js';

/** How much of each dye lies at a pixel. */
export interface Dyes {
  readonly haematoxylin: Field;
  readonly eosin: Field;
}

/** What differs from slide to slide. */
export interface Stain {
  /** Optical density in red, green and blue of one unit of dye. */
  readonly haematoxylin: readonly number[];
  readonly eosin: readonly number[];
  /** Brightness of the empty slide, of 255. */
  readonly white: readonly number[];
  /** Grain of the camera, of 255. */
  readonly grain: number;
}

export function drawStain(random: Random): Stain {
  const strength = (): number => random.uniform(0.86, 1.14);
  const [dark, pink] = [strength(), strength()];
  return {
    haematoxylin: [0.68, 0.74, 0.34].map((density) => dark * density * random.uniform(0.93, 1.07)),
    eosin: [0.14, 0.72, 0.36].map((density) => pink * density * random.uniform(0.88, 1.12)),
    white: [244, 241, 245].map((value) => value + random.uniform(-4, 4)),
    grain: random.uniform(2, 5),
  };
}

const grainPeriod = 8192;

/**
 * Light through the stained slide (Beer and Lambert's law), as a camera sees it: RGB pixels, 8 bit.
 */
export function develop({ haematoxylin, eosin }: Dyes, stain: Stain, random: Random): Uint8Array {
  const { width, height } = haematoxylin;
  const pixels = new Uint8Array(width * height * 3);
  // Drawing anew for every pixel would take longer than all the rest: rows read one long list from different places.
  const grain = Float32Array.from(
    { length: grainPeriod },
    () => stain.grain * (random.uniform() + random.uniform() - 1) + 0.5,
  );
  for (let channel = 0; channel < 3; channel++) {
    const darkDensity = stain.haematoxylin[channel] ?? 0;
    const pinkDensity = stain.eosin[channel] ?? 0;
    const white = stain.white[channel] ?? 0;
    for (let row = 0, index = 0; row < height; row++) {
      let at = random.integer(0, grainPeriod);
      for (let column = 0; column < width; column++, index++) {
        const density = darkDensity * (haematoxylin.data[index] ?? 0) + pinkDensity * (eosin.data[index] ?? 0);
        const value = white * exp(-density) + (grain[at] ?? 0);
        at = (at + 1) % grainPeriod;
        pixels[index * 3 + channel] = Math.floor(clamp(value, 0, 255));
      }
    }
  }
  return pixels;
}
