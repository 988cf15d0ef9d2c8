import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { forEachKey, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  sep: Type.String({
    default: '.',
    description: 'What separates the keys of nested mappings: "image_meta_dict.affine".',
  }),
  useRe: Type.Union([Type.Boolean(), Type.Array(Type.Boolean())], {
    default: false,
    description: 'Whether the last part of a key is a regular expression; one value, or one for each key.',
  }),
});

/** Removes items from a sample, or from mappings inside it (MONAI `DeleteItemsd`). A key that is not there is ignored. */
export class DeleteItemsd extends MapTransform {
  readonly #paths: readonly (readonly string[])[];
  readonly #useRe: readonly boolean[];

  constructor(options: Options<typeof schema, 'keys'>) {
    super('DeleteItemsd', options.keys);
    const { sep, useRe } = filled(schema, options);
    this.#paths = this.keys.map((key) => key.split(sep));
    this.#useRe = forEachKey(useRe, this.keys, this.component, 'use_re');
  }

  apply(sample: Sample): Sample {
    return this.#paths.reduce((rest, path, index) => deleteKeys(rest, path, this.#useRe[index] ?? false), sample);
  }
}

/**
 * A copy of `mapping` without the item at `path`.
 * @throws BundleError bad_input when the path leads through something that is no mapping
 */
export function deleteKeys(mapping: Readonly<Sample>, path: readonly string[], useRe: boolean): Sample {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    const pattern = useRe ? new RegExp(key) : undefined;
    const goes = (name: string): boolean => (pattern ? pattern.test(name) : name === key);
    return Object.fromEntries(Object.entries(mapping).filter(([name]) => !goes(name)));
  }
  const inner = mapping[key];
  if (!isMapping(inner)) {
    fail({
      family: 'component',
      code: 'bad_input',
      component: 'DeleteItemsd',
      problem: `"${key}" is no mapping, so "${rest.join('.')}" cannot be deleted from it`,
      fix: `the keys here are: ${Object.keys(mapping).join(', ') || 'none'}`,
    });
  }
  return { ...mapping, [key]: deleteKeys(inner, rest, useRe) };
}

function isMapping(value: unknown): value is Sample {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export const deleteItemsd = component({
  ...dictionaryNames('DeleteItems', 'utility'),
  kind: 'transform',
  description: 'Removes items from a sample, or from mappings inside it.',
  arguments: schema,
  create: (args) => new DeleteItemsd(args),
});
