import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { allocate, type ImageArray } from '../../../engine/types/index.js';
import { type NumberArray, numbers } from '../arrays/cast.js';
import { connectedComponents } from '../arrays/connected-components.js';
import { asImage, derive } from '../arrays/image.js';
import { MapTransform, missingKey } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  others: Type.String({ default: 'others', description: 'Key under which the other nuclei are put.' }),
  maskValue: Type.Union([Type.String(), Type.Null()], {
    default: 'mask_value',
    description: 'Key of the value that marks the nucleus; "" or null for the largest value below others_value.',
  }),
  minArea: Type.Integer({ default: 5, description: 'Accepted for MONAI’s sake, which does not use it.' }),
  othersValue: Type.Integer({ default: 0, description: 'Values from here on are other nuclei.' }),
  toBinaryMask: Type.Boolean({ default: true, description: 'Whether the label becomes 0 and 1.' }),
});

/**
 * Takes one nucleus out of a label image [C, W, H] (MONAI NuClick `SplitLabeld`): the label keeps it alone, uint8, and
 * `others` [1, W, H], uint8, numbers the connected components of everything else (edges connect; from 256 on numbers wrap
 * around, as in MONAI).
 */
export class SplitLabeld extends MapTransform {
  readonly #options;

  /** @throws BundleError invalid_argument for more than one key */
  constructor(options: Options<typeof schema, 'keys'>) {
    super('SplitLabeld', options.keys);
    this.#options = filled(schema, options);
    if (this.keys.length === 1) return;
    fail({
      family: 'component',
      code: 'invalid_argument',
      component: this.component,
      argument: 'keys',
      expected: 'one key: that of the label',
      got: `a list of ${this.keys.length}`,
    });
  }

  /** @throws BundleError bad_input for a missing key, or a label that is no array */
  apply(sample: Sample): Sample {
    const { others: othersKey, maskValue: maskKey, othersValue, toBinaryMask } = this.#options;
    const [key = ''] = this.keys;
    this.has(sample, key);
    const label = asImage(sample[key], this.component);
    const values = numbers(label);
    const wanted = maskKey ? this.#maskValue(sample, maskKey) : largestBelow(values, othersValue);
    const mask = new Uint8Array(values.length);
    const rest = new Uint8Array(values.length);
    let hasOthers = false;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      // Without a key for the value, MONAI keeps everything below others_value, not the largest alone.
      const isKept = maskKey ? value === wanted : value < othersValue;
      if (isKept) mask[index] = toBinaryMask && value > 0 ? 1 : value;
      if (value !== wanted && value !== 0) {
        rest[index] = value > 0 ? 1 : value;
        hasOthers = true;
      }
    }
    return {
      ...sample,
      [key]: derive(label, mask, label.shape, 'uint8'),
      [othersKey]: hasOthers ? numbered(label, rest) : derive(label, rest, label.shape, 'uint8'),
    };
  }

  #maskValue(sample: Sample, key: string): number {
    if (!Object.hasOwn(sample, key)) missingKey(this.component, sample, key);
    const value = sample[key];
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
    const array = asImage(value, this.component);
    return numbers(array)[0] ?? 0;
  }
}

/** The largest value below `limit`, at least 0 if anything reaches the limit. */
function largestBelow(values: NumberArray, limit: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const kept = value >= limit ? 0 : value;
    if (kept > largest) largest = kept;
  }
  return Math.trunc(largest);
}

/** The components of the first channel, numbered from 1. */
function numbered(label: ImageArray, mask: Uint8Array): ImageArray {
  const shape = label.shape.slice(1);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const { labels } = connectedComponents(mask.subarray(0, size), shape, 1);
  const bytes = allocate('uint8', size);
  bytes.set(labels);
  return derive(label, bytes, [1, ...shape], 'uint8');
}

export const splitLabeld = component({
  ...nuclickNames('SplitLabeld'),
  kind: 'transform',
  description: 'Takes one nucleus out of a label image and numbers the others.',
  arguments: schema,
  create: (args) => new SplitLabeld(args),
});
