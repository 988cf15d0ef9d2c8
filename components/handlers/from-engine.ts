import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Keys } from '../../engine/registry/schema.js';
import { isMapping } from '../data/mapping.js';

/**
 * A function that picks items by key out of a mapping or a list of samples (MONAI's `from_engine`): from a mapping the items in order, from samples
 * a list for each key, or with `first` only the first sample's item. From samples, a single key gives its value alone.
 * @throws BundleError bad_input when a key is missing
 */
export function fromEngine(keys: string | readonly string[], first = false): (data: unknown) => unknown {
  const wanted = typeof keys === 'string' ? [keys] : keys;
  return (data) => {
    if (isMapping(data)) return wanted.map((key) => pick(data, key));
    if (!Array.isArray(data) || !isMapping(data[0])) return null;
    const [head]: unknown[] = data;
    const picked = wanted.map((key) => (first ? pick(head, key) : data.map((sample: unknown) => pick(sample, key))));
    return picked.length > 1 ? picked : picked[0];
  };
}

function pick(sample: unknown, key: string): unknown {
  if (isMapping(sample) && key in sample) return sample[key];
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'from_engine',
    problem: `there is no "${key}" in the engine's data`,
    fix: isMapping(sample) ? `it has: ${Object.keys(sample).join(', ')}` : undefined,
  });
}

export const fromEngineFunction = component({
  name: 'from_engine',
  modules: ['monai.handlers', 'monai.handlers.utils'],
  kind: 'function',
  description: "Makes a function that picks items by key out of an engine's batch or output.",
  arguments: Type.Object({
    keys: Keys,
    first: Type.Boolean({
      default: false,
      description: 'Whether to take the items of the first sample only, for what all samples share: the loss.',
    }),
  }),
  create: ({ keys, first }) => fromEngine(keys, first),
});
