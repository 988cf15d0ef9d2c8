import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import type { Random } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { drawNoise, noiseArguments, SampleStd, withNoise } from './rand-gaussian-noise.js';

const schema = Type.Object({
  keys: Keys,
  ...noiseArguments,
  allowMissingKeys: AllowMissingKeys,
  sampleStd: SampleStd,
});

/**
 * Adds the same Gaussian noise to the items under all keys, which must have one shape (MONAI `RandGaussianNoised`). Draws a
 * uniform number and, when it acts, another one (of the array form), then as {@link drawNoise}.
 */
export class RandGaussianNoised extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('RandGaussianNoised', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
  }

  override get isRandom(): boolean {
    return true;
  }

  /** @throws BundleError bad_input when the items differ in size */
  apply(sample: Sample, random: Random): Sample {
    const { prob, mean, std, sampleStd, dtype } = this.#options;
    const result = { ...sample };
    const acts = random.uniform() < prob;
    const present = this.keys.filter((key) => this.has(sample, key));
    for (const key of present) result[key] = asImage(sample[key], this.component);
    const [first] = present;
    if (!acts || first === undefined) return result;
    random.uniform();
    const noise = drawNoise(random, asImage(sample[first], this.component).size, mean, std, sampleStd);
    for (const key of present) {
      const image = asImage(sample[key], this.component);
      if (image.size !== noise.length) {
        fail({
          family: 'component',
          code: 'bad_input',
          component: this.component,
          problem: `"${first}" and "${key}" differ in size`,
          fix: 'use one transform for each key',
        });
      }
      result[key] = withNoise(image, noise, dtype);
    }
    return result;
  }
}

export const randGaussianNoised = component({
  ...dictionaryNames('RandGaussianNoise', 'intensity'),
  kind: 'transform',
  description: 'Adds the same Gaussian noise to the items under all keys, with a probability.',
  arguments: schema,
  create: (args) => new RandGaussianNoised(args),
});
