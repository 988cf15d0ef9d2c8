import type { Static, TObject } from 'typebox';

/** What a component's constructor takes: the `Required` arguments, and any of the others. */
export type Options<Schema extends TObject, Required extends keyof Static<Schema> = never> = Pick<
  Static<Schema>,
  Required
> &
  Partial<Static<Schema>>;

/** The arguments with the schema's defaults filled in, so that a default stands in one place. */
export function filled<Schema extends TObject>(schema: Schema, options: Partial<Static<Schema>>): Static<Schema> {
  const given: Readonly<Record<string, unknown>> = options;
  const all: Record<string, unknown> = {};
  for (const [name, property] of Object.entries<{ readonly default?: unknown }>(schema.properties)) {
    all[name] = given[name] === undefined ? property.default : given[name];
  }
  return all as Static<Schema>;
}
