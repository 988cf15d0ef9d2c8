import { type Static, Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import type {
  AnyTypedArray,
  DTypeName,
  ImageArray,
  NdArray,
  Random,
  TypedArrayOf,
} from '../../../engine/types/index.js';
import { asImage, derive, needRank } from '../arrays/image.js';
import { lookUpBytes } from '../arrays/look-up.js';
import { filled, type Options } from '../options.js';
import { RandomTransform } from '../transform.js';
import * as bytes from './adjust-byte-levels.js';
import * as floats from './adjust-float-levels.js';
import { shiftHueOfBytes, shiftHueOfFloats } from './adjust-hue.js';

function Strength(description: string) {
  return Type.Union([Type.Number({ minimum: 0 }), Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })], {
    default: 0,
    description,
  });
}

const schema = Type.Object({
  brightness: Strength('How far brightness varies: the factor is in [max(0, 1 − b), 1 + b], or in the range given.'),
  contrast: Strength('How far contrast varies: the factor is in [max(0, 1 − c), 1 + c], or in the range given.'),
  saturation: Strength('How far saturation varies: the factor is in [max(0, 1 − s), 1 + s], or in the range given.'),
  hue: Strength('How far the hue turns, as part of the colour circle: in [−h, h] with h ≤ 0.5, or in the range given.'),
});

type Range = readonly [low: number, high: number];

/**
 * Changes brightness, contrast, saturation and hue by random factors in a random order (torchvision `ColorJitter`, its code
 * for tensors). Images are [1 or 3, H, W]: uint8 in 0…255 or float in 0…1; values of one channel have no saturation or hue.
 *
 * Draws a permutation of four, then a factor for brightness, contrast, saturation and hue, each only where it varies.
 */
export class ColorJitter extends RandomTransform<NdArray, ImageArray> {
  readonly #brightness: Range | undefined;
  readonly #contrast: Range | undefined;
  readonly #saturation: Range | undefined;
  readonly #hue: Range | undefined;

  /** @throws BundleError invalid_argument for a range that is reversed or too wide */
  constructor(options: Options<typeof schema> = {}) {
    super();
    const { brightness, contrast, saturation, hue } = filled(schema, options);
    this.#brightness = rangeAround(1, brightness, 'brightness');
    this.#contrast = rangeAround(1, contrast, 'contrast');
    this.#saturation = rangeAround(1, saturation, 'saturation');
    this.#hue = rangeAround(0, hue, 'hue');
  }

