import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { NormalizeIntensity, normalizeArguments } from './normalize-intensity.js';

const schema = Type.Object({ keys: Keys, ...normalizeArguments, allowMissingKeys: AllowMissingKeys });

/** {@link NormalizeIntensity} for the items under some keys (MONAI `NormalizeIntensityd`). */
export class NormalizeIntensityd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, ...normalisation } = filled(schema, options);
    super('NormalizeIntensityd', keys, allowMissingKeys, new NormalizeIntensity(normalisation));
  }
}

export const normalizeIntensityd = component({
  ...dictionaryNames('NormalizeIntensity', 'intensity'),
  kind: 'transform',
  description: 'Subtracts the mean of the items under some keys and divides by their standard deviation.',
  arguments: schema,
  create: (args) => new NormalizeIntensityd(args),
});
