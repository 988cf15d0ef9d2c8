import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys, Nullable } from '../../../engine/registry/schema.js';
import { ImageArray, NdArray } from '../../../engine/types/index.js';
import { AllowMissingKeys, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  times: Type.Integer({ minimum: 1, default: 1, description: 'How many copies to make of each item.' }),
  names: Nullable(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description:
        'Keys of the copies: first one for each key, then the second copies. By default image_0, image_1, ….',
    }),
  ),
  allowMissingKeys: AllowMissingKeys,
});

/** Copies items to other keys (MONAI `CopyItemsd`). */
export class CopyItemsd extends MapTransform {
  readonly #times: number;
  readonly #names: readonly string[];

  /** @throws BundleError invalid_argument when there are not as many names as copies */
  constructor(options: Options<typeof schema, 'keys'>) {
    super('CopyItemsd', options.keys, options.allowMissingKeys);
    const { times, names } = filled(schema, options);
    const numbered = this.keys.flatMap((key) => Array.from({ length: times }, (_, index) => `${key}_${index}`));
    this.#times = times;
    this.#names = names === null ? numbered : typeof names === 'string' ? [names] : names;
    if (this.#names.length === this.keys.length * times) return;
    fail({
      family: 'component',
      code: 'invalid_argument',
      component: this.component,
      argument: 'names',
      expected: `a list of ${this.keys.length * times} (keys times copies)`,
      got: `a list of ${this.#names.length}`,
    });
  }

  /** @throws BundleError bad_input when a copy's key is taken */
  apply(sample: Sample): Sample {
    const result = { ...sample };
    for (let copy = 0; copy < this.#times; copy++) {
      for (const [index, key] of this.keys.entries()) {
        if (!this.has(sample, key)) continue;
        const name = this.#names[copy * this.keys.length + index] ?? '';
        if (Object.hasOwn(result, name)) {
          fail({
            family: 'component',
            code: 'bad_input',
            component: this.component,
            problem: `the sample has "${name}" already`,
            fix: 'give other names',
          });
        }
        result[name] = copyOf(result[key]);
      }
    }
    return result;
  }
}

function copyOf(item: unknown): unknown {
  if (item instanceof ImageArray) {
    const meta = { ...item.meta };
    return new ImageArray(item.data.slice(), [...item.shape], item.dtype, meta, [...item.appliedOperations]);
  }
  if (item instanceof NdArray) return new NdArray(item.data.slice(), [...item.shape], item.dtype);
  if (Array.isArray(item)) return item.map(copyOf);
  if (typeof item === 'object' && item !== null && Object.getPrototypeOf(item) === Object.prototype) {
    return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, copyOf(value)]));
  }
  return item;
}

export const copyItemsd = component({
  ...dictionaryNames('CopyItems', 'utility'),
  kind: 'transform',
  description: 'Copies items of a sample to other keys.',
  arguments: schema,
  create: (args) => new CopyItemsd(args),
});
