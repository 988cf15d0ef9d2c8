import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { allocate, type ImageArray, type NdArray, type Random } from '../../../engine/types/index.js';
import { castData, dtypeName, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Probability } from '../spatial/rand-flip.js';
import { RandomTransform } from '../transform.js';
import { OutputDType } from './scale-intensity-range.js';

export const noiseArguments = {
  prob: Probability,
  mean: Type.Number({ default: 0, description: 'Mean of the noise.' }),
  std: Type.Number({ minimum: 0, default: 0.1, description: 'Standard deviation of the noise, or its largest one.' }),
  dtype: OutputDType,
};

export const SampleStd = Type.Boolean({
  default: true,
  description: 'Whether the standard deviation is drawn between 0 and std for each image.',
});

const schema = Type.Object({ ...noiseArguments, sampleStd: SampleStd });

/**
 * Adds Gaussian noise (MONAI `RandGaussianNoise`). Draws one uniform number and, when it acts, the standard deviation
 * (unless fixed) and one normal number for each element.
 */
export class RandGaussianNoise extends RandomTransform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: NdArray, random: Random): ImageArray {
    const image = asImage(data, 'RandGaussianNoise');
    const { prob, mean, std, sampleStd } = this.#options;
    if (random.uniform() >= prob) return image;
    return withNoise(image, drawNoise(random, image.size, mean, std, sampleStd), this.#options.dtype);
  }
}

/** `size` normal numbers. */
export function drawNoise(
  random: Random,
  size: number,
  mean: number,
  std: number,
  sampleStd: boolean,
): Float64Array<ArrayBuffer> {
  const deviation = sampleStd ? random.uniform(0, std) : std;
  const noise = new Float64Array(size);
  for (let index = 0; index < size; index++) noise[index] = random.normal(mean, deviation);
  return noise;
}

/** `image` as `dtype`, plus the noise as that dtype. */
export function withNoise(
  image: ImageArray,
  noise: Float64Array<ArrayBuffer>,
  dtype: Parameters<typeof dtypeName>[0] | null,
): ImageArray {
  const kind = dtype === null ? image.dtype : dtypeName(dtype);
  const values = numbers(derive(image, castData(image, kind), image.shape, kind));
  const added = numbers(derive(image, castData(derive(image, noise, image.shape, 'float64'), kind), image.shape, kind));
  const working = kind === 'int64' ? 'float64' : kind;
  const sum = allocate(working, values.length);
  for (let index = 0; index < values.length; index++) {
    sum[index] = (values[index] as number) + (added[index] as number);
  }
  const result = derive(image, sum, image.shape, working);
  return derive(image, castData(result, kind), image.shape, kind);
}

export const randGaussianNoise = component({
  ...arrayNames('RandGaussianNoise', 'intensity'),
  kind: 'transform',
  description: 'Adds Gaussian noise to an image, with a probability.',
  arguments: schema,
  create: (args) => new RandGaussianNoise(args),
});
