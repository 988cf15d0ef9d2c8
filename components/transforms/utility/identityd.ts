import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Identity } from './identity.js';

const schema = Type.Object({ keys: Keys, allowMissingKeys: AllowMissingKeys });

/** Leaves a sample as it is, once it has seen that the keys are there (MONAI `Identityd`). */
export class Identityd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys } = filled(schema, options);
    super('Identityd', keys, allowMissingKeys, new Identity());
  }
}

export const identityd = component({
  ...dictionaryNames('Identity', 'utility'),
  kind: 'transform',
  description: 'Leaves a sample as it is.',
  arguments: schema,
  create: (args) => new Identityd(args),
});
