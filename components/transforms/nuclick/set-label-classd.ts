import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { numbers } from '../arrays/cast.js';
import { asImage } from '../arrays/image.js';
import { MapTransform } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  offset: Type.Integer({ default: -1, description: 'What is added to the largest value to get the class.' }),
});

/** Replaces a label image by its class: its largest value plus an offset (MONAI NuClick `SetLabelClassd`). */
export class SetLabelClassd extends MapTransform {
  readonly #offset: number;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('SetLabelClassd', options.keys);
    this.#offset = filled(schema, options).offset;
  }

  apply(sample: Sample): Sample {
    const result = { ...sample };
    for (const key of this.keys) {
      if (!this.has(sample, key)) continue;
      const values = numbers(asImage(sample[key], this.component));
      let largest = Number.NEGATIVE_INFINITY;
      for (let index = 0; index < values.length; index++) largest = Math.max(largest, values[index] as number);
      result[key] = Math.trunc(largest) + this.#offset;
    }
    return result;
  }
}

export const setLabelClassd = component({
  ...nuclickNames('SetLabelClassd'),
  kind: 'transform',
  description: 'Replaces a label image by its class.',
  arguments: schema,
  create: (args) => new SetLabelClassd(args),
});
