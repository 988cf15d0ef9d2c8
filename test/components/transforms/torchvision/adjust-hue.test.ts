import { expect, test } from 'vitest';
import { Philox } from '../../../../components/random/philox.js';
import { plainTable } from '../../../../components/transforms/torchvision/adjust-byte-levels.js';
import { shiftHueOfBytes, shiftHueOfFloats } from '../../../../components/transforms/torchvision/adjust-hue.js';

/** Every step in float32, as PyTorch takes them. */
function stepByStep(pixels: Uint8Array, shift: number): Uint8Array {
  const values = Float32Array.from(pixels, (value) => value / 255);
  shiftHueOfFloats(values, shift);
  return Uint8Array.from(values, (value) => Math.fround(value * Math.fround(255.999)));
}

test('hues of bytes are those of float32 steps, for every kind of pixel', () => {
  const random = new Philox(2);
  const size = 30_000;
  const pixels = new Uint8Array(3 * size);
  for (let index = 0; index < size; index++) {
    // Ordinary colours, near greys, greys, and the ends of the range.
    const kind = index % 4;
    const base = random.integer(0, 256);
    for (let channel = 0; channel < 3; channel++) {
      const near = Math.min(255, base + random.integer(0, 3));
      const extreme = random.integer(0, 2) * 255;
      pixels[index + channel * size] = [random.integer(0, 256), near, base, extreme][kind] ?? 0;
    }
  }
  for (const shift of [0, 0.04, -0.04, 0.5, -0.5, 1 / 6, -1 / 3, 0.0031, -0.25]) {
    const target = new Uint8Array(pixels.length);
    shiftHueOfBytes(pixels, plainTable, shift, target);
    expect(Buffer.compare(target, stepByStep(pixels, shift)), `shift ${shift}`).toBe(0);
  }
});
