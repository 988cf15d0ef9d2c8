import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import type { Random } from '../../../engine/types/index.js';
import { dtypeName } from '../arrays/cast.js';
import { asImage } from '../arrays/image.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Probability } from '../spatial/rand-flip.js';
import type { Sample } from '../transform.js';
import { ChannelWise, drawAmounts, RangeArgument, scaledBy } from './rand-scale-intensity.js';
import { OutputDType } from './scale-intensity-range.js';

const schema = Type.Object({
  keys: Keys,
  factors: RangeArgument('Range of the factor f in v · (1 + f); one number for −f to f.'),
  prob: Probability,
  channelWise: ChannelWise,
  dtype: OutputDType,
  allowMissingKeys: AllowMissingKeys,
});

/**
 * Multiplies the items under all keys by the same random factor (MONAI `RandScaleIntensityd`). Draws a uniform number and,
 * when it acts, another one (of the array form) and then the factors. Items keep their dtype when it does not act.
 */
export class RandScaleIntensityd extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema, 'keys' | 'factors'>) {
    super('RandScaleIntensityd', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
  }

  override get isRandom(): boolean {
    return true;
  }

  apply(sample: Sample, random: Random): Sample {
    const { prob, factors, channelWise, dtype } = this.#options;
    const result = { ...sample };
    const acts = random.uniform() < prob;
    const present = this.keys.filter((key) => this.has(sample, key));
    for (const key of present) result[key] = asImage(sample[key], this.component);
    const [first] = present;
    if (!acts || first === undefined) return result;
    random.uniform();
    const channels = channelWise ? (asImage(sample[first], this.component).shape[0] ?? 1) : 1;
    const drawn = drawAmounts(random, factors, channels);
    for (const key of present) {
      const image = asImage(sample[key], this.component);
      result[key] = scaledBy(image, drawn, dtype === null ? image.dtype : dtypeName(dtype));
    }
    return result;
  }
}

export const randScaleIntensityd = component({
  ...dictionaryNames('RandScaleIntensity', 'intensity'),
  kind: 'transform',
  description: 'Multiplies the intensities of the items under all keys by the same random factor, with a probability.',
  arguments: schema,
  create: (args) => new RandScaleIntensityd(args),
});
