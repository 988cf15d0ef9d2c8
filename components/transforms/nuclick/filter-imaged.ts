import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, type NumberArray, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { withoutSmallObjects } from '../arrays/small-objects.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  minSize: Type.Integer({ minimum: 0, default: 500, description: 'Tissue regions of fewer pixels are removed.' }),
  allowMissingKeys: AllowMissingKeys,
});

/** Levels of MONAI's filter: brightest green of tissue, least difference of its colours, and when a filter went too far. */
const greenLimit = 200;
const greyTolerance = 15;
const greenOvermask = 90;
const sizeOvermask = 95;

/**
 * Blackens what is not tissue, bright or grey pixels and small regions, in colour images [H, W, 3] (MONAI NuClick
 * `FilterImaged`). A filter that would remove nearly everything is relaxed.
 */
export class FilterImaged extends MapTransform {
  readonly #minSize: number;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('FilterImaged', options.keys, options.allowMissingKeys);
    this.#minSize = filled(schema, options).minSize;
  }

  /** @throws BundleError bad_input when an item is no image [H, W, 3] */
  apply(sample: Sample): Sample {
    const result = { ...sample };
    for (const key of this.keys) {
      if (this.has(sample, key)) result[key] = this.#filter(asImage(sample[key], this.component));
    }
    return result;
  }

  #filter(image: ImageArray): ImageArray {
    if (image.shape.length !== 3 || image.shape[2] !== 3) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: this.component,
        problem: `expected a colour image [H, W, 3], got [${image.shape.join(', ')}]`,
        fix: 'put it before EnsureChannelFirstd',
      });
    }
    const values = numbers(image);
    const colourful = notGrey(values, image.dtype === 'uint8');
    const tissue = notGreen(values, greenLimit);
    const both = tissue.map((value, index) => value & (colourful[index] ?? 0));
    const plane = image.shape.slice(0, 2);
    const mask = this.#minSize > 0 ? largeRegions(both, plane, this.#minSize) : both;
    const kept = Float64Array.from(values, (value, index) => (mask[Math.floor(index / 3)] === 1 ? value : 0));
    return derive(image, castData(new NdArray(kept, image.shape, 'float64'), image.dtype), image.shape, image.dtype);
  }
}

/** 1 where green is above 0 and below `limit`; the limit rises while that removes nearly all pixels. */
function notGreen(values: NumberArray, limit: number): Uint8Array {
  const mask = new Uint8Array(values.length / 3);
  for (let index = 0; index < mask.length; index++) {
    const green = values[3 * index + 1] as number;
    mask[index] = green > 0 && green < limit ? 1 : 0;
  }
  if (percentRemoved(mask) < greenOvermask || limit >= 255) return mask;
  return notGreen(values, Math.ceil((255 - limit) / 2 + limit));
}

/** 1 where two colours differ by more than the tolerance; 8-bit differences wrap around, as NumPy's do. */
function notGrey(values: NumberArray, wraps: boolean): Uint8Array {
  const mask = new Uint8Array(values.length / 3);
  const near = (a: number, b: number): boolean => {
    const difference = (values[a] as number) - (values[b] as number);
    return (wraps ? difference & 255 : Math.abs(difference)) <= greyTolerance;
  };
  for (let index = 0; index < mask.length; index++) {
    const [red, green, blue] = [3 * index, 3 * index + 1, 3 * index + 2];
    mask[index] = near(red, green) && near(red, blue) && near(green, blue) ? 0 : 1;
  }
  return mask;
}

/** `mask` without small regions; the smallest size halves while that removes nearly all pixels. */
function largeRegions(mask: Uint8Array, shape: readonly number[], minSize: number): Uint8Array {
  const kept = withoutSmallObjects(mask, shape, minSize);
  if (percentRemoved(kept) < sizeOvermask || minSize < 1) return kept;
  return largeRegions(mask, shape, roundHalfToEven(minSize / 2));
}

function percentRemoved(mask: Uint8Array): number {
  let count = 0;
  for (const value of mask) count += value;
  return 100 - (count / mask.length) * 100;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

export const filterImaged = component({
  ...nuclickNames('FilterImaged'),
  kind: 'transform',
  description: 'Blackens what is not tissue in a colour image.',
  arguments: schema,
  create: (args) => new FilterImaged(args),
});
