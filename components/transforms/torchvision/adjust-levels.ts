/**
 * Brightness, contrast and saturation of planar images [1 or 3, H, W], after torchvision's tensor code: each blends the
 * image with another one, `ratio · image + (1 − ratio) · other`, rounds every step to float32, cuts the result to the
 * range of the dtype (0…255, or 0…1 for floats) and drops fractions of whole-number images.
 */

const { fround } = Math;

/** Weights of red, green and blue in a grey value (ITU-R 601-2). */
const [redWeight, greenWeight, blueWeight] = [fround(0.2989), fround(0.587), fround(0.114)];

/** Each weight times each of 256 values. */
const [redTable, greenTable, blueTable] = [redWeight, greenWeight, blueWeight].map((weight) =>
  Float32Array.from({ length: 256 }, (_, value) => weight * value),
) as [Float32Array, Float32Array, Float32Array];

/** Blends 8-bit values, in place, with one number: 0 changes the brightness, the mean grey value the contrast. */
export function blendBytesWith(values: Uint8Array, other: number, ratio: number): void {
  const table = new Uint8Array(256);
  const [weight, rest] = [fround(ratio), fround(fround(1 - ratio) * fround(other))];
  for (let value = 0; value < 256; value++) {
    const blended = fround(fround(weight * value) + rest);
    table[value] = blended < 0 ? 0 : blended > 255 ? 255 : blended;
  }
  for (let index = 0; index < values.length; index++) values[index] = table[values[index] as number] as number;
}

/** The mean grey value of an 8-bit image, grey values without fractions. */
export function meanGreyOfBytes(values: Uint8Array, channels: number): number {
  const size = values.length / channels;
  let sum = 0;
  if (channels === 1) for (let index = 0; index < size; index++) sum += values[index] as number;
  else for (let index = 0; index < size; index++) sum += greyOfBytes(values, size, index);
  return fround(sum / size);
}

function greyOfBytes(values: Uint8Array, size: number, index: number): number {
  const red = redTable[values[index] as number] as number;
  const green = greenTable[values[index + size] as number] as number;
  const blue = blueTable[values[index + 2 * size] as number] as number;
  return fround(fround(red + green) + blue) | 0;
}

/** Blends an 8-bit colour image, in place, with its grey version. */
export function saturateBytes(values: Uint8Array, ratio: number): void {
  const size = values.length / 3;
  const [weight, rest] = [fround(ratio), fround(1 - ratio)];
  const own = Float32Array.from({ length: 256 }, (_, value) => weight * value);
  const other = Float32Array.from({ length: 256 }, (_, value) => rest * value);
  for (let index = 0; index < size; index++) {
    const grey = other[greyOfBytes(values, size, index)] as number;
    for (let at = index; at < values.length; at += size) {
      const blended = fround((own[values[at] as number] as number) + grey);
      values[at] = blended < 0 ? 0 : blended > 255 ? 255 : blended;
    }
  }
}

/** Blends float values, in place, with one number. */
export function blendFloatsWith(values: Float32Array | Float64Array, other: number, ratio: number): void {
  const round = rounding(values);
  const [weight, rest] = [round(ratio), round(round(1 - ratio) * other)];
  for (let index = 0; index < values.length; index++) {
    values[index] = unit(round(round(weight * (values[index] as number)) + rest));
  }
}

export function meanGreyOfFloats(values: Float32Array | Float64Array, channels: number): number {
  const size = values.length / channels;
  let sum = 0;
  for (let index = 0; index < size; index++) {
    sum += channels === 1 ? (values[index] as number) : greyOfFloats(values, size, index);
  }
  return rounding(values)(sum / size);
}

function greyOfFloats(values: Float32Array | Float64Array, size: number, index: number): number {
  const [red, green, blue] = [values[index], values[index + size], values[index + 2 * size]] as [
    number,
    number,
    number,
  ];
  if (values instanceof Float64Array) return 0.2989 * red + 0.587 * green + 0.114 * blue;
  return fround(fround(fround(redWeight * red) + fround(greenWeight * green)) + fround(blueWeight * blue));
}

/** Blends a float colour image, in place, with its grey version. */
export function saturateFloats(values: Float32Array | Float64Array, ratio: number): void {
  const size = values.length / 3;
  const round = rounding(values);
  const [weight, rest] = [round(ratio), round(1 - ratio)];
  for (let index = 0; index < size; index++) {
    const grey = round(rest * greyOfFloats(values, size, index));
    for (let at = index; at < values.length; at += size) {
      values[at] = unit(round(round(weight * (values[at] as number)) + grey));
    }
  }
}

function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function rounding(values: Float32Array | Float64Array): (value: number) => number {
  return values instanceof Float32Array ? fround : (value) => value;
}
