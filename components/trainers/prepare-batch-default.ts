import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { defaultPrepareBatch, type PrepareBatch, type PreparedBatch } from './prepare-batch.js';

/** {@link defaultPrepareBatch} as an object (MONAI's `PrepareBatchDefault`). */
export class PrepareBatchDefault implements PrepareBatch {
  static readonly [exposed]: Exposed = { __call__: method('batchdata', 'device', 'non_blocking').as('prepare') };

  prepare(batch: unknown): PreparedBatch {
    return defaultPrepareBatch(batch);
  }
}

export const prepareBatchDefault = component({
  name: 'PrepareBatchDefault',
  modules: ['monai.engines', 'monai.engines.utils'],
  kind: 'function',
  description: 'Takes "image" and "label" of a batch as the network\'s input and target.',
  arguments: Type.Object({}),
  create: () => new PrepareBatchDefault(),
});
