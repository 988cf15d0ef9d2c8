import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { type DTypeName, type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, isFloating } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { joinAlong } from '../arrays/join.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  name: Type.String({ description: 'Key of the result.' }),
  dim: Type.Integer({ default: 0, description: 'The axis along which the items are put together.' }),
  allowMissingKeys: AllowMissingKeys,
});

/** Puts the items under some keys together along an axis; metadata is the first one's (MONAI `ConcatItemsd`). */
export class ConcatItemsd extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema, 'keys' | 'name'>) {
    super('ConcatItemsd', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when shapes differ along another axis */
  apply(sample: Sample): Sample {
    const present = this.keys.filter((key) => this.has(sample, key));
    const images = present.map((key) => asImage(sample[key], this.component));
    const [first] = images;
    if (!first) return { ...sample };
    const axis = this.#options.dim < 0 ? this.#options.dim + first.shape.length : this.#options.dim;
    this.#check(images, first, axis);
    const dtype = images.map((image) => image.dtype).reduce(promoted);
    const parts = images.map((image) => new NdArray(castData(image, dtype), image.shape, dtype));
    const joined = joinAlong(axis, parts);
    return { ...sample, [this.#options.name]: derive(first, joined.data, joined.shape, joined.dtype) };
  }

  #check(images: readonly ImageArray[], first: ImageArray, axis: number): void {
    const others = (image: ImageArray): string => image.shape.filter((_, index) => index !== axis).join();
    const fits = (image: ImageArray): boolean =>
      image.shape.length === first.shape.length && others(image) === others(first);
    if (axis >= 0 && axis < first.shape.length && images.every(fits)) return;
    fail({
      family: 'component',
      code: 'bad_input',
      component: this.component,
      problem: `shapes ${images.map(({ shape }) => `[${shape.join(', ')}]`).join(', ')} do not fit along axis ${axis}`,
      fix: 'all other extents must agree',
    });
  }
}

const wholeOrder: readonly DTypeName[] = ['bool', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'int64'];

/** The dtype that holds values of both, as PyTorch promotes them. */
function promoted(a: DTypeName, b: DTypeName): DTypeName {
  if (a === b) return a;
  if (isFloating(a) || isFloating(b)) return a === 'float64' || b === 'float64' ? 'float64' : 'float32';
  const [small, large] = wholeOrder.indexOf(a) < wholeOrder.indexOf(b) ? [a, b] : [b, a];
  return small === 'uint8' && large === 'int8' ? 'int16' : large;
}

export const concatItemsd = component({
  ...dictionaryNames('ConcatItems', 'utility'),
  kind: 'transform',
  description: 'Puts the items under some keys together along an axis.',
  arguments: schema,
  create: (args) => new ConcatItemsd(args),
});
