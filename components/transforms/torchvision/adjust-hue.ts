const { fround } = Math;

/** 0…255 as fractions of 255, and the constants of the way there and back, as float32. */
const fractions = Float32Array.from({ length: 256 }, (_, value) => value / 255);
const sixth = 6;
/** What torchvision multiplies by to get bytes from fractions, so that each byte gets an equal share. */
const toByte = fround(255.999);

/**
 * Shifts the hue of a planar colour image [3, H, W], in place, by a fraction of the colour circle, through HSV with every
 * step rounded to float32 (torchvision's `adjust_hue` for tensors). Float images are expected in 0…1.
 */
export function shiftHue(values: Uint8Array | Float32Array | Float64Array, shift: number): void {
  const size = values.length / 3;
  const turn = fround(shift);
  const isBytes = values instanceof Uint8Array;
  for (let index = 0; index < size; index++) {
    const first = values[index] as number;
    const second = values[index + size] as number;
    const third = values[index + 2 * size] as number;
    const red = isBytes ? (fractions[first] as number) : fround(first);
    const green = isBytes ? (fractions[second] as number) : fround(second);
    const blue = isBytes ? (fractions[third] as number) : fround(third);

    const high = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    const low = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
    const range = fround(high - low);
    let hue = 0;
    let saturation = 0;
    if (high !== low) {
      saturation = fround(range / high);
      const fromRed = fround(fround(high - red) / range);
      const fromGreen = fround(fround(high - green) / range);
      const fromBlue = fround(fround(high - blue) / range);
      if (high === red) hue = fround(fromBlue - fromGreen);
      else if (high === green) hue = fround(fround(2 + fromRed) - fromBlue);
      else hue = fround(fround(4 + fromGreen) - fromRed);
    }
    hue = fround(fround(hue / sixth) + 1);
    if (hue >= 1) hue = fround(hue - 1);
    hue = fround(hue + turn);
    if (hue < 0) hue = fround(hue + 1);
    else if (hue >= 1) hue = fround(hue - 1);

    const scaled = fround(hue * sixth);
    const sector = Math.floor(scaled);
    const part = fround(scaled - sector);
    const least = unit(fround(high * fround(1 - saturation)));
    const falling = unit(fround(high * fround(1 - fround(saturation * part))));
    const rising = unit(fround(high * fround(1 - fround(saturation * fround(1 - part)))));
    let newRed = high;
    let newGreen = rising;
    let newBlue = least;
    switch (sector % 6) {
      case 1:
        newRed = falling;
        newGreen = high;
        break;
      case 2:
        newRed = least;
        newGreen = high;
        newBlue = rising;
        break;
      case 3:
        newRed = least;
        newGreen = falling;
        newBlue = high;
        break;
      case 4:
        newRed = rising;
        newGreen = least;
        newBlue = high;
        break;
      case 5:
        newGreen = least;
        newBlue = falling;
        break;
      default:
        break;
    }
    values[index] = isBytes ? fround(newRed * toByte) : newRed;
    values[index + size] = isBytes ? fround(newGreen * toByte) : newGreen;
    values[index + 2 * size] = isBytes ? fround(newBlue * toByte) : newBlue;
  }
}

function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
