import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument } from '../../../engine/registry/schema.js';
import { ImageArray } from '../../../engine/types/index.js';
import { dtypeName } from '../arrays/cast.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { toArray, typeArguments } from './ensure-type.js';

export const tensorArguments = {
  dtype: DTypeArgument({ default: null, description: 'The element type to convert to; null keeps it.' }),
  device: typeArguments.device,
  wrapSequence: typeArguments.wrapSequence,
  trackMeta: typeArguments.trackMeta,
};

const schema = Type.Object(tensorArguments);

/** Makes an array of an array, number or list, without its record of applied operations (MONAI `ToTensor`). */
export class ToTensor extends Transform<unknown, unknown> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: unknown): unknown {
    const { dtype, wrapSequence, trackMeta } = this.#options;
    const plain = data instanceof ImageArray ? new ImageArray(data.data, data.shape, data.dtype, data.meta) : data;
    return toArray(plain, {
      isTorch: true,
      tracksMeta: trackMeta !== false,
      dtype: dtype === null ? undefined : dtypeName(dtype),
      wrapSequence,
    });
  }
}

export const toTensor = component({
  ...arrayNames('ToTensor', 'utility'),
  kind: 'transform',
  description: 'Makes an array of an array, number or list.',
  arguments: schema,
  create: (args) => new ToTensor(args),
});
