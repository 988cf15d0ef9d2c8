import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Nullable } from '../../../engine/registry/schema.js';
import { allocate, type DTypeName, type ImageArray, type NdArray } from '../../../engine/types/index.js';
import { castData, dtypeName, isFloating, type NumberArray, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { OutputDType } from './scale-intensity-range.js';

export const scaleArguments = {
  minv: Type.Union([Type.Number(), Type.Null()], { default: 0, description: 'The smallest value of the result.' }),
  maxv: Type.Union([Type.Number(), Type.Null()], { default: 1, description: 'The largest value of the result.' }),
  factor: Nullable(Type.Number({ description: 'Multiplies by 1 + factor instead; give it with minv and maxv null.' })),
  channelWise: Type.Boolean({ default: false, description: 'Whether each channel is scaled on its own.' }),
  dtype: OutputDType,
};

const schema = Type.Object(scaleArguments);

/**
 * Stretches intensities to [minv, maxv], or multiplies them by 1 + factor (MONAI `ScaleIntensity`). An image of one value
 * becomes value · minv. With only one of minv and maxv the result is in [0, 1].
 */
export class ScaleIntensity extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'ScaleIntensity');
    const { minv, maxv, factor, channelWise } = this.#options;
    const dtype = this.#options.dtype === null ? image.dtype : dtypeName(this.#options.dtype);
    if (minv === null && maxv === null) return multiplied(image, factor === null ? 1 : 1 + factor, dtype);
    // The image takes the result's dtype first, as MONAI converts it; whole numbers are then divided as float32.
    const source = numbers(derive(image, castData(image, dtype), image.shape, dtype));
    const kind = dtype === 'float64' ? 'float64' : 'float32';
    const target = kind === 'float64' ? new Float64Array(source.length) : new Float32Array(source.length);
    const parts = channelWise ? (image.shape[0] ?? 1) : 1;
    const length = source.length / parts;
    for (let part = 0; part < parts; part++) {
      const [from, to] = [part * length, (part + 1) * length];
      stretch(source.subarray(from, to), target.subarray(from, to), minv, maxv);
    }
    const stretched = derive<DTypeName>(image, target, image.shape, kind);
    return derive(image, castData(stretched, dtype), image.shape, dtype);
  }
}

/** `image` times `gain` as `dtype`; computed in float32 unless it is a float64 image. */
export function multiplied(image: ImageArray, gain: number, dtype: DTypeName): ImageArray {
  if (gain === 1) return derive(image, castData(image, dtype), image.shape, dtype);
  const kind = isFloating(image.dtype) ? image.dtype : 'float32';
  const source = numbers(image);
  const target = allocate(kind, source.length);
  const rounded = kind === 'float64' ? gain : Math.fround(gain);
  for (let index = 0; index < source.length; index++) target[index] = (source[index] as number) * rounded;
  const product = derive(image, target, image.shape, kind);
  return derive(image, castData(product, dtype), image.shape, dtype);
}

function stretch(
  source: NumberArray,
  target: Float32Array | Float64Array,
  minv: number | null,
  maxv: number | null,
): void {
  const round = target instanceof Float64Array ? (value: number) => value : Math.fround;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < source.length; index++) {
    const value = source[index] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) {
    const constant = round(low * round(minv ?? 1));
    target.fill(constant);
    return;
  }
  const width = round(high - low);
  const both = minv !== null && maxv !== null;
  const gain = both ? round(maxv - minv) : 1;
  const base = both ? round(minv) : 0;
  for (let index = 0; index < source.length; index++) {
    const part = round(round((source[index] as number) - low) / width);
    target[index] = round(part * gain) + base;
  }
}

export const scaleIntensity = component({
  ...arrayNames('ScaleIntensity', 'intensity'),
  kind: 'transform',
  description: 'Stretches the intensities of an image to a range, or multiplies them.',
  arguments: schema,
  create: (args) => new ScaleIntensity(args),
});
