import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import type { ImageArray, NdArray, Random } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { RandomTransform } from '../transform.js';
import { Lazy } from './flip.js';
import { leftAlone, Probability } from './rand-flip.js';
import { rotateImage, SpatialAxes } from './rotate90.js';

export const MaximumTurns = Type.Integer({
  minimum: 1,
  default: 3,
  description: 'The largest number of quarter turns; each from 1 to it is equally likely.',
});

const schema = Type.Object({ prob: Probability, maxK: MaximumTurns, spatialAxes: SpatialAxes, lazy: Lazy });

/**
 * Turns by a random multiple of 90 degrees with a probability (MONAI `RandRotate90`). Draws a uniform number and, when it
 * acts, a whole one.
 */
export class RandRotate90 extends RandomTransform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: NdArray, random: Random): ImageArray {
    const { prob, maxK, spatialAxes } = this.#options;
    const image = asImage(data, 'RandRotate90');
    if (random.uniform() >= prob) return leftAlone(image, 'RandRotate90');
    const k = random.integer(0, maxK) + 1;
    return rotateImage(image, k, spatialAxes, 'RandRotate90', { doTransform: true });
  }
}

export const randRotate90 = component({
  ...arrayNames('RandRotate90', 'spatial'),
  kind: 'transform',
  description: 'Turns an image by a random multiple of 90 degrees, with a probability.',
  arguments: schema,
  create: (args) => new RandRotate90(args),
});
