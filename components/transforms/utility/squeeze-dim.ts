import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { ImageArray, type ImageMeta, type NdArray } from '../../../engine/types/index.js';
import { affineOf, side } from '../arrays/affine.js';
import { asImage } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

export const squeezeArguments = {
  dim: Type.Union([Type.Integer(), Type.Null()], {
    default: 0,
    description: 'The axis to remove, which must have one element; null removes all such axes.',
  }),
  updateMeta: Type.Boolean({ default: true, description: 'Whether to take a spatial axis out of the affine as well.' }),
};

const schema = Type.Object(squeezeArguments);

/** Removes an axis of one element (MONAI `SqueezeDim`). */
export class SqueezeDim extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when the axis is not there, or has more than one element */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'SqueezeDim');
    const { dim, updateMeta } = this.#options;
    const { shape, dtype, appliedOperations } = image;
    if (dim === null) {
      const kept = shape.filter((extent) => extent !== 1);
      return new ImageArray(image.data, kept, dtype, image.meta, appliedOperations);
    }
    const axis = dim < 0 ? dim + shape.length : dim;
    if (shape[axis] !== 1) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'SqueezeDim',
        problem: `axis ${dim} of an array of shape [${shape.join(', ')}] does not have one element`,
        fix: 'give an axis of one element',
      });
    }
    const meta = updateMeta && axis > 0 ? withoutAxis(image.meta, axis - 1) : image.meta;
    const kept = shape.filter((_, index) => index !== axis);
    return new ImageArray(image.data, kept, dtype, meta, appliedOperations);
  }
}

/** Metadata whose affine lacks the row and the column of a spatial axis. */
function withoutAxis(meta: ImageMeta, axis: number): ImageMeta {
  const affine = affineOf(meta);
  const n = side(affine);
  if (axis >= n) return meta;
  return { ...meta, affine: affine.filter((_, index) => Math.floor(index / n) !== axis && index % n !== axis) };
}

export const squeezeDim = component({
  ...arrayNames('SqueezeDim', 'utility'),
  kind: 'transform',
  description: 'Removes an axis of one element.',
  arguments: schema,
  create: (args) => new SqueezeDim(args),
});
