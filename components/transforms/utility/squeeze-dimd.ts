import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { SqueezeDim, squeezeArguments } from './squeeze-dim.js';

const schema = Type.Object({ keys: Keys, ...squeezeArguments, allowMissingKeys: AllowMissingKeys });

/** {@link SqueezeDim} for the items under some keys (MONAI `SqueezeDimd`). */
export class SqueezeDimd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, dim, updateMeta } = filled(schema, options);
    super('SqueezeDimd', keys, allowMissingKeys, new SqueezeDim({ dim, updateMeta }));
  }
}

export const squeezeDimd = component({
  ...dictionaryNames('SqueezeDim', 'utility'),
  kind: 'transform',
  description: 'Removes an axis of one element from the items under some keys.',
  arguments: schema,
  create: (args) => new SqueezeDimd(args),
});
