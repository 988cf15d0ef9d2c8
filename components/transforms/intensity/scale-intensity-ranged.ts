import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { rangeArguments, ScaleIntensityRange } from './scale-intensity-range.js';

const schema = Type.Object({ keys: Keys, ...rangeArguments, allowMissingKeys: AllowMissingKeys });

/** {@link ScaleIntensityRange} for the items under some keys (MONAI `ScaleIntensityRanged`). */
export class ScaleIntensityRanged extends EachKey {
  constructor(options: Options<typeof schema, 'keys' | 'aMin' | 'aMax'>) {
    const { keys, allowMissingKeys, ...range } = filled(schema, options);
    super('ScaleIntensityRanged', keys, allowMissingKeys, new ScaleIntensityRange(range));
  }
}

export const scaleIntensityRanged = component({
  ...dictionaryNames('ScaleIntensityRange', 'intensity'),
  kind: 'transform',
  description: 'Maps the intensities of the items under some keys linearly from one range to another.',
  arguments: schema,
  create: (args) => new ScaleIntensityRanged(args),
});
