import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import type { Random } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { Lazy } from './flip.js';
import { leftAlone, Probability } from './rand-flip.js';
import { MaximumTurns } from './rand-rotate90.js';
import { rotateImage, SpatialAxes } from './rotate90.js';

const schema = Type.Object({
  keys: Keys,
  prob: Probability,
  maxK: MaximumTurns,
  spatialAxes: SpatialAxes,
  allowMissingKeys: AllowMissingKeys,
  lazy: Lazy,
});

/**
 * Turns the items under all keys alike, or none (MONAI `RandRotate90d`). Draws the number of turns first, then whether to
 * act: the array form draws in the other order.
 */
export class RandRotate90d extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('RandRotate90d', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
  }

  override get isRandom(): boolean {
    return true;
  }

  apply(sample: Sample, random: Random): Sample {
    const { prob, maxK, spatialAxes } = this.#options;
    const result = { ...sample };
    const k = random.integer(0, maxK) + 1;
    const acts = random.uniform() < prob;
    for (const key of this.keys) {
      if (!this.has(sample, key)) continue;
      const image = asImage(sample[key], this.component);
      result[key] = acts
        ? rotateImage(image, k, spatialAxes, this.component, { doTransform: true })
        : leftAlone(image, this.component);
    }
    return result;
  }
}

export const randRotate90d = component({
  ...dictionaryNames('RandRotate90', 'spatial'),
  kind: 'transform',
  description: 'Turns the items under all keys by the same random multiple of 90 degrees, with a probability.',
  arguments: schema,
  create: (args) => new RandRotate90d(args),
});
