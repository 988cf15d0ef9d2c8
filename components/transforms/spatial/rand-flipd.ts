import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import type { Random } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { flipImage, Lazy, SpatialAxis } from './flip.js';
import { leftAlone, Probability } from './rand-flip.js';

const schema = Type.Object({
  keys: Keys,
  prob: Probability,
  spatialAxis: SpatialAxis,
  allowMissingKeys: AllowMissingKeys,
  lazy: Lazy,
});

/** Flips the items under all keys, or none (MONAI `RandFlipd`). Draws one uniform number for the sample. */
export class RandFlipd extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('RandFlipd', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
  }

  override get isRandom(): boolean {
    return true;
  }

  apply(sample: Sample, random: Random): Sample {
    const result = { ...sample };
    const acts = random.uniform() < this.#options.prob;
    for (const key of this.keys) {
      if (!this.has(sample, key)) continue;
      const image = asImage(sample[key], this.component);
      result[key] = acts
        ? flipImage(image, this.#options.spatialAxis, this.component, { doTransform: true })
        : leftAlone(image, this.component);
    }
    return result;
  }
}

export const randFlipd = component({
  ...dictionaryNames('RandFlip', 'spatial'),
  kind: 'transform',
  description: 'Reverses the order of elements along spatial axes, with a probability, for all keys alike.',
  arguments: schema,
  create: (args) => new RandFlipd(args),
});
