import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { joinAlong } from '../arrays/join.js';
import { MapTransform, missingKey } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  source: Type.String({ default: 'label', description: 'Key of the label.' }),
});

/** Adds the label, as 0 and 1, to an image as a last channel (MONAI NuClick `AddLabelAsGuidanced`). */
export class AddLabelAsGuidanced extends MapTransform {
  readonly #source: string;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('AddLabelAsGuidanced', options.keys);
    this.#source = filled(schema, options).source;
  }

  /** @throws BundleError bad_input when a key is missing, or image and label differ in size */
  apply(sample: Sample): Sample {
    if (!Object.hasOwn(sample, this.#source)) missingKey(this.component, sample, this.#source);
    const label = asImage(sample[this.#source], this.component);
    const result = { ...sample };
    for (const key of this.keys) {
      if (this.has(sample, key)) result[key] = this.#guided(asImage(sample[key], this.component), label);
    }
    return result;
  }

  #guided(image: ImageArray, label: ImageArray): ImageArray {
    const binary = Uint8Array.from(numbers(label), (value) => (value > 0 ? 1 : 0));
    const shape = label.shape.length < image.shape.length ? [1, ...label.shape] : label.shape;
    const axis = shape.length - 3;
    const others = (extents: readonly number[]): string => extents.filter((_, index) => index !== axis).join();
    if (axis < 0 || others(shape) !== others(image.shape)) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: this.component,
        problem: `a label of shape [${label.shape.join(', ')}] does not fit an image of [${image.shape.join(', ')}]`,
        fix: 'both must be channel-first and of the same size',
      });
    }
    const channel = new NdArray(castData(new NdArray(binary, shape, 'uint8'), image.dtype), shape, image.dtype);
    const joined = joinAlong(axis, [image, channel]);
    return derive(image, joined.data, joined.shape, joined.dtype);
  }
}

export const addLabelAsGuidanced = component({
  ...nuclickNames('AddLabelAsGuidanced'),
  kind: 'transform',
  description: 'Adds the label to an image as a last channel.',
  arguments: schema,
  create: (args) => new AddLabelAsGuidanced(args),
});
