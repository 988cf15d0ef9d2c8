import { describe, expect, it } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { transforms } from '../../../components/transforms/index.js';
import { isTransform } from '../../../components/transforms/transform.js';
import { BundleError } from '../../../engine/errors.js';
import { Registry } from '../../../engine/registry/registry.js';
import { signatureOf } from '../../../engine/registry/signature.js';
import type { Value } from '../../../engine/values/index.js';

const registry = new Registry();
registry.add(...transforms);
const needed: Record<string, Value> = {
  keys: 'image',
  name: 'ColorJitter',
  a_min: 0,
  a_max: 1,
  factors: 0.1,
  offsets: 0.1,
  func: (item: unknown) => item,
  output_ext: '.png',
};

/** Dictionary transforms for which a missing key is nothing special. */
const tolerant = new Set(['DeleteItemsd', 'AddPointGuidanceSignald', 'AddClickSignalsd']);
const dictionary = registry.components().filter(({ arguments: { properties } }) => 'keys' in properties);

describe.each(dictionary.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  const { byName } = signatureOf(definition);
  const make = (more: Record<string, Value> = {}) => {
    const given = Object.entries({ ...needed, ...more }).filter(([key]) => {
      const argument = byName.get(key);
      return argument && (argument.required || key in more || key === 'output_ext');
    });
    if (name === 'ConcatItemsd') given.push(['name', 'joined']);
    const made = registry.instantiate(definition, [], new Map(given));
    if (!isTransform(made)) throw new Error(`${name} is no transform`);
    return made;
  };

  it('says which key a sample lacks', async () => {
    if (tolerant.has(name)) return;
    const outcome = async (): Promise<unknown> => await make().apply({ other: 1 }, new Philox(1));
    const error: unknown = await outcome().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BundleError);
    expect(error).toMatchObject({ failure: { code: 'bad_input', component: name } });
  });

  it('passes over missing keys when told to', async () => {
    if (!byName.has('allow_missing_keys')) return;
    const extra = {
      PostFilterLabeld: { bounding_boxes: [], img_width: 4, img_height: 4 },
      ExtractPatchd: { centroid: [1, 1] },
    };
    const sample = { other: 1, ...Object.entries(extra).find(([key]) => key === name)?.[1] };
    const result: unknown = await make({ allow_missing_keys: true }).apply(sample, new Philox(1));
    expect(result).toEqual(name === 'SelectItemsd' ? {} : sample);
  });

  it('is found by its other names', () => {
    for (const other of [name, ...definition.aliases]) {
      expect(registry.find(other)).toBe(definition);
      for (const module of definition.modules) expect(registry.find(`${module}.${other}`)).toBe(definition);
    }
  });
});
