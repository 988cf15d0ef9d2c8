import { type TSchema, Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey, forEachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { AsDiscrete, discreteKeywords, Rounding } from './as-discrete.js';

function oneOrList<T extends TSchema>(item: T, description: string) {
  return Type.Union([item, Type.Null(), Type.Array(Type.Union([item, Type.Null()]))], { default: null, description });
}

const schema = Type.Object({
  keys: Keys,
  argmax: Type.Union([Type.Boolean(), Type.Array(Type.Boolean())], {
    default: false,
    description: 'Whether to take the index of the largest value along dim; one for all keys, or one for each.',
  }),
  toOnehot: oneOrList(
    Type.Integer({ minimum: 1 }),
    'Number of classes of a one-hot format; one for all keys, or one for each.',
  ),
  threshold: oneOrList(Type.Number(), 'Values from here on become 1, others 0; one for all keys, or one for each.'),
  rounding: oneOrList(Rounding, 'Whether and how to round; one for all keys, or one for each.'),
  allowMissingKeys: AllowMissingKeys,
  kwargs: discreteKeywords,
});

/** {@link AsDiscrete} for the items under some keys (MONAI `AsDiscreted`). */
export class AsDiscreted extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, argmax, toOnehot, threshold, rounding, kwargs } = filled(schema, options);
    const names = typeof keys === 'string' ? [keys] : keys;
    const argmaxes = forEachKey(argmax, names, 'AsDiscreted', 'argmax');
    const classes = forEachKey<number | null>(toOnehot, names, 'AsDiscreted', 'to_onehot');
    const thresholds = forEachKey<number | null>(threshold, names, 'AsDiscreted', 'threshold');
    const roundings = forEachKey<'torchrounding' | null>(rounding, names, 'AsDiscreted', 'rounding');
    const transforms = names.map(
      (_, index) =>
        new AsDiscrete({
          argmax: argmaxes[index] ?? false,
          toOnehot: classes[index] ?? null,
          threshold: thresholds[index] ?? null,
          rounding: roundings[index] ?? null,
          kwargs,
        }),
    );
    super('AsDiscreted', keys, allowMissingKeys, transforms);
  }
}

export const asDiscreted = component({
  ...dictionaryNames('AsDiscrete', 'post'),
  kind: 'transform',
  description: 'Makes the values of the items under some keys discrete.',
  arguments: schema,
  create: (args) => new AsDiscreted(args),
});
