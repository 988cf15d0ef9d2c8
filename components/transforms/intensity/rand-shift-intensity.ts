import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { allocate, type DTypeName, type ImageArray, type NdArray, type Random } from '../../../engine/types/index.js';
import { castData, isFloating, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Probability } from '../spatial/rand-flip.js';
import { RandomTransform } from '../transform.js';
import { ChannelWise, drawAmounts, perChannel, RangeArgument } from './rand-scale-intensity.js';

export const Safe = Type.Boolean({
  default: false,
  description: 'Whether results beyond the image’s whole-number dtype stop at its ends instead of wrapping around.',
});

const schema = Type.Object({
  offsets: RangeArgument('Range of the offset; one number for −offset to offset.'),
  safe: Safe,
  prob: Probability,
  channelWise: ChannelWise,
});

/**
 * Adds an offset drawn from a range (MONAI `RandShiftIntensity`); the dtype stays. Draws one uniform number and, when it
 * acts, one for the image or for each channel.
 */
export class RandShiftIntensity extends RandomTransform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema, 'offsets'>) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: NdArray, random: Random): ImageArray {
    const { prob, offsets, channelWise, safe } = this.#options;
    const image = asImage(data, 'RandShiftIntensity');
    if (random.uniform() >= prob) return image;
    return shiftedBy(image, drawAmounts(random, offsets, channelWise ? (image.shape[0] ?? 1) : 1), safe);
  }
}

/** `image` plus an offset: one for all, or one for each channel. */
export function shiftedBy(image: ImageArray, offsets: readonly number[], safe: boolean): ImageArray {
  return perChannel(image, offsets, (part, offset) => shifted(part, offset, safe));
}

const ranges: Readonly<Partial<Record<DTypeName, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

function shifted(image: ImageArray, offset: number, safe: boolean): ImageArray {
  const kind = isFloating(image.dtype) ? image.dtype : 'float32';
  const source = numbers(image);
  const sum = allocate(kind, source.length);
  const added = kind === 'float64' ? offset : Math.fround(offset);
  const [low, high] = (safe ? ranges[image.dtype] : undefined) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let index = 0; index < source.length; index++) {
    const value = (source[index] as number) + added;
    sum[index] = value < low ? low : Math.min(value, high);
  }
  const result = derive(image, sum, image.shape, kind);
  return derive(image, castData(result, image.dtype), image.shape, image.dtype);
}

export const randShiftIntensity = component({
  ...arrayNames('RandShiftIntensity', 'intensity'),
  kind: 'transform',
  description: 'Adds a random offset to the intensities of an image, with a probability.',
  arguments: schema,
  create: (args) => new RandShiftIntensity(args),
});
