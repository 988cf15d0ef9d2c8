import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Registry } from '../../../engine/registry/registry.js';
import { Nullable } from '../../../engine/registry/schema.js';

/** Components for tests: `Make` gives its arguments back, `Count` counts, `Later` gives a Promise, `Sized` is strict,
 * `Flags` takes booleans. */
export function testComponents(): Registry {
  const registry = new Registry();
  const free = Type.Object({ all: Type.Record(Type.String(), Type.Unknown(), { keywordRest: true }) });
  const shared = { modules: ['monai.test'], kind: 'function', description: 'For tests.' } as const;
  let made = 0;
  registry.add(
    component({ ...shared, name: 'Make', aliases: ['MakeD'], arguments: free, create: ({ all }) => all }),
    component({ ...shared, name: 'Count', arguments: free, create: () => ++made }),
    component({
      ...shared,
      name: 'Later',
      arguments: Type.Object({ value: Type.Unknown(), fails: Type.Boolean({ default: false }) }),
      create: async ({ value, fails }) => {
        await Promise.resolve();
        if (fails) throw new Error('too late');
        return value;
      },
    }),
    component({
      ...shared,
      name: 'Sized',
      arguments: Type.Object({
        size: Type.Integer({ minimum: 1 }),
        keys: Type.Array(Type.String(), { default: [] }),
        scaleFactor: Type.Number({ default: 1 }),
      }),
      create: ({ size, keys, scaleFactor }) => ({ size, keys, scaleFactor }),
    }),
    component({
      ...shared,
      name: 'Flags',
      arguments: Type.Object({
        on: Type.Boolean({ default: false }),
        each: Type.Union([Type.Boolean(), Type.Array(Type.Boolean())], { default: false }),
        maybe: Nullable(Type.Boolean()),
        mode: Type.Union([Type.Boolean(), Type.Literal('auto')], { default: false }),
      }),
      create: (flags) => flags,
    }),
    component({
      ...shared,
      name: 'Broken',
      arguments: Type.Object({}),
      create: () => {
        throw new RangeError('not a size');
      },
    }),
  );
  return registry;
}
