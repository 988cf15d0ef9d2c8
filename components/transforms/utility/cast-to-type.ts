import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument } from '../../../engine/registry/schema.js';
import type { ImageArray, NdArray } from '../../../engine/types/index.js';
import { cast, dtypeName } from '../arrays/cast.js';
import { asImage } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

const schema = Type.Object({
  dtype: DTypeArgument({ default: 'float32', description: 'The element type to convert to.' }),
});

/** Converts an array to a dtype: fractions are cut off, whole numbers wrap around (MONAI `CastToType`). */
export class CastToType extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'CastToType');
    const { dtype } = this.#options;
    return dtype === null ? image : cast(image, dtypeName(dtype));
  }
}

export const castToType = component({
  ...arrayNames('CastToType', 'utility'),
  kind: 'transform',
  description: 'Converts an array to another element type.',
  arguments: schema,
  create: (args) => new CastToType(args),
});
