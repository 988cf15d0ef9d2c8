import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import type { ImageArray, NdArray, Random } from '../../../engine/types/index.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { RandomTransform, type Transform } from '../transform.js';
import { visionArguments, visionTransform } from './torch-vision.js';

const schema = Type.Object(visionArguments);

/** A random transform of torchvision by name (MONAI `RandTorchVision`). */
export class RandTorchVision extends RandomTransform<NdArray, ImageArray> {
  readonly #transform: Transform<NdArray, ImageArray>;

  /** @throws BundleError invalid_argument for a transform that is not here, or for wrong arguments of one that is */
  constructor(options: Options<typeof schema, 'name'>) {
    super();
    const { name, args, kwargs } = filled(schema, options);
    this.#transform = visionTransform(name, args, kwargs);
  }

  apply(data: NdArray, random: Random): ImageArray | Promise<ImageArray> {
    return this.#transform.apply(data, random);
  }
}

export const randTorchVision = component({
  ...arrayNames('RandTorchVision', 'utility'),
  kind: 'transform',
  description: 'Applies a random transform of torchvision.',
  arguments: schema,
  create: (args) => new RandTorchVision(args),
});
