import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Instance, Keys, KeywordArguments } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey, forEachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Activations, type ArrayFunction } from './activations.js';

const Flags = (description: string) =>
  Type.Union([Type.Boolean(), Type.Array(Type.Boolean())], { default: false, description });

function isFunction(value: unknown): boolean {
  return value === null || typeof value === 'function';
}

const schema = Type.Object({
  keys: Keys,
  sigmoid: Flags('Whether to apply the logistic function; one for all keys, or one for each.'),
  softmax: Flags('Whether to apply softmax along dim; one for all keys, or one for each.'),
  other: Instance<ArrayFunction | (ArrayFunction | null)[] | null>(
    'a function, or a list with one for each key',
    (value) => (Array.isArray(value) ? value.every(isFunction) : isFunction(value)),
    { default: null, description: 'Another activation: a function of the array; one for all keys, or one for each.' },
  ),
  allowMissingKeys: AllowMissingKeys,
  kwargs: KeywordArguments('dim: the axis of softmax, 0 by default. Others are ignored.'),
});

/** {@link Activations} for the items under some keys (MONAI `Activationsd`). */
export class Activationsd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, sigmoid, softmax, other, kwargs } = filled(schema, options);
    const names = typeof keys === 'string' ? [keys] : keys;
    const sigmoids = forEachKey(sigmoid, names, 'Activationsd', 'sigmoid');
    const softmaxes = forEachKey(softmax, names, 'Activationsd', 'softmax');
    const others = forEachKey<ArrayFunction | null>(other, names, 'Activationsd', 'other');
    const transforms = names.map(
      (_, index) =>
        new Activations({
          sigmoid: sigmoids[index] ?? false,
          softmax: softmaxes[index] ?? false,
          other: others[index] ?? null,
          kwargs,
        }),
    );
    super('Activationsd', keys, allowMissingKeys, transforms);
  }
}

export const activationsd = component({
  ...dictionaryNames('Activations', 'post'),
  kind: 'transform',
  description: 'Applies sigmoid, softmax or another activation to the items under some keys.',
  arguments: schema,
  create: (args) => new Activationsd(args),
});
