import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument, Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey, forEachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { CastToType } from './cast-to-type.js';

const one = DTypeArgument({ description: 'An element type.' });
const schema = Type.Object({
  keys: Keys,
  dtype: Type.Union([one, Type.Array(one)], {
    title: 'a dtype, or a list with one for each key',
    default: 'float32',
    description: 'The element type to convert to; one for all keys, or one for each.',
  }),
  allowMissingKeys: AllowMissingKeys,
});

/** {@link CastToType} for the items under some keys (MONAI `CastToTyped`). */
export class CastToTyped extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, dtype } = filled(schema, options);
    const names = typeof keys === 'string' ? [keys] : keys;
    // Like MONAI, null stands for the array form's own default.
    const transforms = forEachKey(dtype, names, 'CastToTyped', 'dtype').map(
      (type) => new CastToType({ dtype: type ?? 'float32' }),
    );
    super('CastToTyped', keys, allowMissingKeys, transforms);
  }
}

export const castToTyped = component({
  ...dictionaryNames('CastToType', 'utility'),
  kind: 'transform',
  description: 'Converts the arrays under some keys to another element type.',
  arguments: schema,
  create: (args) => new CastToTyped(args),
});
