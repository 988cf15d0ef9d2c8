import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import type { DTypeName, ImageArray, NdArray, Random } from '../../../engine/types/index.js';
import { cast, castData, dtypeName } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { joinAlong } from '../arrays/join.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Probability } from '../spatial/rand-flip.js';
import { RandomTransform } from '../transform.js';
import { multiplied } from './scale-intensity.js';
import { OutputDType } from './scale-intensity-range.js';

/** A range to draw from: one number stands for the range from its negative to itself. */
export function RangeArgument(description: string) {
  return Type.Union([Type.Number(), Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })], { description });
}

/** The ends of a range argument, the smaller first. */
export function rangeEnds(range: number | readonly number[]): [low: number, high: number] {
  const [a = 0, b = 0] = typeof range === 'number' ? [-range, range] : range;
  return [Math.min(a, b), Math.max(a, b)];
}

export const ChannelWise = Type.Boolean({
  default: false,
  description: 'Whether each channel gets an amount of its own.',
});

const schema = Type.Object({
  factors: RangeArgument('Range of the factor f in v · (1 + f); one number for −f to f.'),
  prob: Probability,
  channelWise: ChannelWise,
  dtype: OutputDType,
});

/**
 * Multiplies intensities by 1 + f with f drawn from a range (MONAI `RandScaleIntensity`). Draws one uniform number and,
 * when it acts, one for the image or for each channel.
 */
export class RandScaleIntensity extends RandomTransform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema, 'factors'>) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: NdArray, random: Random): ImageArray {
    const { prob, factors, channelWise, dtype } = this.#options;
    const image = asImage(data, 'RandScaleIntensity');
    const kind = dtype === null ? image.dtype : dtypeName(dtype);
    if (random.uniform() >= prob) return cast(image, kind);
    return scaledBy(image, drawAmounts(random, factors, channelWise ? (image.shape[0] ?? 1) : 1), kind);
  }
}

/** Uniform draws from a range. */
export function drawAmounts(random: Random, range: number | readonly number[], count: number): number[] {
  const [low, high] = rangeEnds(range);
  return Array.from({ length: count }, () => random.uniform(low, high));
}

/** `image` multiplied by 1 + each factor: one factor for all, or one for each channel. */
export function scaledBy(image: ImageArray, factors: readonly number[], dtype: DTypeName): ImageArray {
  return perChannel(image, factors, (part, factor) => multiplied(part, 1 + factor, dtype));
}

/** Applies `change` to the whole image with the one amount, or to each channel with its own. */
export function perChannel(
  image: ImageArray,
  amounts: readonly number[],
  change: (part: ImageArray, amount: number) => ImageArray,
): ImageArray {
  const [only] = amounts;
  if (amounts.length === 1 && only !== undefined) return change(image, only);
  const length = image.size / amounts.length;
  const shape = [1, ...image.shape.slice(1)];
  const parts = amounts.map((amount, channel) => {
    const data = castData(image, image.dtype).subarray(channel * length, (channel + 1) * length);
    return change(derive<DTypeName>(image, data, shape, image.dtype), amount);
  });
  const joined = joinAlong(0, parts);
  return derive(image, joined.data, joined.shape, joined.dtype);
}

export const randScaleIntensity = component({
  ...arrayNames('RandScaleIntensity', 'intensity'),
  kind: 'transform',
  description: 'Multiplies the intensities of an image by a random factor, with a probability.',
  arguments: schema,
  create: (args) => new RandScaleIntensity(args),
});
