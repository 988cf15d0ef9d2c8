import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { KeepLargestConnectedComponent, largestArguments } from './keep-largest-connected-component.js';

const schema = Type.Object({ keys: Keys, ...largestArguments, allowMissingKeys: AllowMissingKeys });

/** {@link KeepLargestConnectedComponent} for the items under some keys (MONAI `KeepLargestConnectedComponentd`). */
export class KeepLargestConnectedComponentd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, ...others } = filled(schema, options);
    const name = 'KeepLargestConnectedComponentd';
    super(name, keys, allowMissingKeys, new KeepLargestConnectedComponent(others));
  }
}

export const keepLargestConnectedComponentd = component({
  ...dictionaryNames('KeepLargestConnectedComponent', 'post'),
  kind: 'transform',
  description: 'Sets everything but the largest connected components of the items under some keys to 0.',
  arguments: schema,
  create: (args) => new KeepLargestConnectedComponentd(args),
});
