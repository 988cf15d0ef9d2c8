import { fail } from '../../../engine/errors.js';
import { type Exposed, exposed, method, property } from '../../../engine/registry/exposed.js';
import type { DTypeName } from '../../../engine/types/index.js';

/** Samples of an image by rows: row r starts at `offset + r * stride`, pixels have their channels side by side. */
export interface Raster {
  readonly samples: Uint8Array | Uint16Array | Int32Array | Float32Array;
  readonly dtype: DTypeName;
  readonly channels: number;
  readonly offset: number;
  readonly stride: number;
}

/** What a decoder found in a file: Pillow's `Image`, as far as a reader's `converter` needs it. */
export class PilImage {
  static readonly [exposed]: Exposed = {
    mode: property(),
    format: property(),
    width: property(),
    height: property(),
    size: property(),
    convert: method('mode'),
  };

  constructor(
    /** Pillow's name of the file format: `PNG`, `JPEG`, `TIFF`, `BMP`. */
    readonly format: string | null,
    /** Pillow's mode: `L`, `RGB`, `RGBA`, `P`, `I;16`, … */
    readonly mode: string,
    readonly width: number,
    readonly height: number,
    readonly raster: Raster,
    readonly palette: Uint8Array | undefined = undefined,
  ) {}

  get size(): [number, number] {
    return [this.width, this.height];
  }

  /**
   * The image in mode `L`, `RGB` or `RGBA`, with Pillow's rounding.
   * @throws BundleError bad_input for other modes
   */
  convert(mode: string): PilImage {
    if (mode === this.mode) return this;
    const from = readers[this.mode];
    const channels = { L: 1, RGB: 3, RGBA: 4 }[mode];
    if (!from || channels === undefined) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'LoadImage',
        problem: `cannot convert an image of mode ${this.mode} to mode ${mode}`,
        fix: 'convert images of mode 1, L, LA, P, RGB or RGBA to L, RGB or RGBA',
      });
    }
    const { samples, offset, stride, channels: given } = this.raster;
    const target = new Uint8Array(this.width * this.height * channels);
    const pixel = [0, 0, 0, 255];
    for (let row = 0, to = 0; row < this.height; row++) {
      for (let column = 0, at = offset + row * stride; column < this.width; column++, at += given) {
        from(samples, at, pixel, this.palette);
        const [red = 0, green = 0, blue = 0] = pixel;
        if (channels === 1) target[to++] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
        else for (let channel = 0; channel < channels; channel++) target[to++] = pixel[channel] ?? 0;
      }
    }
    const raster: Raster = { samples: target, dtype: 'uint8', channels, offset: 0, stride: this.width * channels };
    return new PilImage(null, mode, this.width, this.height, raster);
  }
}

type ReadPixel = (samples: Raster['samples'], at: number, pixel: number[], palette: Uint8Array | undefined) => void;

const readers: Readonly<Record<string, ReadPixel>> = {
  '1': (samples, at, pixel) => pixel.fill(samples[at] ? 255 : 0, 0, 3),
  L: (samples, at, pixel) => pixel.fill(samples[at] ?? 0, 0, 3),
  LA: (samples, at, pixel) => {
    pixel.fill(samples[at] ?? 0, 0, 3);
    pixel[3] = samples[at + 1] ?? 255;
  },
  P: (samples, at, pixel, palette) => {
    const entry = 3 * (samples[at] ?? 0);
    for (let channel = 0; channel < 3; channel++) pixel[channel] = palette?.[entry + channel] ?? 0;
  },
  RGB: (samples, at, pixel) => {
    for (let channel = 0; channel < 3; channel++) pixel[channel] = samples[at + channel] ?? 0;
  },
  RGBA: (samples, at, pixel) => {
    for (let channel = 0; channel < 4; channel++) pixel[channel] = samples[at + channel] ?? 0;
  },
};
