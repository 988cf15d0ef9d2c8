import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Nullable } from '../../../engine/registry/schema.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, type NumberArray, numbers } from '../arrays/cast.js';
import { componentSizes, connectedComponents } from '../arrays/connected-components.js';
import { asImage, derive, needRank } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

export const largestArguments = {
  appliedLabels: Nullable(
    Type.Union([Type.Integer(), Type.Array(Type.Integer())], {
      description: 'Labels (or channels) to clean; all but 0 by default.',
    }),
  ),
  isOnehot: Nullable(
    Type.Boolean({ description: 'Whether each channel is a class; so are several channels by default.' }),
  ),
  independent: Type.Boolean({
    default: true,
    description: 'Whether each label keeps its own largest component; otherwise their union does.',
  }),
  connectivity: Nullable(
    Type.Integer({
      minimum: 1,
      maximum: 3,
      description: 'How many axes may change between neighbours: 1 is edges only; full connectivity by default.',
    }),
  ),
  numComponents: Type.Integer({ minimum: 1, default: 1, description: 'How many components to keep.' }),
};

const schema = Type.Object(largestArguments);

/**
 * Sets everything but the largest connected components to 0 (MONAI `KeepLargestConnectedComponent`). Images are channel-first
 * with up to three spatial axes; the dtype stays. Of components of one size, those whose first pixel comes later are kept.
 */
export class KeepLargestConnectedComponent extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no channel-first array, or has no channel for a label */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'KeepLargestConnectedComponent');
    needRank(image, 2, 'KeepLargestConnectedComponent', '[C, …]');
    const [channels = 1, ...plane] = image.shape;
    const { isOnehot, independent, appliedLabels } = this.#options;
    const oneHot = isOnehot ?? channels > 1;
    const values = Float64Array.from(numbers(image));
    const size = values.length / channels;
    const labels = labelsOf(values, channels, oneHot, appliedLabels);
    const channel = (label: number): Float64Array => values.subarray(label * size, (label + 1) * size);
    if (oneHot) for (const label of labels) this.#checkChannel(label, channels);
    if (independent) {
      for (const label of labels) {
        const part = oneHot ? channel(label) : channel(0);
        const isForeground = oneHot ? (value: number) => value > 0 : (value: number) => value === label;
        this.#clean(
          [part],
          Uint8Array.from(part, (value) => (isForeground(value) ? 1 : 0)),
          plane,
        );
      }
    } else if (oneHot) {
      const parts = labels.map(channel);
      const union = new Uint8Array(size);
      for (const part of parts) for (let index = 0; index < size; index++) if (part[index] === 1) union[index] = 1;
      this.#clean(parts, union, plane);
    } else {
      const part = channel(0);
      const wanted = new Set(labels);
      this.#clean(
        [part],
        Uint8Array.from(part, (value) => (wanted.has(value) ? 1 : 0)),
        plane,
      );
    }
    const cleaned = new NdArray(values, image.shape, 'float64');
    return derive(image, castData(cleaned, image.dtype), image.shape, image.dtype);
  }

  /** Zeroes `parts` where the foreground is not among its largest components. */
  #clean(parts: readonly Float64Array[], foreground: Uint8Array, shape: readonly number[]): void {
    const { connectivity, numComponents } = this.#options;
    const components = connectedComponents(foreground, shape, connectivity ?? shape.length);
    if (components.count <= numComponents) return;
    const sizes = componentSizes(components);
    const bySize = Array.from({ length: components.count }, (_, index) => index + 1).sort(
      (a, b) => (sizes[b] as number) - (sizes[a] as number) || b - a,
    );
    const isKept = new Uint8Array(components.count + 1);
    for (const label of bySize.slice(0, numComponents)) isKept[label] = 1;
    for (let index = 0; index < foreground.length; index++) {
      if (foreground[index] !== 1 || isKept[components.labels[index] as number] === 1) continue;
      for (const part of parts) part[index] = 0;
    }
  }

  #checkChannel(label: number, channels: number): void {
    if (label >= 0 && label < channels) return;
    fail({
      family: 'component',
      code: 'bad_input',
      component: 'KeepLargestConnectedComponent',
      problem: `an image of ${channels} channels has no channel ${label}`,
      fix: 'correct applied_labels, or set is_onehot to false',
    });
  }
}

function labelsOf(
  values: NumberArray,
  channels: number,
  oneHot: boolean,
  applied: number | readonly number[] | null,
): number[] {
  if (applied !== null) return typeof applied === 'number' ? [applied] : [...applied];
  if (!oneHot) {
    if (channels === 1) return [...new Set(values)].filter((value) => value !== 0);
    fail({
      family: 'component',
      code: 'bad_input',
      component: 'KeepLargestConnectedComponent',
      problem: `a label image has one channel, this one has ${channels}`,
      fix: 'set is_onehot, or applied_labels',
    });
  }
  const size = values.length / channels;
  const present: number[] = [];
  for (let channel = 1; channel < channels; channel++) {
    let sum = 0;
    for (let index = channel * size; index < (channel + 1) * size; index++) sum += values[index] as number;
    if (sum > 0) present.push(channel);
  }
  return present;
}

export const keepLargestConnectedComponent = component({
  ...arrayNames('KeepLargestConnectedComponent', 'post'),
  kind: 'transform',
  description: 'Sets everything but the largest connected components to 0.',
  arguments: schema,
  create: (args) => new KeepLargestConnectedComponent(args),
});
