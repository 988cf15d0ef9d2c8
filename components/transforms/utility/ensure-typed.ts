import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument, Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey, forEachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { EnsureType, typeArguments } from './ensure-type.js';

const one = DTypeArgument({ description: 'An element type.' });
const schema = Type.Object({
  keys: Keys,
  dataType: typeArguments.dataType,
  dtype: Type.Union([one, Type.Array(one)], {
    title: 'a dtype, or a list with one for each key',
    default: null,
    description: 'The element type to convert to; one for all keys, or one for each. Null keeps it.',
  }),
  device: typeArguments.device,
  wrapSequence: typeArguments.wrapSequence,
  trackMeta: typeArguments.trackMeta,
  allowMissingKeys: AllowMissingKeys,
});

/** {@link EnsureType} for the items under some keys (MONAI `EnsureTyped`). */
export class EnsureTyped extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, dtype, ...others } = filled(schema, options);
    const names = typeof keys === 'string' ? [keys] : keys;
    const transforms = forEachKey(dtype, names, 'EnsureTyped', 'dtype').map(
      (type) => new EnsureType({ ...others, dtype: type }),
    );
    super('EnsureTyped', keys, allowMissingKeys, transforms);
  }
}

export const ensureTyped = component({
  ...dictionaryNames('EnsureType', 'utility'),
  kind: 'transform',
  description: 'Makes arrays of the items under some keys.',
  arguments: schema,
  create: (args) => new EnsureTyped(args),
});
