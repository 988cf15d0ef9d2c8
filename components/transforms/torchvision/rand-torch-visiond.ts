import { component } from '../../../engine/registry/component.js';
import { EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { RandTorchVision } from './rand-torch-vision.js';
import { visionSchema } from './torch-visiond.js';

/** {@link RandTorchVision} for the items under some keys, with draws of its own for each (MONAI `RandTorchVisiond`). */
export class RandTorchVisiond extends EachKey {
  constructor(options: Options<typeof visionSchema, 'keys' | 'name'>) {
    const { keys, allowMissingKeys, ...transform } = filled(visionSchema, options);
    super('RandTorchVisiond', keys, allowMissingKeys, new RandTorchVision(transform));
  }
}

export const randTorchVisiond = component({
  ...dictionaryNames('RandTorchVision', 'utility'),
  kind: 'transform',
  description: 'Applies a random transform of torchvision to the items under some keys.',
  arguments: visionSchema,
  create: (args) => new RandTorchVisiond(args),
});
