import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { getSeed, setSeed } from './seed.js';

type Setting = (seed: number | null) => unknown;

const Setting = Callback<Setting>('Called with the seed.');

/** MONAI's `set_determinism`: fixes the seed of everything random in this process; null makes it arbitrary again. */
export const setDeterminism = component({
  name: 'set_determinism',
  modules: ['monai.utils', 'monai.utils.misc'],
  kind: 'function',
  description: 'Fixes the seed of everything random; None makes it arbitrary again.',
  arguments: Type.Object({
    seed: Type.Union([Type.Integer(), Type.Null()], {
      default: 4294967295,
      description: 'The seed; its remainder by 2³² counts.',
    }),
    useDeterministicAlgorithms: Type.Union([Type.Boolean(), Type.Null()], {
      default: null,
      description: 'Accepted for MONAI; results never depend on the number of threads here.',
    }),
    additionalSettings: Nullable(
      Type.Union([Type.Array(Setting), Setting], { description: 'Functions to call with the seed, too.' }),
    ),
  }),
  create: ({ seed, additionalSettings }): null => {
    // Python's remainder: never negative.
    const used = seed === null ? null : ((seed % 2 ** 32) + 2 ** 32) % 2 ** 32;
    setSeed(used);
    for (const setting of additionalSettings ? [additionalSettings].flat() : []) setting(used);
    return null;
  },
});

/** MONAI's `get_seed`: the seed in force, or null. */
export const getSeedFunction = component({
  name: 'get_seed',
  modules: ['monai.utils', 'monai.utils.misc'],
  kind: 'function',
  description: 'The seed in force, or None.',
  arguments: Type.Object({}),
  create: () => getSeed(),
});
