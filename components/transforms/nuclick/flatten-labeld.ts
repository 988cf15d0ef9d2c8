import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { allocate } from '../../../engine/types/index.js';
import { numbers } from '../arrays/cast.js';
import { connectedComponents } from '../arrays/connected-components.js';
import { asImage, derive } from '../arrays/image.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  connectivity: Type.Integer({
    minimum: 1,
    maximum: 3,
    default: 1,
    description: 'How many axes may change between neighbours: 1 is edges only.',
  }),
  allowMissingKeys: AllowMissingKeys,
});

/** Numbers the connected regions of equal values, uint8 (MONAI NuClick `FlattenLabeld`); numbers wrap around at 256. */
export class FlattenLabeld extends MapTransform {
  readonly #connectivity: number;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('FlattenLabeld', options.keys, options.allowMissingKeys);
    this.#connectivity = filled(schema, options).connectivity;
  }

  apply(sample: Sample): Sample {
    const result = { ...sample };
    for (const key of this.keys) {
      if (!this.has(sample, key)) continue;
      const label = asImage(sample[key], this.component);
      const { labels } = connectedComponents(numbers(label), label.shape, this.#connectivity);
      const bytes = allocate('uint8', labels.length);
      bytes.set(labels);
      result[key] = derive(label, bytes, label.shape, 'uint8');
    }
    return result;
  }
}

export const flattenLabeld = component({
  ...nuclickNames('FlattenLabeld'),
  kind: 'transform',
  description: 'Numbers the connected regions of a label image.',
  arguments: schema,
  create: (args) => new FlattenLabeld(args),
});