  /** @throws BundleError bad_input when it is no image of 1 or 3 channels, uint8 or float */
  apply(data: NdArray, random: Random): ImageArray {
    const image = asImage(data, 'ColorJitter');
    const order = random.permutation(4);
    const brightness = draw(random, this.#brightness);
    const contrast = draw(random, this.#contrast);
    const saturation = draw(random, this.#saturation);
    const hue = draw(random, this.#hue);
    const adjust = adjusterOf(image);
    for (const step of order) {
      if (step === 0 && brightness !== undefined) adjust.brightness(brightness);
      else if (step === 1 && contrast !== undefined) adjust.contrast(contrast);
      else if (step === 2 && saturation !== undefined) adjust.saturation(saturation);
      else if (step === 3 && hue !== undefined) adjust.hue(hue);
    }
    return derive(image, adjust.finish(), image.shape, image.dtype);
  }
}

function draw(random: Random, range: Range | undefined): number | undefined {
  return range && Math.fround(random.uniform(range[0], range[1]));
}

/** The four changes, carried out one after the other on a copy of an image. */
interface Adjuster {
  brightness(factor: number): void;
  contrast(factor: number): void;
  saturation(factor: number): void;
  hue(shift: number): void;
  /** The changed values. */
  finish(): TypedArrayOf<DTypeName>;
}

function adjusterOf(image: ImageArray): Adjuster {
  needRank(image, 2, 'ColorJitter', '[1 or 3, H, W]');
  const channels = image.shape.length > 2 ? (image.shape.at(-3) ?? 1) : 1;
  if (image.shape.length <= 3 && (channels === 1 || channels === 3)) {
    const { data }: { data: AnyTypedArray } = image;
    if (image.dtype === 'uint8' && data instanceof Uint8Array) return new ByteAdjuster(data, channels);
    if (data instanceof Float32Array || data instanceof Float64Array) return floatAdjuster(data.slice(), channels);
  }
  fail({
    family: 'component',
    code: 'bad_input',
    component: 'ColorJitter',
    problem: `expected uint8 or float of shape [1 or 3, H, W], got ${image.dtype} [${image.shape.join(', ')}]`,
    fix: 'load images with dtype uint8 and put EnsureChannelFirstd before it',
  });
}

/** Brightness and contrast look at one value at a time: they wait in a table until the next change needs the pixels. */
class ByteAdjuster implements Adjuster {
  #pixels: Uint8Array<ArrayBuffer>;
  #isCopy = false;
  #table = bytes.plainTable;
  readonly #channels: number;

  constructor(pixels: Uint8Array<ArrayBuffer>, channels: number) {
    this.#pixels = pixels;
    this.#channels = channels;
  }

  brightness(factor: number): void {
    this.#table = bytes.blendedTable(this.#table, 0, factor);
  }

  contrast(factor: number): void {
    const mean = bytes.meanGrey(this.#pixels, this.#channels, this.#table);
    this.#table = bytes.blendedTable(this.#table, mean, factor);
  }

  saturation(factor: number): void {
    if (this.#channels !== 3) return;
    const target = this.#target();
    bytes.saturate(this.#pixels, this.#table, factor, target);
    this.#replace(target);
  }

  hue(shift: number): void {
    if (this.#channels !== 3) return;
    const target = this.#target();
    shiftHueOfBytes(this.#pixels, this.#table, shift, target);
    this.#replace(target);
  }

  finish(): Uint8Array<ArrayBuffer> {
    const target = this.#target();
    lookUpBytes(this.#table, this.#pixels, target);
    return target;
  }

  /** Where new pixels go: the image itself must not change. */
  #target(): Uint8Array<ArrayBuffer> {
    return this.#isCopy ? this.#pixels : new Uint8Array(this.#pixels.length);
  }

  /** Goes on with pixels that have the table's changes in them. */
  #replace(pixels: Uint8Array<ArrayBuffer>): void {
    this.#pixels = pixels;
    this.#isCopy = true;
    this.#table = bytes.plainTable;
  }
}

function floatAdjuster(values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>, channels: number): Adjuster {
  return {
    brightness: (factor) => floats.blendWith(values, 0, factor),
    contrast: (factor) => floats.blendWith(values, floats.meanGrey(values, channels), factor),
    saturation: (factor) => (channels === 3 ? floats.saturate(values, factor) : undefined),
    hue: (shift) => (channels === 3 ? shiftHueOfFloats(values, shift) : undefined),
    finish: () => values,
  };
}

/** The range of a factor about its neutral value; undefined where it does not vary. */
function rangeAround(
  center: number,
  strength: Static<ReturnType<typeof Strength>>,
  argument: string,
): Range | undefined {
  const limits: Range = center === 0 ? [-0.5, 0.5] : [0, Number.POSITIVE_INFINITY];
  let [low = 0, high = 0] = Array.isArray(strength) ? strength : [center - strength, center + strength];
  if (!Array.isArray(strength) && center === 1) low = Math.max(0, low);
  if (low < limits[0] || low > high || high > limits[1]) {
    fail({
      family: 'component',
      code: 'invalid_argument',
      component: 'ColorJitter',
      argument,
      expected: center === 0 ? 'a number ≤ 0.5, or a range within [-0.5, 0.5]' : 'a number ≥ 0, or a range [low, high]',
      got: JSON.stringify(strength),
    });
  }
  return low === center && high === center ? undefined : [low, high];
}

export const colorJitter = component({
  name: 'ColorJitter',
  modules: ['torchvision.transforms', 'torchvision.transforms.transforms'],
  kind: 'transform',
  description: 'Changes brightness, contrast, saturation and hue by random factors in a random order.',
  arguments: schema,
  create: (args) => new ColorJitter(args),
});

/** Makes a ColorJitter from the arguments of a call in Python. */
export function colorJitterOf(
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): ColorJitter {
  const names = ['brightness', 'contrast', 'saturation', 'hue'] as const;
  const options: Partial<Record<(typeof names)[number], number | number[]>> = {};
  for (const [index, name] of names.entries()) {
    const value = positional[index] ?? keywords[name];
    if (value === undefined) continue;
    const isRange = Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number');
    if (typeof value === 'number' || isRange) options[name] = value;
    else {
      fail({
        family: 'component',
        code: 'invalid_argument',
        component: 'ColorJitter',
        argument: name,
        expected: 'a number, or a range [low, high]',
        got: JSON.stringify(value),
      });
    }
  }
  const unknown = Object.keys(keywords).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined || positional.length > names.length) {
    fail({
      family: 'component',
      code: 'unknown_argument',
      component: 'ColorJitter',
      argument: unknown ?? `number ${names.length + 1}`,
      known: names,
    });
  }
  return new ColorJitter(options);
}
