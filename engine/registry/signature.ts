import type { TSchema } from 'typebox';
import { snakeCase } from './case.js';
import type { ComponentDefinition } from './component.js';

/** One argument of a component, as Python sees it. */
export interface Argument {
  /** The TypeScript name: `spatialDims`. */
  readonly property: string;
  /** The config's name: `spatial_dims`. */
  readonly name: string;
  readonly schema: TSchema & ArgumentOptions;
  readonly required: boolean;
}

/** What an argument's schema may say beside JSON Schema's own words. */
export interface ArgumentOptions {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** The Python name, where it is not the property's name in snake_case. */
  readonly pythonName?: string;
  readonly keywordOnly?: boolean;
  readonly rest?: boolean;
  readonly keywordRest?: boolean;
}

/** A component's arguments by Python name, in Python's order. */
export interface Signature {
  readonly positional: readonly Argument[];
  readonly byName: ReadonlyMap<string, Argument>;
  readonly rest: Argument | undefined;
  readonly keywordRest: Argument | undefined;
}

const signatures = new WeakMap<ComponentDefinition, Signature>();

/** The signature of `definition`; computed once. */
export function signatureOf(definition: ComponentDefinition): Signature {
  const known = signatures.get(definition);
  if (known) return known;
  const required = new Set<string>(definition.arguments.required ?? []);
  const all = Object.entries(definition.arguments.properties).map(([property, schema]): Argument => {
    const options: TSchema & ArgumentOptions = schema;
    return {
      property,
      name: options.pythonName ?? snakeCase(property),
      schema: options,
      required: required.has(property) && !('default' in options),
    };
  });
  const ordinary = all.filter(({ schema }) => !schema.rest && !schema.keywordRest);
  const signature: Signature = {
    positional: ordinary.filter(({ schema }) => !schema.keywordOnly),
    byName: new Map(ordinary.map((argument) => [argument.name, argument])),
    rest: all.find(({ schema }) => schema.rest),
    keywordRest: all.find(({ schema }) => schema.keywordRest),
  };
  signatures.set(definition, signature);
  return signature;
}
