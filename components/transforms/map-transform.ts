import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import type { Random } from '../../engine/types/index.js';
import { type Sample, Transform } from './transform.js';

/** The argument that every dictionary transform takes. */
export const AllowMissingKeys = Type.Boolean({
  default: false,
  description: 'Whether to pass over keys that a sample does not have, instead of failing.',
});

/** A transform of the items under some keys of a sample (MONAI's `MapTransform`). */
export abstract class MapTransform extends Transform {
  readonly keys: readonly string[];

  /** @param component the name that messages use */
  constructor(
    readonly component: string,
    keys: string | readonly string[],
    readonly allowMissingKeys = false,
  ) {
    super();
    this.keys = typeof keys === 'string' ? [keys] : keys;
  }

  /**
   * Whether the sample has `key`.
   * @throws BundleError bad_input when it has not and missing keys are not allowed
   */
  protected has(sample: Sample, key: string): boolean {
    if (Object.hasOwn(sample, key)) return true;
    if (this.allowMissingKeys) return false;
    missingKey(this.component, sample, key);
  }

  /** The first key that the sample has. */
  protected firstKey(sample: Sample): string | undefined {
    return this.keys.find((key) => this.has(sample, key));
  }
}

/** Reports that a sample lacks a key. */
export function missingKey(component: string, sample: Sample, key: string): never {
  fail({
    family: 'component',
    code: 'bad_input',
    component,
    problem: `the sample has no "${key}"`,
    fix: `it has: ${Object.keys(sample).join(', ') || 'nothing'}; correct the keys, or set allow_missing_keys`,
  });
}

/**
 * One value for each key from an argument that may be one value for all or a list with one each
 * (MONAI's `ensure_tuple_rep`).
 * @throws BundleError invalid_argument when a list has another length
 */
export function forEachKey<T>(
  value: T | readonly T[],
  keys: readonly string[],
  component: string,
  argument: string,
): T[] {
  if (!isList(value)) return keys.map(() => value);
  if (value.length === keys.length) return [...value];
  const [only] = value;
  if (value.length === 1 && only !== undefined) return keys.map(() => only);
  fail({
    family: 'component',
    code: 'invalid_argument',
    component,
    argument,
    expected: `one value, or a list of ${keys.length} (one for each key)`,
    got: `a list of ${value.length}`,
  });
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** A dictionary transform that applies one array transform to each key on its own. */
export class EachKey extends MapTransform {
  readonly #transforms: readonly Transform<unknown, unknown>[];

  /** @param transforms one for each key, or one for all */
  constructor(
    component: string,
    keys: string | readonly string[],
    allowMissingKeys: boolean,
    transforms: Transform<unknown, unknown> | readonly Transform<unknown, unknown>[],
  ) {
    super(component, keys, allowMissingKeys);
    this.#transforms = forEachKey(transforms, this.keys, component, 'transforms');
  }

  override get isRandom(): boolean {
    return this.#transforms.some((transform) => transform.isRandom);
  }

  apply(sample: Sample, random: Random): Sample | Promise<Sample> {
    const result = { ...sample };
    const waiting: Promise<void>[] = [];
    for (const [index, key] of this.keys.entries()) {
      const transform = this.#transforms[index];
      if (!transform || !this.has(sample, key)) continue;
      const item = transform.apply(result[key], random);
      if (item instanceof Promise) {
        waiting.push(
          item.then((value) => {
            result[key] = value;
          }),
        );
      } else {
        result[key] = item;
      }
    }
    return waiting.length > 0 ? Promise.all(waiting).then(() => result) : result;
  }
}
