import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Nullable } from '../../../engine/registry/schema.js';
import { ImageArray, type NdArray } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { moveAxis } from '../arrays/rearrange.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

export const channelArguments = {
  strictCheck: Type.Boolean({
    default: true,
    description: 'Whether to fail when nothing says where the channels are; otherwise the image is left as it is.',
  }),
  channelDim: Nullable(
    Type.Union([Type.Integer(), Type.Literal('no_channel')], {
      description: 'The axis of the channels, or "no_channel" to add one; by default the image’s metadata says it.',
    }),
  ),
};

const schema = Type.Object(channelArguments);

/** Moves the channel axis of an image to the front, or adds one (MONAI `EnsureChannelFirst`). Keeps the dtype. */
export class EnsureChannelFirst extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array, or nothing says where its channels are */
  apply(data: NdArray): ImageArray {
    const { channelDim, strictCheck } = this.#options;
    return channelFirst(asImage(data, 'EnsureChannelFirst'), channelDim, strictCheck, 'EnsureChannelFirst');
  }
}

/** `image` with its channels first; `channelDim` overrides what its metadata says. */
export function channelFirst(
  image: ImageArray,
  channelDim: number | 'no_channel' | null,
  strict: boolean,
  component: string,
): ImageArray {
  const axis = channelDim ?? image.meta.originalChannelDim;
  if (axis === undefined) {
    if (!strict) return image;
    fail({
      family: 'component',
      code: 'bad_input',
      component,
      problem: 'neither the image’s metadata nor channel_dim says where its channels are',
      fix: 'give channel_dim: an axis, or "no_channel"',
    });
  }
  const meta = { ...image.meta, originalChannelDim: axis };
  const { dtype, appliedOperations } = image;
  if (axis === 'no_channel') return new ImageArray(image.data, [1, ...image.shape], dtype, meta, appliedOperations);
  const rank = image.shape.length;
  if (axis < -rank || axis >= rank) {
    fail({
      family: 'component',
      code: 'bad_input',
      component,
      problem: `an image of shape [${image.shape.join(', ')}] has no axis ${axis}`,
      fix: 'correct channel_dim, or use "no_channel"',
    });
  }
  const { data, shape } = moveAxis(image, axis, 0);
  return new ImageArray(data, shape, dtype, meta, appliedOperations);
}

export const ensureChannelFirst = component({
  ...arrayNames('EnsureChannelFirst', 'utility'),
  kind: 'transform',
  description: 'Moves the channel axis of an image to the front, or adds one.',
  arguments: schema,
  create: (args) => new EnsureChannelFirst(args),
});
