import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Lazy } from './flip.js';
import { QuarterTurns, Rotate90, SpatialAxes } from './rotate90.js';

const schema = Type.Object({
  keys: Keys,
  k: QuarterTurns,
  spatialAxes: SpatialAxes,
  allowMissingKeys: AllowMissingKeys,
  lazy: Lazy,
});

/** {@link Rotate90} for the items under some keys (MONAI `Rotate90d`). */
export class Rotate90d extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, k, spatialAxes } = filled(schema, options);
    super('Rotate90d', keys, allowMissingKeys, new Rotate90({ k, spatialAxes }));
  }
}

export const rotate90d = component({
  ...dictionaryNames('Rotate90', 'spatial'),
  kind: 'transform',
  description: 'Turns the items under some keys by multiples of 90 degrees in the plane of two spatial axes.',
  arguments: schema,
  create: (args) => new Rotate90d(args),
});
