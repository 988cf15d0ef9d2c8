import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Instance, Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, forEachKey, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { type ItemFunction, isItemFunction, lambdaArguments, withLambdaRecorded } from './lambda.js';

const Overwrite = Type.Union([Type.Boolean(), Type.String()]);
const schema = Type.Object({
  keys: Keys,
  func: Instance<ItemFunction | ItemFunction[]>(
    'a function, or a list with one for each key',
    (value) => (Array.isArray(value) ? value.every(isItemFunction) : isItemFunction(value)),
    { description: 'The function to apply; one for all keys, or one for each.' },
  ),
  invFunc: lambdaArguments.invFunc,
  trackMeta: lambdaArguments.trackMeta,
  overwrite: Type.Union([Overwrite, Type.Array(Overwrite)], {
    default: true,
    description: 'Whether the result replaces the item; a string is the key to put it under instead.',
  }),
  allowMissingKeys: AllowMissingKeys,
});

/** Applies a function to the items under some keys (MONAI `Lambdad`). */
export class Lambdad extends MapTransform {
  readonly #functions: readonly ItemFunction[];
  readonly #overwrite: readonly (boolean | string)[];
  readonly #trackMeta: boolean;

  constructor(options: Options<typeof schema, 'keys' | 'func'>) {
    super('Lambdad', options.keys, options.allowMissingKeys);
    const { func, overwrite, trackMeta } = filled(schema, options);
    this.#functions = forEachKey(func, this.keys, this.component, 'func');
    this.#overwrite = forEachKey(overwrite, this.keys, this.component, 'overwrite');
    this.#trackMeta = trackMeta;
  }

  apply(sample: Sample): Sample {
    const result = { ...sample };
    for (const [index, key] of this.keys.entries()) {
      if (!this.has(sample, key)) continue;
      const given = result[key];
      const made = withLambdaRecorded(this.#functions[index]?.(given), given, this.#trackMeta);
      const overwrite = this.#overwrite[index];
      if (overwrite === true) result[key] = made;
      else if (typeof overwrite === 'string') result[overwrite] = made;
    }
    return result;
  }
}

export const lambdad = component({
  ...dictionaryNames('Lambda', 'utility'),
  kind: 'transform',
  description: 'Applies a function to the items under some keys.',
  arguments: schema,
  create: (args) => new Lambdad(args),
});
