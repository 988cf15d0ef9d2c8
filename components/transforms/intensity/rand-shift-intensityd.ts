import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys, Nullable } from '../../../engine/registry/schema.js';
import type { Random } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { metaArguments } from '../io/load-imaged.js';
import { AllowMissingKeys, forEachKey, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Probability } from '../spatial/rand-flip.js';
import type { Sample } from '../transform.js';
import { ChannelWise, drawAmounts, RangeArgument } from './rand-scale-intensity.js';
import { Safe, shiftedBy } from './rand-shift-intensity.js';

const schema = Type.Object({
  keys: Keys,
  offsets: RangeArgument('Range of the offset; one number for −offset to offset.'),
  safe: Safe,
  factorKey: Nullable(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'Key of a factor for the offset in the image’s metadata.',
    }),
  ),
  ...metaArguments,
  prob: Probability,
  channelWise: ChannelWise,
  allowMissingKeys: AllowMissingKeys,
});

/**
 * Adds the same random offset to the items under all keys, times a factor from their metadata if wanted
 * (MONAI `RandShiftIntensityd`). Draws a uniform number and, when it acts, another one (of the array form) and then the
 * offsets.
 */
export class RandShiftIntensityd extends MapTransform {
  readonly #options;
  readonly #metaKeys: readonly string[];
  readonly #factorKeys: readonly (string | null)[];

  constructor(options: Options<typeof schema, 'keys' | 'offsets'>) {
    super('RandShiftIntensityd', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
    const { metaKeys, metaKeyPostfix, factorKey } = this.#options;
    this.#metaKeys =
      metaKeys === null
        ? this.keys.map((key) => `${key}_${metaKeyPostfix}`)
        : forEachKey(metaKeys, this.keys, this.component, 'meta_keys');
    this.#factorKeys = forEachKey<string | null>(factorKey, this.keys, this.component, 'factor_key');
  }

  override get isRandom(): boolean {
    return true;
  }

  apply(sample: Sample, random: Random): Sample {
    const { prob, offsets, channelWise, safe } = this.#options;
    const result = { ...sample };
    const acts = random.uniform() < prob;
    const present = this.keys.filter((key) => this.has(sample, key));
    for (const key of present) result[key] = asImage(sample[key], this.component);
    const [first] = present;
    if (!acts || first === undefined) return result;
    random.uniform();
    const channels = channelWise ? (asImage(sample[first], this.component).shape[0] ?? 1) : 1;
    const drawn = drawAmounts(random, offsets, channels);
    for (const [index, key] of this.keys.entries()) {
      if (!this.has(sample, key)) continue;
      const factor = this.#factor(sample, index);
      const amounts = drawn.map((offset) => offset * factor);
      result[key] = shiftedBy(asImage(sample[key], this.component), amounts, safe);
    }
    return result;
  }

  #factor(sample: Sample, index: number): number {
    const meta = sample[this.#metaKeys[index] ?? ''];
    const key = this.#factorKeys[index];
    if (typeof meta !== 'object' || meta === null || !key) return 1;
    const factor: unknown = Object.getOwnPropertyDescriptor(meta, key)?.value;
    return typeof factor === 'number' ? factor : 1;
  }
}

export const randShiftIntensityd = component({
  ...dictionaryNames('RandShiftIntensity', 'intensity'),
  kind: 'transform',
  description: 'Adds the same random offset to the intensities of the items under all keys, with a probability.',
  arguments: schema,
  create: (args) => new RandShiftIntensityd(args),
});
