import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import type { Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({ keys: Keys, allowMissingKeys: AllowMissingKeys });

/** Keeps only the items under some keys (MONAI `SelectItemsd`). */
export class SelectItemsd extends MapTransform {
  constructor(options: Options<typeof schema, 'keys'>) {
    super('SelectItemsd', options.keys, options.allowMissingKeys);
  }

  apply(sample: Sample): Sample {
    const result: Sample = {};
    for (const key of this.keys) if (this.has(sample, key)) result[key] = sample[key];
    return result;
  }
}

export const selectItemsd = component({
  ...dictionaryNames('SelectItems', 'utility'),
  kind: 'transform',
  description: 'Keeps only the items under some keys.',
  arguments: schema,
  create: (args) => new SelectItemsd(args),
});
