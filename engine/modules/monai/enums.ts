import { StaticMember } from '../../expression/callables/members.js';
import { valueError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { PyType } from '../../expression/types/python-type.js';
import type { Value } from '../../values/index.js';
import table from './enums.json' with { type: 'json' };

/**
 * MONAI's string constants, such as `monai.utils.InterpolateMode.BICUBIC`: each member is its plain value, since MONAI's
 * members are strings and print as such. Calling the class checks a value.
 */
export const enumerations: readonly (readonly [string, Value])[] = Object.entries(table).map(([name, members]) => [
  name,
  enumeration(name, members),
]);

function enumeration(name: string, members: Readonly<Record<string, string | number | boolean>>): PyType {
  const values = Object.values(members);
  return new PyType({
    name,
    accepts: (value) => values.some((one) => one === value),
    construct: [
      'value',
      (args) => values.find((one) => one === args.at(0)) ?? valueError(`${repr(args.at(0))} is not a valid ${name}`),
    ],
    members: Object.entries(members).map(([key, value]) => [key, new StaticMember(value)] as const),
  });
}
