import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { ScaleIntensity, scaleArguments } from './scale-intensity.js';

const schema = Type.Object({ keys: Keys, ...scaleArguments, allowMissingKeys: AllowMissingKeys });

/** {@link ScaleIntensity} for the items under some keys (MONAI `ScaleIntensityd`). */
export class ScaleIntensityd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, ...scale } = filled(schema, options);
    super('ScaleIntensityd', keys, allowMissingKeys, new ScaleIntensity(scale));
  }
}

export const scaleIntensityd = component({
  ...dictionaryNames('ScaleIntensity', 'intensity'),
  kind: 'transform',
  description: 'Stretches the intensities of the items under some keys to a range, or multiplies them.',
  arguments: schema,
  create: (args) => new ScaleIntensityd(args),
});
