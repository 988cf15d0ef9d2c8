import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, EachKey } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { channelArguments, EnsureChannelFirst } from './ensure-channel-first.js';

const schema = Type.Object({
  keys: Keys,
  strictCheck: channelArguments.strictCheck,
  allowMissingKeys: AllowMissingKeys,
  channelDim: channelArguments.channelDim,
});

/** {@link EnsureChannelFirst} for the items under some keys (MONAI `EnsureChannelFirstd`). */
export class EnsureChannelFirstd extends EachKey {
  constructor(options: Options<typeof schema, 'keys'>) {
    const { keys, allowMissingKeys, strictCheck, channelDim } = filled(schema, options);
    super('EnsureChannelFirstd', keys, allowMissingKeys, new EnsureChannelFirst({ strictCheck, channelDim }));
  }
}

export const ensureChannelFirstd = component({
  ...dictionaryNames('EnsureChannelFirst', 'utility'),
  kind: 'transform',
  description: 'Moves the channel axis of the images under some keys to the front, or adds one.',
  arguments: schema,
  create: (args) => new EnsureChannelFirstd(args),
});
