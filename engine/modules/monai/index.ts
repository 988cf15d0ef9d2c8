import type { Value } from '../../values/index.js';
import { members } from '../table-module.js';
import { enumerations } from './enums.js';
import { utilities } from './utilities.js';

/** Names of MONAI's modules beside the registry's components. */
export const monaiNames: readonly (readonly [path: string, names: Iterable<readonly [string, Value]>])[] = [
  ['monai', [['__version__', '1.5.0']]],
  ['monai.utils', [...members(utilities), ...enumerations]],
  ['monai.utils.misc', members(utilities)],
  ['monai.utils.enums', enumerations],
];
