import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type AnyTypedArray, ImageArray, NdArray } from '../../engine/types/index.js';
import type { Sample } from '../transforms/transform.js';
import { type Batch, ImageBatch } from './batch.js';
import { isMapping } from './mapping.js';

/**
 * Splits a batch into its samples (MONAI's `decollate_batch`): images with their metadata and arrays lose their first axis,
 * numbers become plain numbers, lists and mappings are taken apart, and what does not belong to one sample (a string, a
 * number, null) is repeated for each. The arrays are views of the batch.
 *
 * @param pad whether an item that is shorter than the batch is filled up with `fillValue`; otherwise the shortest decides
 * how many samples there are
 */
export function decollateBatch(batch: Batch, pad = true, fillValue: unknown = null): Sample[] {
  const parts = decollate(batch, pad, fillValue);
  return Array.isArray(parts) ? parts : [batch];
}

function decollate(value: unknown, pad: boolean, fillValue: unknown): unknown {
  if (value instanceof NdArray) return unbind(value);
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => decollate(item, pad, fillValue));
    const samples = zip(items, pad, fillValue);
    return samples ?? items;
  }
  if (!isMapping(value)) return value;
  const keys = Object.keys(value);
  const items = keys.map((key) => decollate(value[key], pad, fillValue));
  const named = (row: readonly unknown[]): Sample => Object.fromEntries(keys.map((key, place) => [key, row[place]]));
  return zip(items, pad, fillValue)?.map(named) ?? named(items);
}

/** Items by sample; undefined when none of them tells how many samples there are. */
function zip(items: readonly unknown[], pad: boolean, fillValue: unknown): unknown[][] | undefined {
  const lists = items.filter((item) => Array.isArray(item));
  if (lists.length === 0) return undefined;
  const lengths = lists.map(({ length }) => length);
  const longest = Math.max(...lengths);
  if (longest === 0) return undefined;
  // MONAI repeats single items only when it pads; without, they would end the batch before it begins.
  const size = pad ? longest : Math.min(...lengths);
  return Array.from({ length: size }, (_, sample) =>
    items.map((item) => (Array.isArray(item) ? (sample < item.length ? item[sample] : fillValue) : item)),
  );
}

function unbind(array: NdArray): unknown {
  const [count, ...shape] = array.shape;
  const { dtype } = array;
  if (count === undefined) return plain(array.data[0], dtype);
  if (shape.length === 0) return Array.from({ length: count }, (_, sample) => plain(array.data[sample], dtype));
  const size = array.size / Math.max(1, count);
  return Array.from({ length: count }, (_, sample) => {
    const data: AnyTypedArray = array.data.subarray(sample * size, (sample + 1) * size);
    if (!(array instanceof ImageBatch)) return new NdArray(data, shape, dtype);
    return new ImageArray(data, shape, dtype, array.metas[sample] ?? {}, array.appliedOperations[sample] ?? []);
  });
}

function plain(value: number | bigint | undefined, dtype: NdArray['dtype']): number | bigint | boolean {
  if (dtype === 'bool') return value === 1;
  return Number.isSafeInteger(Number(value)) ? Number(value) : (value ?? 0);
}

export const decollateBatchFunction = component({
  name: 'decollate_batch',
  modules: ['monai.data', 'monai.data.utils'],
  kind: 'function',
  description: 'Splits a batch into its samples.',
  arguments: Type.Object({
    batch: Type.Unknown({ description: 'A batch, as a data loader gives it.' }),
    detach: Type.Boolean({ default: true, description: 'Accepted for MONAI’s sake: samples are plain arrays.' }),
    pad: Type.Boolean({ default: true, description: 'Whether shorter items are filled up to the size of the batch.' }),
    fillValue: Type.Unknown({ default: null, description: 'What shorter items are filled up with.' }),
  }),
  create: ({ batch, pad, fillValue }) => decollate(batch, pad, fillValue),
});
