import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { ImageArray } from '../../../engine/types/index.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { ToTensor, tensorArguments } from './to-tensor.js';

const schema = Type.Object({ keys: Keys, ...tensorArguments, allowMissingKeys: AllowMissingKeys });

/** {@link ToTensor} for the items under some keys; the record of operations starts anew with it (MONAI `ToTensord`). */
export class ToTensord extends MapTransform {
  readonly #converter: ToTensor;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('ToTensord', options.keys, options.allowMissingKeys);
    const { dtype, device, wrapSequence, trackMeta } = filled(schema, options);
    this.#converter = new ToTensor({ dtype, device, wrapSequence, trackMeta });
  }

  apply(sample: Sample): Sample {
    const result = { ...sample };
    for (const key of this.keys) {
      if (!this.has(sample, key)) continue;
      const tensor = this.#converter.apply(sample[key]);
      result[key] =
        tensor instanceof ImageArray
          ? new ImageArray(tensor.data, tensor.shape, tensor.dtype, tensor.meta, [{ name: 'ToTensord', details: {} }])
          : tensor;
    }
    return result;
  }
}

export const toTensord = component({
  ...dictionaryNames('ToTensor', 'utility'),
  kind: 'transform',
  description: 'Makes arrays of the items under some keys.',
  arguments: schema,
  create: (args) => new ToTensord(args),
});
