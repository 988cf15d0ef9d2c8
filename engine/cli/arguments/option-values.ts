import { fail } from '../../errors.js';
import { describeValue } from '../../registry/describe-schema.js';
import { Dict, isInt, Tuple, toHost, type Value } from '../../values/index.js';

/**
 * The options of a command line, read one by one as what they must be. One that is absent, or given as None, is
 * undefined.
 */
export class OptionValues {
  constructor(readonly values: ReadonlyMap<string, Value>) {}

  /** A config id: text, or a number. */
  id(name: string): string | undefined {
    const value = this.values.get(name) ?? null;
    if (value === null) return undefined;
    return isInt(value) ? String(value) : textOf(value, name, 'a config id');
  }

  text(name: string, expected = 'text'): string | undefined {
    const value = this.values.get(name) ?? null;
    return value === null ? undefined : textOf(value, name, expected);
  }

  /** A file, or several. */
  files(name: string): string | readonly string[] | undefined {
    const value = this.values.get(name) ?? null;
    if (value === null) return undefined;
    const items = value instanceof Tuple ? value.items : value;
    const expected = 'a file, or a list of files';
    if (!Array.isArray(items)) {
      const text = textOf(value, name, expected);
      return /^[\s,]*$/.test(text) ? wrong(name, expected, value) : text;
    }
    if (items.length === 0) wrong(name, expected, value);
    return items.map((item: Value) => textOf(item, name, 'a file, or a list of files'));
  }

  /** A whole number from 1. */
  count(name: string): number | undefined {
    return this.#whole(name, 1);
  }

  /** A whole number from 0. */
  whole(name: string): number | undefined {
    return this.#whole(name, 0);
  }

  #whole(name: string, least: number): number | undefined {
    const value = this.values.get(name) ?? null;
    if (value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    return wrong(name, `a whole number ≥ ${least}`, value);
  }

  switch(name: string): boolean {
    return this.truth(name) ?? false;
  }

  truth(name: string): boolean | undefined {
    const value = this.values.get(name) ?? null;
    if (value === null || typeof value === 'boolean') return value ?? undefined;
    if (value === 'true' || value === 'false') return value === 'true';
    return wrong(name, 'True or False', value);
  }

  mapping(name: string): Dict | undefined {
    const value = this.values.get(name) ?? null;
    if (value === null || value instanceof Dict) return value ?? undefined;
    return wrong(name, 'a mapping', value);
  }
}

function textOf(value: Value, name: string, expected: string): string {
  return typeof value === 'string' ? value : wrong(name, expected, value);
}

/** @throws BundleError invalid_option */
export function wrong(name: string, expected: string, value: Value): never {
  const got = value === true ? 'nothing after it' : describeValue(toHost(value));
  return fail({
    family: 'command',
    code: 'invalid_option',
    option: name,
    problem: `expected ${expected}, got ${got}`,
    fix: `write --${name} and ${expected}`,
  });
}
