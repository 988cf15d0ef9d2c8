/**
 * Brightness, contrast and saturation of planar float images [1 or 3, H, W] in 0…1, as `adjust-byte-levels.ts` for bytes:
 * every step is rounded to the image's dtype, results are cut to 0…1.
 */

const { fround } = Math;

/** Weights of red, green and blue in a grey value (ITU-R 601-2). */
const redWeight = fround(0.2989);
const greenWeight = fround(0.587);
const blueWeight = fround(0.114);

/** Blends values, in place, with one number: 0 changes the brightness, the mean grey value the contrast. */
export function blendWith(values: Float32Array | Float64Array, other: number, ratio: number): void {
  const round = rounding(values);
  const [weight, rest] = [round(ratio), round(round(1 - ratio) * other)];
  for (let index = 0; index < values.length; index++) {
    values[index] = unit(round(round(weight * (values[index] as number)) + rest));
  }
}

/** The mean grey value of an image. */
export function meanGrey(values: Float32Array | Float64Array, channels: number): number {
  const size = values.length / channels;
  let sum = 0;
  for (let index = 0; index < size; index++) {
    sum += channels === 1 ? (values[index] as number) : greyOf(values, size, index);
  }
  return rounding(values)(sum / size);
}

function greyOf(values: Float32Array | Float64Array, size: number, index: number): number {
  const red = values[index] as number;
  const green = values[index + size] as number;
  const blue = values[index + 2 * size] as number;
  if (values instanceof Float64Array) return 0.2989 * red + 0.587 * green + 0.114 * blue;
  return fround(fround(fround(redWeight * red) + fround(greenWeight * green)) + fround(blueWeight * blue));
}

/** Blends a colour image, in place, with its grey version. */
export function saturate(values: Float32Array | Float64Array, ratio: number): void {
  const size = values.length / 3;
  const round = rounding(values);
  const [weight, rest] = [round(ratio), round(1 - ratio)];
  for (let index = 0; index < size; index++) {
    const grey = round(rest * greyOf(values, size, index));
    for (let at = index; at < values.length; at += size) {
      values[at] = unit(round(round(weight * (values[at] as number)) + grey));
    }
  }
}

function unit(value: number): number {
  return Math.max(0, Math.min(1, value));
}

function rounding(values: Float32Array | Float64Array): (value: number) => number {
  return values instanceof Float32Array ? fround : (value) => value;
}
