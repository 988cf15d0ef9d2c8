import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { TorchVision, visionArguments } from './torch-vision.js';

const { name, args, kwargs } = visionArguments;
export const visionSchema = Type.Object({ keys: Keys, name, allowMissingKeys: AllowMissingKeys, args, kwargs });

/** {@link TorchVision} for the items under some keys, with draws of its own for each (MONAI `TorchVisiond`). */
export class TorchVisiond extends EachKey {
  constructor(options: Options<typeof visionSchema, 'keys' | 'name'>) {
    const { keys, allowMissingKeys, ...transform } = filled(visionSchema, options);
    super('TorchVisiond', keys, allowMissingKeys, new TorchVision(transform));
  }
}

export const torchVisiond = component({
  ...dictionaryNames('TorchVision', 'utility'),
  kind: 'transform',
  description: 'Applies a transform of torchvision to the items under some keys.',
  arguments: visionSchema,
  create: (args) => new TorchVisiond(args),
});
