import type { Random } from '../../../engine/types/index.js';
import { exp } from './arithmetic.js';

/** One number for each pixel of an image, row by row. */
export interface Field {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export function emptyField(width: number, height: number): Field {
  return { data: new Float32Array(width * height), width, height };
}

/** Maps a pixel to a place in a noise pattern; both results in pixels. */
export interface Warp {
  /** Place along the first and second direction of the pattern, at (x, y). */
  place(x: number, y: number): readonly [along: number, across: number];
}

/**
 * Smooth noise between 0 and 1: random values on a grid with `along` × `across` pixels a cell, interpolated; each further
 * octave has half the cell and half the weight.
 *
 * @param warp bends the pattern; without it the grid is the image's own
 */
export function noise(
  random: Random,
  width: number,
  height: number,
  { along, across = along, octaves = 1, warp }: NoiseOptions,
): Field {
  const field = emptyField(width, height);
  const lattices = Array.from({ length: octaves }, () => lattice(random));
  let weights = 0;
  for (let octave = 0, weight = 1; octave < octaves; octave++, weight *= 0.5) weights += weight;
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) {
      const placed = warp?.place(x, y);
      const u = (placed ? placed[0] : x) / along;
      const v = (placed ? placed[1] : y) / across;
      let sum = 0;
      let scale = 1;
      let weight = 1;
      for (const values of lattices) {
        sum += weight * interpolate(values, u * scale, v * scale);
        scale *= 2;
        weight *= 0.5;
      }
      field.data[index] = sum / weights;
    }
  }
  return field;
}

export interface NoiseOptions {
  /** Pixels a cell in the pattern's first direction. */
  readonly along: number;
  /** And in its second; the same when left out. */
  readonly across?: number;
  readonly octaves?: number;
  readonly warp?: Warp;
}

/** The pattern repeats after this many cells. A power of two. */
const period = 64;

function lattice(random: Random): Float32Array {
  const values = new Float32Array(period * period);
  for (let index = 0; index < values.length; index++) values[index] = random.uniform();
  return values;
}

function interpolate(values: Float32Array, u: number, v: number): number {
  const left = Math.floor(u);
  const top = Math.floor(v);
  const column0 = left & (period - 1);
  const column1 = (left + 1) & (period - 1);
  const row0 = (top & (period - 1)) * period;
  const row1 = ((top + 1) & (period - 1)) * period;
  const fu = u - left;
  const fv = v - top;
  const su = fu * fu * (3 - 2 * fu);
  const sv = fv * fv * (3 - 2 * fv);
  const upper = (values[row0 + column0] ?? 0) * (1 - su) + (values[row0 + column1] ?? 0) * su;
  const lower = (values[row1 + column0] ?? 0) * (1 - su) + (values[row1 + column1] ?? 0) * su;
  return upper * (1 - sv) + lower * sv;
}

/** The field blurred by a Gaussian of `sigma` pixels; beyond the border the border's value goes on. */
export function blur(field: Field, sigma: number): Field {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const weights = new Float64Array(2 * reach + 1);
  let total = 0;
  for (let offset = -reach; offset <= reach; offset++) {
    const weight = exp((-0.5 * offset * offset) / (sigma * sigma));
    weights[offset + reach] = weight;
    total += weight;
  }
  for (let index = 0; index < weights.length; index++) weights[index] = (weights[index] ?? 0) / total;
  return blurAlong(blurAlong(field, weights, reach, 1), weights, reach, 0);
}

/** @param axis 1 blurs along rows, 0 along columns */
function blurAlong({ data, width, height }: Field, weights: Float64Array, reach: number, axis: 0 | 1): Field {
  const blurred = emptyField(width, height);
  const extent = axis === 1 ? width : height;
  const stride = axis === 1 ? 1 : width;
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) {
      const at = axis === 1 ? x : y;
      const first = index - at * stride;
      let sum = 0;
      for (let offset = -reach; offset <= reach; offset++) {
        const place = Math.min(extent - 1, Math.max(0, at + offset));
        sum += (weights[offset + reach] ?? 0) * (data[first + place * stride] ?? 0);
      }
      blurred.data[index] = sum;
    }
  }
  return blurred;
}
