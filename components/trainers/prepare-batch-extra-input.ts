import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { isMapping } from '../data/mapping.js';
import { defaultPrepareBatch, type PrepareBatch, type PreparedBatch } from './prepare-batch.js';

const Arguments = Type.Object({
  extraKeys: Type.Union([Type.String(), Type.Array(Type.String()), Type.Record(Type.String(), Type.String())], {
    description:
      "Keys of the batch to hand to the network after the image, in order; or a mapping from the network's argument names to keys.",
  }),
});

/** Image and label, and further items of the batch as extra inputs of the network (MONAI's `PrepareBatchExtraInput`). */
export class PrepareBatchExtraInput implements PrepareBatch {
  static readonly [exposed]: Exposed = { __call__: method('batchdata', 'device', 'non_blocking').as('prepare') };

  constructor(readonly extraKeys: Static<typeof Arguments>['extraKeys']) {}

  /** @throws BundleError bad_input when the batch lacks a key */
  prepare(batch: unknown): PreparedBatch {
    const [image, label] = defaultPrepareBatch(batch);
    const { extraKeys } = this;
    if (typeof extraKeys === 'string') return [image, label, [item(batch, extraKeys)], {}];
    if (Array.isArray(extraKeys)) return [image, label, extraKeys.map((key) => item(batch, key)), {}];
    const named = Object.entries(extraKeys).map(([name, key]) => [name, item(batch, key)] as const);
    return [image, label, [], Object.fromEntries(named)];
  }
}

function item(batch: unknown, key: string): unknown {
  if (isMapping(batch) && Object.hasOwn(batch, key)) return batch[key];
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'PrepareBatchExtraInput',
    problem: `the batch has no "${key}"`,
    fix: isMapping(batch) ? `it has: ${Object.keys(batch).join(', ')}` : 'the batch must be a mapping',
  });
}

export const prepareBatchExtraInput = component({
  name: 'PrepareBatchExtraInput',
  modules: ['monai.engines', 'monai.engines.utils'],
  kind: 'function',
  description: 'Takes "image" and "label" of a batch, and hands further items to the network as extra inputs.',
  arguments: Arguments,
  create: ({ extraKeys }) => new PrepareBatchExtraInput(extraKeys),
});
