import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { type AppliedOperation, ImageArray, type NdArray } from '../../../engine/types/index.js';
import { affineOf, rotatedAffine } from '../arrays/affine.js';
import { asImage, needRank } from '../arrays/image.js';
import { rotateAxes, spatialAxes } from '../arrays/rearrange.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { Lazy } from './flip.js';

export const SpatialAxes = Type.Array(Type.Integer(), {
  minItems: 2,
  maxItems: 2,
  default: [0, 1],
  description: 'The two spatial axes of the plane to turn in, from the first towards the second.',
});

export const QuarterTurns = Type.Integer({ default: 1, description: 'How many times to turn by 90 degrees.' });

const schema = Type.Object({ k: QuarterTurns, spatialAxes: SpatialAxes, lazy: Lazy });

/** Turns a channel-first image [C, …] by multiples of 90 degrees, and its affine with it (MONAI `Rotate90`). */
export class Rotate90 extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array, or lacks an axis */
  apply(data: NdArray): ImageArray {
    const { k, spatialAxes } = this.#options;
    return rotateImage(asImage(data, 'Rotate90'), k, spatialAxes, 'Rotate90');
  }
}

/** Turns `image` and records the operation under `name`, with `details` added. */
export function rotateImage(
  image: ImageArray,
  k: number,
  plane: readonly number[],
  name: string,
  details: AppliedOperation['details'] = {},
): ImageArray {
  needRank(image, 3, name, '[C, H, W, …]');
  const [first = 1, second = 2] = spatialAxes(image, plane, name);
  if (first === second) {
    fail({
      family: 'component',
      code: 'bad_input',
      component: name,
      problem: `spatial_axes [${plane.join(', ')}] name the same axis twice`,
      fix: 'give two different axes',
    });
  }
  const turns = ((k % 4) + 4) % 4;
  const { data, shape } = rotateAxes(image, turns, first, second);
  const originalShape = image.shape.slice(1);
  const affine = rotatedAffine(affineOf(image.meta), originalShape, turns, first - 1, second - 1);
  return new ImageArray(data, shape, image.dtype, { ...image.meta, affine }, [
    ...image.appliedOperations,
    { name, details: { ...details, k: turns, axes: [first - 1, second - 1], originalShape } },
  ]);
}

export const rotate90 = component({
  ...arrayNames('Rotate90', 'spatial'),
  kind: 'transform',
  description: 'Turns an image by multiples of 90 degrees in the plane of two spatial axes.',
  arguments: schema,
  create: (args) => new Rotate90(args),
});
