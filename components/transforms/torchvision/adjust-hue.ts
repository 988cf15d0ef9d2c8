import type { ByteTable } from './adjust-byte-levels.js';

const { floor, fround } = Math;

/** 0…255 as fractions of 255, rounded to float32. */
const fractions = Float32Array.from({ length: 256 }, (_, value) => value / 255);
/** What torchvision multiplies fractions by to get bytes, so that each byte gets an equal share. */
const byteScale = 255.999;
const inverses = Float64Array.from({ length: 256 }, (_, value) => (value === 0 ? 0 : 1 / value));

/**
 * Shifts the hue of a planar 8-bit colour image [3, H, W] by a fraction of the colour circle (torchvision's `adjust_hue` for
 * tensors, which goes through HSV with every step rounded to float32).
 *
 * Of the three channels the largest value and the smallest stay, in places that the new hue decides, and the middle one is
 * a point between them. It is computed in float64; where it is so near a whole number that float32 might round it to
 * the other side (one pixel in a thousand), the float32 steps are taken one by one.
 */
export function shiftHueOfBytes(pixels: Uint8Array, table: ByteTable, shift: number, target: Uint8Array): void {
  const size = (pixels.length / 3) | 0;
  const third = 2 * size;
  const turn = 6 * fround(shift);
  const scale = byteScale / 255;
  for (let index = 0; index < size; index++) {
    const red = table[pixels[index] as number] as number;
    const green = table[pixels[index + size] as number] as number;
    const blue = table[pixels[index + third] as number] as number;
    // The hue in sixths of a turn, 0…6, from the order of the channels.
    let high = red;
    let low = blue;
    let hue = turn;
    if (red >= green) {
      if (green >= blue) hue += (green - blue) * (inverses[red - blue] as number);
      else if (red >= blue) {
        low = green;
        hue += 6 - (blue - green) * (inverses[red - green] as number);
      } else {
        high = blue;
        low = green;
        hue += 4 + (red - green) * (inverses[blue - green] as number);
      }
    } else if (red >= blue) {
      high = green;
      hue += 2 - (red - blue) * (inverses[green - blue] as number);
    } else if (green >= blue) {
      high = green;
      low = red;
      hue += 2 + (blue - red) * (inverses[green - red] as number);
    } else {
      high = blue;
      low = red;
      hue += 4 - (green - red) * (inverses[blue - red] as number);
    }
    if (hue < 0) hue += 6;
    else if (hue >= 6) hue -= 6;
    const sector = hue | 0;
    const part = hue - sector;
    const middle = (low + (high - low) * (sector & 1 ? 1 - part : part)) * scale;
    const between = middle | 0;
    const fraction = middle - between;
    if (fraction < 0.001 || fraction > 0.999) {
      shiftInSteps(red, green, blue, shift, target, index, size);
      continue;
    }
    let newRed = high;
    let newGreen = low;
    let newBlue = low;
    switch (sector) {
      case 0:
        newGreen = between;
        break;
      case 1:
        newRed = between;
        newGreen = high;
        break;
      case 2:
        newRed = low;
        newGreen = high;
        newBlue = between;
        break;
      case 3:
        newRed = low;
        newGreen = between;
        newBlue = high;
        break;
      case 4:
        newRed = between;
        newBlue = high;
        break;
      default:
        newBlue = between;
        break;
    }
    target[index] = newRed;
    target[index + size] = newGreen;
    target[index + third] = newBlue;
  }
}

/** One pixel of {@link shiftHueOfBytes} in float32 steps. */
function shiftInSteps(
  red: number,
  green: number,
  blue: number,
  shift: number,
  target: Uint8Array,
  index: number,
  size: number,
): void {
  const pixel = Float32Array.of(fractions[red] ?? 0, fractions[green] ?? 0, fractions[blue] ?? 0);
  shiftHueOfFloats(pixel, shift);
  for (let channel = 0; channel < 3; channel++) {
    target[index + channel * size] = fround((pixel[channel] as number) * fround(byteScale));
  }
}

/**
 * Which of high, falling, least and rising (0 to 3) red, green and blue are in the six sectors of the colour circle; a hue
 * that was rounded up to a whole turn is in sector 0.
 */
const redOf = [0, 1, 2, 2, 3, 0, 0];
const greenOf = [3, 0, 0, 1, 2, 2, 3];
const blueOf = [2, 2, 3, 0, 0, 1, 2];

/** Shifts the hue of values in 0…1, in place, every step rounded to float32, also for float64 images. */
export function shiftHueOfFloats(values: Float32Array | Float64Array, shift: number): void {
  const size = values.length / 3;
  const turn = fround(shift);
  for (let index = 0; index < size; index++) {
    const red = fround(values[index] as number);
    const green = fround(values[index + size] as number);
    const blue = fround(values[index + 2 * size] as number);
    const top = Math.max(red, green, blue);
    const range = fround(top - Math.min(red, green, blue));
    const angle = range === 0 ? 0 : angleOf(red, green, blue, top, range);
    const saturation = range === 0 ? 0 : fround(range / top);
    const upright = fround(fround(angle / 6) + 1);
    const turned = fround(fround(upright - floor(upright)) + turn);
    const scaled = fround(fround(turned - floor(turned)) * 6);
    const sector = floor(scaled);
    const part = fround(scaled - sector);
    const levels = [
      top,
      unit(fround(top * fround(1 - fround(saturation * part)))),
      unit(fround(top * fround(1 - saturation))),
      unit(fround(top * fround(1 - fround(saturation * fround(1 - part))))),
    ];
    values[index] = levels[redOf[sector] ?? 0] ?? 0;
    values[index + size] = levels[greenOf[sector] ?? 0] ?? 0;
    values[index + 2 * size] = levels[blueOf[sector] ?? 0] ?? 0;
  }
}

/** The hue in sixths of a turn, −1…5. */
function angleOf(red: number, green: number, blue: number, top: number, range: number): number {
  const fromRed = fround(fround(top - red) / range);
  const fromGreen = fround(fround(top - green) / range);
  const fromBlue = fround(fround(top - blue) / range);
  if (top === red) return fround(fromBlue - fromGreen);
  if (top === green) return fround(fround(2 + fromRed) - fromBlue);
  return fround(fround(4 + fromGreen) - fromRed);
}

function unit(value: number): number {
  return Math.max(0, Math.min(1, value));
}
