import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Instance } from '../../../engine/registry/schema.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { cast, castData, dtypeName, isFloating, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { OutputDType } from './scale-intensity-range.js';

type Amount = number | number[] | NdArray;

function AmountArgument(description: string) {
  return Instance<Amount | null>('a number, or a list with one for each channel', isAmount, {
    default: null,
    description,
  });
}

function isAmount(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number');
  return value === null || typeof value === 'number' || value instanceof NdArray;
}

export const normalizeArguments = {
  subtrahend: AmountArgument('What to subtract; the mean of the image by default.'),
  divisor: AmountArgument('What to divide by; the standard deviation of the image by default.'),
  nonzero: Type.Boolean({ default: false, description: 'Whether zeros are left out and stay zero.' }),
  channelWise: Type.Boolean({ default: false, description: 'Whether each channel is normalised on its own.' }),
  dtype: OutputDType,
};

const schema = Type.Object(normalizeArguments);

/**
 * Subtracts the mean and divides by the standard deviation, or by given amounts (MONAI `NormalizeIntensity`), in float32.
 * A deviation of zero counts as one.
 */
export class NormalizeIntensity extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array, or the amounts do not fit its channels */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'NormalizeIntensity');
    const { subtrahend, divisor, channelWise, nonzero, dtype } = this.#options;
    const channels = channelWise ? (image.shape[0] ?? 1) : 1;
    const subtrahends = amounts(subtrahend, channels, 'subtrahend');
    const divisors = amounts(divisor, channels, 'divisor');
    const values = Float32Array.from(numbers(image));
    const length = values.length / channels;
    for (let channel = 0; channel < channels; channel++) {
      const part = values.subarray(channel * length, (channel + 1) * length);
      normalise(part, subtrahends?.[channel], divisors?.[channel], nonzero);
    }
    // MONAI writes channels back into an array of the image's own floating dtype.
    const kind = channelWise && isFloating(image.dtype) ? image.dtype : 'float32';
    const normalised = derive(image, values, image.shape, 'float32');
    const stored = derive(image, castData(normalised, kind), image.shape, kind);
    return cast(stored, dtype === null ? image.dtype : dtypeName(dtype));
  }
}

/** One amount for each channel; undefined when none was given. */
function amounts(amount: Amount | null, channels: number, argument: string): number[] | undefined {
  if (amount === null) return undefined;
  if (typeof amount === 'number' && channels === 1) return [amount];
  const list = typeof amount === 'number' ? [amount] : Array.isArray(amount) ? amount : Array.from(numbers(amount));
  if (list.length === channels) return list;
  fail({
    family: 'component',
    code: 'bad_input',
    component: 'NormalizeIntensity',
    problem: `${argument} has ${list.length} values, but ${channels} are needed`,
    fix: 'give one number, or with channel_wise a list with one for each channel',
  });
}

function normalise(
  values: Float32Array,
  subtrahend: number | undefined,
  divisor: number | undefined,
  nonzero: boolean,
): void {
  let count = 0;
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (nonzero && value === 0) continue;
    sum += value;
    count++;
  }
  if (count === 0) return;
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (nonzero && value === 0) continue;
    squares += (value - mean) ** 2;
  }
  const shift = Math.fround(subtrahend ?? mean);
  const deviation = Math.fround(divisor ?? Math.sqrt(squares / count));
  const scale = deviation === 0 ? 1 : deviation;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!nonzero || value !== 0) values[index] = Math.fround(value - shift) / scale;
  }
}

export const normalizeIntensity = component({
  ...arrayNames('NormalizeIntensity', 'intensity'),
  kind: 'transform',
  description: 'Subtracts the mean of an image and divides by its standard deviation, or by given amounts.',
  arguments: schema,
  create: (args) => new NormalizeIntensity(args),
});
