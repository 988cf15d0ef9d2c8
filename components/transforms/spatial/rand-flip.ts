import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { ImageArray, type NdArray, type Random } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { RandomTransform } from '../transform.js';
import { flipImage, Lazy, SpatialAxis } from './flip.js';

/** How likely a random transform is to act at all. */
export const Probability = Type.Number({
  minimum: 0,
  maximum: 1,
  default: 0.1,
  description: 'Probability of applying the transform.',
});

const schema = Type.Object({ prob: Probability, spatialAxis: SpatialAxis, lazy: Lazy });

/** Flips with a probability (MONAI `RandFlip`). Draws one uniform number. */
export class RandFlip extends RandomTransform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: NdArray, random: Random): ImageArray {
    const image = asImage(data, 'RandFlip');
    if (random.uniform() >= this.#options.prob) return leftAlone(image, 'RandFlip');
    return flipImage(image, this.#options.spatialAxis, 'RandFlip', { doTransform: true });
  }
}

/** The same image, with a note that `name` decided not to act, so that operations can be undone one by one. */
export function leftAlone(image: ImageArray, name: string): ImageArray {
  return new ImageArray(image.data, image.shape, image.dtype, image.meta, [
    ...image.appliedOperations,
    { name, details: { doTransform: false } },
  ]);
}

export const randFlip = component({
  ...arrayNames('RandFlip', 'spatial'),
  kind: 'transform',
  description: 'Reverses the order of elements along spatial axes, with a probability.',
  arguments: schema,
  create: (args) => new RandFlip(args),
});
