import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys, KeywordArguments } from '../../../engine/registry/schema.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData } from '../arrays/cast.js';
import { asImage, derive, needRank } from '../arrays/image.js';
import { crop } from '../arrays/rearrange.js';
import { AllowMissingKeys, MapTransform, missingKey } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  centroidKey: Type.String({ default: 'centroid', description: 'Key of the point [row, column] to cut around.' }),
  patchSize: Type.Integer({ minimum: 1, default: 128, description: 'Side of the patch, in pixels.' }),
  allowMissingKeys: AllowMissingKeys,
  kwargs: KeywordArguments('How to pad small images, as SpatialPad takes it: method, mode "constant" and value.'),
});

/**
 * Cuts a square patch around the sample's centroid out of images [C, H, W] (MONAI NuClick `ExtractPatchd`). At the edge the
 * patch is shifted to lie inside; an image smaller than the patch is padded, in the middle unless `method` is "end".
 */
export class ExtractPatchd extends MapTransform {
  readonly #centroidKey: string;
  readonly #size: number;
  readonly #padAtEnd: boolean;
  readonly #value: number;

  /** @throws BundleError invalid_argument for a padding mode that is not here */
  constructor(options: Options<typeof schema, 'keys'>) {
    super('ExtractPatchd', options.keys, options.allowMissingKeys);
    const { centroidKey, patchSize, kwargs } = filled(schema, options);
    this.#centroidKey = centroidKey;
    this.#size = patchSize;
    this.#padAtEnd = kwargs.method === 'end';
    this.#value = Number(kwargs.value ?? kwargs.constant_values ?? 0);
    if (kwargs.mode === undefined || kwargs.mode === 'constant') return;
    fail({
      family: 'component',
      code: 'invalid_argument',
      component: this.component,
      argument: 'mode',
      expected: '"constant"',
      got: JSON.stringify(kwargs.mode),
    });
  }

  /** @throws BundleError bad_input for a missing key, or a centroid that is no point */
  apply(sample: Sample): Sample {
    if (!Object.hasOwn(sample, this.#centroidKey)) missingKey(this.component, sample, this.#centroidKey);
    const centroid = sample[this.#centroidKey];
    const point: readonly unknown[] =
      centroid instanceof NdArray ? Array.from(castData(centroid, 'float64')) : Array.isArray(centroid) ? centroid : [];
    const [x, y] = point;
    if (typeof x !== 'number' || typeof y !== 'number') {
      fail({
        family: 'component',
        code: 'bad_input',
        component: this.component,
        problem: `"${this.#centroidKey}" is no point`,
        fix: 'write it as [row, column]',
      });
    }
    const result = { ...sample };
    for (const key of this.keys) {
      if (this.has(sample, key)) result[key] = this.#patch(asImage(sample[key], this.component), x, y);
    }
    return result;
  }

  #patch(image: ImageArray, x: number, y: number): ImageArray {
    needRank(image, 3, this.component, '[C, H, W]');
    const [channels = 1, rows = 1, columns = 1] = image.shape;
    const [top, bottom] = this.#side(x, rows);
    const [left, right] = this.#side(y, columns);
    const { data, shape } = crop(image, [0, top, left], [channels, bottom, right]);
    const cropped = derive(image, data, shape, image.dtype);
    return bottom - top === this.#size && right - left === this.#size ? cropped : this.#padded(cropped);
  }

  #side(center: number, extent: number): [start: number, end: number] {
    const start = Math.trunc(Math.max(center - this.#size / 2, 0));
    const end = Math.min(start + this.#size, extent);
    return [Math.max(0, end - this.#size), end];
  }

  #padded(image: ImageArray): ImageArray {
    const [channels = 1, rows = 1, columns = 1] = image.shape;
    const size = this.#size;
    const top = this.#padAtEnd ? 0 : Math.floor((size - rows) / 2);
    const left = this.#padAtEnd ? 0 : Math.floor((size - columns) / 2);
    const source = castData(image, 'float64');
    const target = new Float64Array(channels * size * size).fill(this.#value);
    for (let channel = 0; channel < channels; channel++) {
      for (let row = 0; row < rows; row++) {
        const from = (channel * rows + row) * columns;
        target.set(source.subarray(from, from + columns), (channel * size + top + row) * size + left);
      }
    }
    const shape = [channels, size, size];
    return derive(image, castData(new NdArray(target, shape, 'float64'), image.dtype), shape, image.dtype);
  }
}

export const extractPatchd = component({
  ...nuclickNames('ExtractPatchd'),
  kind: 'transform',
  description: 'Cuts a square patch around a point out of images.',
  arguments: schema,
  create: (args) => new ExtractPatchd(args),
});
