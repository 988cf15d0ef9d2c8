import { beforeAll, describe, expect, it } from 'vitest';
import { type Addon, addonPath, loadAddon } from '../../../engine/backends/native/addon.js';
import { packConv } from '../../../engine/backends/native/shapes.js';
import { pattern } from './reference.js';

/** Shapes that take each way through the kernels: parts, odd sizes, few and many tiles, the last block half full. */
const cases = [
  { n: 2, h: 9, w: 13, parts: [16], k: 16 },
  { n: 1, h: 33, w: 21, parts: [32, 16], k: 48 },
  { n: 3, h: 4, w: 4, parts: [16, 64], k: 80 },
  { n: 2, h: 40, w: 40, parts: [48], k: 32 },
  { n: 2, h: 8, w: 8, parts: [128, 64], k: 144 },
  { n: 1, h: 8, w: 9, parts: [160], k: 336 },
];

/** Sums of |difference|² and |expected|² of float32 results against float64 ones, at some places of each array. */
class RelativeError {
  #difference = 0;
  #expected = 0;

  add(actual: number, expected: number): void {
    this.#difference += (actual - expected) ** 2;
    this.#expected += expected ** 2;
  }

  get value(): number {
    return Math.sqrt(this.#difference / this.#expected);
  }
}

describe.skipIf(addonPath() === undefined)('3×3 convolutions of the native backend', () => {
  let addon: Addon;
  beforeAll(() => {
    addon = loadAddon();
  });

  describe.each(['avx512', 'avx2', 'plain'])('%s', (architecture) => {
    it.each(cases)('$n images of $h×$w, $parts to $k channels', ({ n, h, w, parts, k }) => {
      if (!available(addon, architecture)) return;
      const c = parts.reduce((sum, width) => sum + width, 0);
      const pixels = n * h * w;
      const whole = floats([pixels, c], 1);
      const [filter, bias, dy] = [floats([9, c, k], 2), floats([k], 3), floats([pixels, k], 4)];
      const x = split(whole, parts);
      const shape = packConv(n, c, k, [axis(h), axis(w)]);
      const y = new Float32Array(pixels * k);
      addon.convForward(x, filter, bias, y, shape);
      const dx = parts.map((width) => new Float32Array(pixels * width));
      addon.convInputGradient(dy, filter, null, dx, shape);
      const dfilter = new Float32Array(9 * c * k);
      addon.convFilterGradient(x, dy, dfilter, shape);
      addon.use('');

      const at = (image: number, row: number, column: number) =>
        row < 0 || column < 0 || row >= h || column >= w ? -1 : (image * h + row) * w + column;
      const forward = new RelativeError();
      const input = new RelativeError();
      const filterError = new RelativeError();
      const joined = join(dx, parts, pixels);
      for (let sample = 0; sample < 400; sample++) {
        const pixel = (sample * 7919) % pixels;
        const [image, row, column] = [Math.floor(pixel / (h * w)), Math.floor(pixel / w) % h, pixel % w];
        const [channel, result] = [(sample * 31) % c, (sample * 37) % k];
        let [sum, gradient] = [bias[result] ?? 0, 0];
        for (let tap = 0; tap < 9; tap++) {
          const [i, j] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
          const met = at(image, row + i, column + j);
          const back = at(image, row - i, column - j);
          for (let z = 0; met >= 0 && z < c; z++) {
            sum += (whole[met * c + z] ?? 0) * (filter[(tap * c + z) * k + result] ?? 0);
          }
          for (let z = 0; back >= 0 && z < k; z++) {
            gradient += (dy[back * k + z] ?? 0) * (filter[(tap * c + channel) * k + z] ?? 0);
          }
        }
        forward.add(y[pixel * k + result] ?? Number.NaN, sum);
        input.add(joined[pixel * c + channel] ?? Number.NaN, gradient);
        const tap = sample % 9;
        let product = 0;
        for (let image = 0; image < n; image++) {
          for (let row = 0; row < h; row++) {
            for (let column = 0; column < w; column++) {
              const met = at(image, row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1);
              if (met < 0) continue;
              product += (whole[met * c + channel] ?? 0) * (dy[at(image, row, column) * k + result] ?? 0);
            }
          }
        }
        filterError.add(dfilter[(tap * c + channel) * k + result] ?? Number.NaN, product);
      }
      // Direct sums in float32 are within 3e-7 to 1e-6 of float64; Winograd's may lose four times as much.
      for (const error of [forward, input, filterError]) expect(error.value).toBeLessThan(4e-6);
    });
  });

  it('of bfloat16 products are as near as bfloat16 allows', () => {
    if (!addon.bfloat16()) return;
    for (const { n, h, w, parts, k } of cases) {
      const c = parts.reduce((sum, width) => sum + width, 0);
      const pixels = n * h * w;
      const x = split(floats([pixels, c], 1), parts);
      const [filter, dy] = [floats([9, c, k], 2), floats([pixels, k], 4)];
      const [single, brain] = (['best', 'bfloat16'] as const).map((precision) => {
        const shape = packConv(n, c, k, [axis(h), axis(w)], precision);
        const y = new Float32Array(pixels * k);
        const dx = parts.map((width) => new Float32Array(pixels * width));
        const dfilter = new Float32Array(9 * c * k);
        addon.convForward(x, filter, null, y, shape);
        addon.convInputGradient(dy, filter, null, dx, shape);
        addon.convFilterGradient(x, dy, dfilter, shape);
        return [y, ...dx, dfilter];
      });
      single?.forEach((array, index) => {
        const error = new RelativeError();
        array.forEach((expected, place) => {
          error.add(brain?.[index]?.[place] ?? Number.NaN, expected);
        });
        expect(error.value).toBeGreaterThan(1e-4);
        expect(error.value).toBeLessThan(1.5e-2);
      });
    }
  });

  it('are the same for any number of threads, bit for bit', () => {
    for (const { n, h, w, parts, k } of cases) {
      const c = parts.reduce((sum, width) => sum + width, 0);
      const pixels = n * h * w;
      const x = split(floats([pixels, c], 1), parts);
      const [filter, dy] = [floats([9, c, k], 2), floats([pixels, k], 4)];
      const shape = packConv(n, c, k, [axis(h), axis(w)]);
      const results = [1, 2, 3, 4].map((threads) => {
        addon.threads(threads);
        const y = new Float32Array(pixels * k);
        const dx = parts.map((width) => new Float32Array(pixels * width));
        const dfilter = new Float32Array(9 * c * k);
        addon.convForward(x, filter, null, y, shape);
        addon.convInputGradient(dy, filter, null, dx, shape);
        addon.convFilterGradient(x, dy, dfilter, shape);
        return [y, ...dx, dfilter].map((array) => Buffer.from(array.buffer));
      });
      addon.threads(2);
      for (const result of results) {
        result.forEach((bytes, index) => {
          expect(bytes.equals(results[0]?.[index] ?? Buffer.alloc(0))).toBe(true);
        });
      }
    }
  });
});

function available(addon: Addon, architecture: string): boolean {
  try {
    addon.use(architecture);
    return true;
  } catch {
    return false;
  }
}

function axis(extent: number) {
  return { input: extent, output: extent, kernel: 3, stride: 1, dilation: 1, pad: 1 };
}

function floats(shape: number[], seed: number): Float32Array {
  return Float32Array.from(pattern(shape, seed).data);
}

function split(whole: Float32Array, parts: readonly number[]): Float32Array[] {
  const channels = parts.reduce((sum, width) => sum + width, 0);
  let start = 0;
  return parts.map((width) => {
    const first = start;
    start += width;
    return Float32Array.from({ length: (whole.length / channels) * width }, (_, index) => {
      return whole[Math.floor(index / width) * channels + first + (index % width)] ?? 0;
    });
  });
}

function join(parts: readonly Float32Array[], widths: readonly number[], pixels: number): Float32Array {
  const channels = widths.reduce((sum, width) => sum + width, 0);
  const whole = new Float32Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let start = pixel * channels;
    parts.forEach((part, index) => {
      const width = widths[index] ?? 0;
      whole.set(part.subarray(pixel * width, (pixel + 1) * width), start);
      start += width;
    });
  }
  return whole;
}
