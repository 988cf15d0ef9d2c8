import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument, Nullable } from '../../../engine/registry/schema.js';
import { type DTypeName, ImageArray, type NdArray } from '../../../engine/types/index.js';
import { cast, dtypeName, type NumberArray, numbers } from '../arrays/cast.js';
import { asImage } from '../arrays/image.js';
import { lookUpFloats } from '../arrays/look-up.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

/** The dtype of an intensity transform's result. */
export const OutputDType = DTypeArgument({
  default: 'float32',
  description: 'Element type of the result; null keeps that of the input.',
});

export const rangeArguments = {
  aMin: Type.Number({ description: 'Intensity that becomes b_min.' }),
  aMax: Type.Number({ description: 'Intensity that becomes b_max.' }),
  bMin: Nullable(Type.Number({ description: 'Lower end of the target range; null leaves it at 0.' })),
  bMax: Nullable(Type.Number({ description: 'Upper end of the target range; null leaves it at 1.' })),
  clip: Type.Boolean({ default: false, description: 'Whether to cut off what lies outside of the target range.' }),
  dtype: OutputDType,
};

const schema = Type.Object(rangeArguments);

/**
 * Maps intensities linearly from [aMin, aMax] to [bMin, bMax] (MONAI `ScaleIntensityRange`), in float32 (float64 for
 * float64 images). Whole-number images are converted first, so nothing wraps around on the way.
 */
export class ScaleIntensityRange extends Transform<NdArray, ImageArray> {
  readonly #options;
  /** The results for the 256 values of a uint8 image. */
  #table: Float32Array | undefined;

  constructor(options: Options<typeof schema, 'aMin' | 'aMax'>) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'ScaleIntensityRange');
    const source = numbers(image);
    const { shape, meta, appliedOperations } = image;
    if (image.dtype === 'float64') {
      const scaled = new Float64Array(source.length);
      this.#scaleDouble(source, scaled);
      return this.#output(new ImageArray(scaled, shape, 'float64', meta, appliedOperations), image.dtype);
    }
    const scaled = new Float32Array(source.length);
    if (source instanceof Uint8Array) lookUpFloats(this.#byteTable(), source, scaled);
    else this.#scaleSingle(source, scaled);
    return this.#output(new ImageArray(scaled, shape, 'float32', meta, appliedOperations), image.dtype);
  }

  #output(scaled: ImageArray, given: DTypeName): ImageArray {
    const { aMin, aMax, dtype } = this.#options;
    if (aMin === aMax) return scaled;
    return cast(scaled, dtype === null ? given : dtypeName(dtype));
  }

  #byteTable(): Float32Array {
    if (!this.#table) {
      this.#table = new Float32Array(256);
      this.#scaleSingle(
        Uint8Array.from(this.#table, (_, value) => value),
        this.#table,
      );
    }
    return this.#table;
  }

  /** Every step is rounded to float32, as PyTorch rounds it. */
  #scaleSingle(source: NumberArray, target: Float32Array): void {
    const { start, width, gain, base, low, high } = this.#steps();
    const { fround } = Math;
    const [start32, width32, gain32, base32] = [fround(start), fround(width), fround(gain), fround(base)];
    const [low32, high32] = [fround(low), fround(high)];
    for (let index = 0; index < source.length; index++) {
      const part = fround(fround(fround(source[index] as number) - start32) / width32);
      const value = fround(fround(part * gain32) + base32);
      target[index] = value < low32 ? low32 : Math.min(value, high32);
    }
  }

  #scaleDouble(source: NumberArray, target: Float64Array): void {
    const { start, width, gain, base, low, high } = this.#steps();
    for (let index = 0; index < source.length; index++) {
      const value = (((source[index] as number) - start) / width) * gain + base;
      target[index] = value < low ? low : Math.min(value, high);
    }
  }

  /** The result is (value − start) / width · gain + base, between low and high. */
  #steps() {
    const { aMin, aMax, bMin, bMax, clip } = this.#options;
    const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    // A range without width cannot be stretched: MONAI shifts it only.
    if (aMin === aMax) return { start: aMin, width: 1, gain: 1, base: bMin ?? 0, low, high };
    const limits = clip ? { low: bMin ?? low, high: bMax ?? high } : { low, high };
    if (bMin === null || bMax === null) return { start: aMin, width: aMax - aMin, gain: 1, base: 0, ...limits };
    return { start: aMin, width: aMax - aMin, gain: bMax - bMin, base: bMin, ...limits };
  }
}

export const scaleIntensityRange = component({
  ...arrayNames('ScaleIntensityRange', 'intensity'),
  kind: 'transform',
  description: 'Maps intensities linearly from one range to another.',
  arguments: schema,
  create: (args) => new ScaleIntensityRange(args),
});
