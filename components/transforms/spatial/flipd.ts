import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Flip, Lazy, SpatialAxis } from './flip.js';

const schema = Type.Object({
  keys: Keys,
  spatialAxis: SpatialAxis,
  allowMissingKeys: AllowMissingKeys,
  lazy: Lazy,
});

/** {@link Flip} for the items under some keys (MONAI `Flipd`). */
export class Flipd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, spatialAxis } = filled(schema, options);
    super('Flipd', keys, allowMissingKeys, new Flip({ spatialAxis }));
  }
}

export const flipd = component({
  ...dictionaryNames('Flip', 'spatial'),
  kind: 'transform',
  description: 'Reverses the order of elements along spatial axes, for the items under some keys.',
  arguments: schema,
  create: (args) => new Flipd(args),
});
