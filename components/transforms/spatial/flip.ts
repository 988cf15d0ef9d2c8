import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Nullable } from '../../../engine/registry/schema.js';
import { type AppliedOperation, ImageArray, type NdArray } from '../../../engine/types/index.js';
import { affineOf, flippedAffine } from '../arrays/affine.js';
import { asImage, needRank } from '../arrays/image.js';
import { flipAxes, spatialAxes } from '../arrays/rearrange.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

export const SpatialAxis = Nullable(
  Type.Union([Type.Integer(), Type.Array(Type.Integer())], {
    description: 'Spatial axis or axes to reverse; 0 is the first after the channel, null means all.',
  }),
);

export const Lazy = Type.Boolean({
  default: false,
  description: 'Accepted for MONAI’s sake: the operation is always carried out at once.',
});

const schema = Type.Object({ spatialAxis: SpatialAxis, lazy: Lazy });

/** Reverses spatial axes of a channel-first image [C, …] and its affine (MONAI `Flip`). Keeps dtype and shape. */
export class Flip extends Transform<NdArray, ImageArray> {
  readonly #axes: number | readonly number[] | null;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#axes = filled(schema, options).spatialAxis;
  }

  /** @throws BundleError bad_input when it is no array, or lacks an axis */
  apply(data: NdArray): ImageArray {
    return flipImage(asImage(data, 'Flip'), this.#axes, 'Flip');
  }
}

/** Flips `image` and records the operation under `name`, with `details` added. */
export function flipImage(
  image: ImageArray,
  spatialAxis: number | readonly number[] | null,
  name: string,
  details: AppliedOperation['details'] = {},
): ImageArray {
  needRank(image, 2, name, '[C, …]');
  const axes = spatialAxes(image, spatialAxis, name);
  const { data, shape } = flipAxes(image, axes);
  const spatialShape = image.shape.slice(1);
  const affine = flippedAffine(
    affineOf(image.meta),
    spatialShape,
    axes.map((axis) => axis - 1),
  );
  return new ImageArray(data, shape, image.dtype, { ...image.meta, affine }, [
    ...image.appliedOperations,
    { name, details: { ...details, axes: spatialAxis, originalShape: spatialShape } },
  ]);
}

export const flip = component({
  ...arrayNames('Flip', 'spatial'),
  kind: 'transform',
  description: 'Reverses the order of elements along spatial axes.',
  arguments: schema,
  create: (args) => new Flip(args),
});
