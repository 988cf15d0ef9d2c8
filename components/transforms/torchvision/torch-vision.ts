import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { KeywordArguments, RestArguments } from '../../../engine/registry/schema.js';
import type { ImageArray, NdArray, Random } from '../../../engine/types/index.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { colorJitterOf } from './color-jitter.js';

export const visionArguments = {
  name: Type.String({ description: 'The name of a torchvision transform: ColorJitter.' }),
  args: RestArguments('Positional arguments of the torchvision transform.'),
  kwargs: KeywordArguments('Keyword arguments of the torchvision transform: brightness, contrast, saturation, hue.'),
};

const schema = Type.Object(visionArguments);

/** A transform of torchvision by name (MONAI `TorchVision`). It draws if that transform draws. */
export class TorchVision extends Transform<NdArray, ImageArray> {
  readonly #transform: Transform<NdArray, ImageArray>;

  /** @throws BundleError invalid_argument for a transform that is not here, or for wrong arguments of one that is */
  constructor(options: Options<typeof schema, 'name'>) {
    super();
    const { name, args, kwargs } = filled(schema, options);
    this.#transform = visionTransform(name, args, kwargs);
  }

  override get isRandom(): boolean {
    return this.#transform.isRandom;
  }

  apply(data: NdArray, random: Random): ImageArray | Promise<ImageArray> {
    return this.#transform.apply(data, random);
  }
}

/** The torchvision transform of that name. */
export function visionTransform(
  name: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): Transform<NdArray, ImageArray> {
  if (name === 'ColorJitter') return colorJitterOf(args, kwargs);
  fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'TorchVision',
    argument: 'name',
    expected: '"ColorJitter", the torchvision transform that is here so far',
    got: `"${name}"`,
  });
}

export const torchVision = component({
  ...arrayNames('TorchVision', 'utility'),
  kind: 'transform',
  description: 'Applies a transform of torchvision.',
  arguments: schema,
  create: (args) => new TorchVision(args),
});
