/**
 * Brightness, contrast and saturation of planar 8-bit images [1 or 3, H, W], after torchvision's tensor code: each blends
 * the image with another one, `ratio · image + (1 − ratio) · other`, rounds every step to float32, cuts the result to
 * 0…255 and drops fractions.
 */

const { fround } = Math;

/**
 * What pixel values stand for while changes that look at one value at a time pile up: the value of pixel p is
 * `table[pixels[p]]`.
 */
export type ByteTable = Uint8Array;

/** The table that changes nothing. */
export const plainTable: ByteTable = Uint8Array.from({ length: 256 }, (_, value) => value);

/** `table` followed by a blend with one number: 0 changes the brightness, the mean grey value the contrast. */
export function blendedTable(table: ByteTable, other: number, ratio: number): ByteTable {
  const weight = fround(ratio);
  const rest = fround(fround(1 - ratio) * fround(other));
  return table.map((value) => toByte(fround(fround(weight * value) + rest)));
}

/** The mean grey value of an image, grey values without fractions. */
export function meanGrey(pixels: Uint8Array, channels: number, table: ByteTable): number {
  const size = (pixels.length / channels) | 0;
  const third = 2 * size;
  let sum = 0;
  if (channels === 1) {
    for (let index = 0; index < size; index++) sum += table[pixels[index] as number] as number;
    return fround(sum / size);
  }
  const greys = greysOf(table);
  const { red, green, blue } = greys.fixed;
  for (let index = 0; index < size; index++) {
    const a = pixels[index] as number;
    const b = pixels[index + size] as number;
    const c = pixels[index + third] as number;
    const fixed = (red[a] as number) + (green[b] as number) + (blue[c] as number);
    sum += isNearWhole(fixed) ? exactGrey(greys, a, b, c) : fixed >> 16;
  }
  return fround(sum / size);
}

/** Blends a colour image with its grey version, into `target`. */
export function saturate(pixels: Uint8Array, table: ByteTable, ratio: number, target: Uint8Array): void {
  const size = (pixels.length / 3) | 0;
  const third = 2 * size;
  const greys = greysOf(table);
  const { red, green, blue } = greys.fixed;
  const own = weighted(table, fround(ratio), ownParts);
  const other = weighted(plainTable, fround(1 - ratio), greyParts);
  for (let index = 0; index < size; index++) {
    const a = pixels[index] as number;
    const b = pixels[index + size] as number;
    const c = pixels[index + third] as number;
    const fixed = (red[a] as number) + (green[b] as number) + (blue[c] as number);
    const grey = other[isNearWhole(fixed) ? exactGrey(greys, a, b, c) : fixed >> 16] as number;
    target[index] = toByte(fround((own[a] as number) + grey));
    target[index + size] = toByte(fround((own[b] as number) + grey));
    target[index + third] = toByte(fround((own[c] as number) + grey));
  }
}

/** Without its fraction and within 0…255. */
function toByte(value: number): number {
  const whole = value | 0;
  return whole < 0 ? 0 : Math.min(whole, 255);
}

interface Weights<T> {
  readonly red: T;
  readonly green: T;
  readonly blue: T;
}

/** The parts of a grey value that red, green and blue values contribute: as float32 numbers, and in 65536ths. */
interface Greys {
  readonly exact: Weights<Float64Array>;
  readonly fixed: Weights<Int32Array>;
}

/** Weights of red, green and blue in a grey value (ITU-R 601-2). */
const weights: Weights<number> = { red: fround(0.2989), green: fround(0.587), blue: fround(0.114) };
const plainGreys = composed(plainTable, emptyGreys());
/** Tables that are filled anew for each image: small as they are, hundreds of them a second keep the collector busy. */
const composedGreys = emptyGreys();
const ownParts = new Float64Array(256);
const greyParts = new Float64Array(256);

function emptyGreys(): Greys {
  const exact = { red: new Float64Array(256), green: new Float64Array(256), blue: new Float64Array(256) };
  return { exact, fixed: { red: new Int32Array(256), green: new Int32Array(256), blue: new Int32Array(256) } };
}

/** Valid until the next call. */
function greysOf(table: ByteTable): Greys {
  return table === plainTable ? plainGreys : composed(table, composedGreys);
}

function composed(table: ByteTable, greys: Greys): Greys {
  for (const colour of ['red', 'green', 'blue'] as const) {
    const exact = weighted(table, weights[colour], greys.exact[colour]);
    const fixed = greys.fixed[colour];
    for (let value = 0; value < 256; value++) fixed[value] = Math.round((exact[value] as number) * 65536);
  }
  return greys;
}

/**
 * Each value of a table times a weight, rounded to float32 but held as float64, which saves a conversion at each look-up.
 * The products are put into `products`.
 */
function weighted(table: ByteTable, weight: number, products: Float64Array): Float64Array {
  for (let value = 0; value < 256; value++) products[value] = fround(weight * (table[value] as number));
  return products;
}

/** Whether a sum in 65536ths is so near a whole number that float32 might round it to the other side. */
function isNearWhole(fixed: number): boolean {
  return ((fixed + 4) & 0xffff) < 8;
}

function exactGrey({ exact: { red, green, blue } }: Greys, a: number, b: number, c: number): number {
  return fround(fround((red[a] as number) + (green[b] as number)) + (blue[c] as number)) | 0;
}
