import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { allocate, type ImageArray } from '../../../engine/types/index.js';
import { type NumberArray, numbers } from '../arrays/cast.js';
import { connectedComponents } from '../arrays/connected-components.js';
import { asImage, derive } from '../arrays/image.js';
import { lookUpBytes } from '../arrays/look-up.js';
import { skipZeros, wordsOf } from '../arrays/zeros.js';
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
    const { others: othersKey, maskValue: maskKey } = this.#options;
    const [key = ''] = this.keys;
    this.has(sample, key);
    const label = asImage(sample[key], this.component);
    const wanted = maskKey ? this.#maskValue(sample, maskKey) : undefined;
    const { mask, rest, hasOthers } = this.#split(numbers(label), wanted);
    return {
      ...sample,
      [key]: derive(label, mask, label.shape, 'uint8'),
      [othersKey]: hasOthers ? numbered(label, rest) : derive(label, rest, label.shape, 'uint8'),
    };
  }

  /** The nucleus of value `wanted` and everything else; without it the largest value below `othersValue`. */
  #split(values: NumberArray, wanted: number | undefined) {
    const { othersValue, toBinaryMask } = this.#options;
    const nucleus = wanted ?? largestBelow(values, othersValue);
    // Without a key for the value, MONAI keeps everything below others_value, not the largest alone.
    const kept = (value: number): number => {
      if (wanted === undefined ? value >= othersValue : value !== wanted) return 0;
      return toBinaryMask && value > 0 ? 1 : value;
    };
    const other = (value: number): number => (value === nucleus ? 0 : value > 0 ? 1 : value);
    const mask = new Uint8Array(values.length);
    const rest = new Uint8Array(values.length);
    if (values instanceof Uint8Array) {
      lookUpBytes(bytes.map(kept), values, mask);
      lookUpBytes(bytes.map(other), values, rest);
    } else {
      for (let index = 0; index < values.length; index++) {
        mask[index] = kept(values[index] as number);
        rest[index] = other(values[index] as number);
      }
    }
    const hasOthers = values instanceof Uint8Array ? rest.includes(1) : values.some((value) => other(value) !== 0);
    return { mask, rest, hasOthers };
  }

  #maskValue(sample: Sample, key: string): number {
    if (!Object.hasOwn(sample, key)) missingKey(this.component, sample, key);
    const value = sample[key];
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
    const array = asImage(value, this.component);
    return numbers(array)[0] ?? 0;
  }
}

/** Every value of a byte. */
const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);

/** The largest value below `limit`, at least 0 if anything reaches the limit. */
function largestBelow(values: NumberArray, limit: number): number {
  if (values instanceof Uint8Array) return largestByteBelow(values, limit);
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    largest = Math.max(largest, value >= limit ? 0 : value);
  }
  return Math.trunc(largest);
}

function largestByteBelow(values: Uint8Array, limit: number): number {
  let largest = 0;
  const words = wordsOf(values);
  const end = values.length;
  for (let at = skipZeros(values, words, 0, end); at < end; at = skipZeros(values, words, at + 1, end)) {
    const value = values[at] as number;
    if (value > largest && value < limit) largest = value;
  }
  return largest;
}

/** Labels on their way to bytes, kept from one sample to the next: fresh memory costs more than the labelling. */
let workspace = new Int32Array(0);

/** The components of the first channel, numbered from 1. */
function numbered(label: ImageArray, mask: Uint8Array): ImageArray {
  const shape = label.shape.slice(1);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (workspace.length < size) workspace = new Int32Array(size);
  const zeros = workspace.subarray(0, size).fill(0);
  const { labels } = connectedComponents(mask.subarray(0, size), shape, 1, zeros);
  const result = allocate('uint8', size);
  for (let index = 0; index < size; index++) result[index] = labels[index] as number;
  return derive(label, result, [1, ...shape], 'uint8');
}

export const splitLabeld = component({
  ...nuclickNames('SplitLabeld'),
  kind: 'transform',
  description: 'Takes one nucleus out of a label image and numbers the others.',
  arguments: schema,
  create: (args) => new SplitLabeld(args),
});
