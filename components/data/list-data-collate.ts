import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type AnyTypedArray, allocate, ImageArray, NdArray } from '../../engine/types/index.js';
import { type Batch, ImageBatch } from './batch.js';
import { isMapping } from './mapping.js';
import { promoteDtypes, promoted } from './promote-dtypes.js';
import { filesOf } from './sample-file.js';
import { asVector } from './typed-array.js';

/**
 * Collates samples into a batch (MONAI's `list_data_collate`, which is torch's `default_collate` plus metadata):
 *
 * | in each sample | in the batch |
 * |---|---|
 * | images of one shape | {@link ImageBatch} [N, …] with the metadata of each |
 * | arrays of one shape | `NdArray` [N, …]; dtypes are promoted as torch does |
 * | whole numbers; others; booleans | `NdArray` [N] of int64; float64; bool |
 * | mappings | a mapping, collated key by key |
 * | lists of one length | a list, collated place by place |
 * | strings, and anything else | a list of N |
 *
 * Samples that are lists (several crops of one image, say) are first joined to one list.
 *
 * @throws BundleError bad_input when shapes, lengths or keys differ, with the key and the files
 */
export function listDataCollate(samples: readonly unknown[]): Batch {
  const [first] = samples;
  const joined = Array.isArray(first) ? samples.flat(1) : samples;
  return collate(joined, [], joined) as Batch;
}

/** @param path keys and places from the sample to `items` @param samples whole samples, to name their files in errors */
function collate(items: readonly unknown[], path: readonly (string | number)[], samples: readonly unknown[]): unknown {
  const [first] = items;
  if (first instanceof NdArray) return stack(items, path, samples);
  switch (typeof first) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return numbers(items);
    case 'object':
      break;
    default:
      return [...items];
  }
  if (first === null) return [...items];
  if (ArrayBuffer.isView(first)) {
    const vectors = items.map((item) => (ArrayBuffer.isView(item) ? (asVector(item) ?? item) : item));
    return vectors[0] instanceof NdArray ? stack(vectors, path, samples) : [...items];
  }
  if (Array.isArray(first)) return collateLists(items, first.length, path, samples);
  return isMapping(first) ? collateMappings(items, first, path, samples) : [...items];
}

function collateLists(
  items: readonly unknown[],
  length: number,
  path: readonly (string | number)[],
  samples: readonly unknown[],
): unknown[] {
  const odd = items.findIndex((item) => !Array.isArray(item) || item.length !== length);
  if (odd >= 0) {
    const other: unknown = items[odd];
    differ(
      path,
      samples,
      odd,
      `a list of ${length}`,
      Array.isArray(other) ? `a list of ${other.length}` : typeof other,
    );
  }
  return Array.from({ length }, (_, place) =>
    collate(
      items.map((item) => (Array.isArray(item) ? item[place] : undefined)),
      [...path, place],
      samples,
    ),
  );
}

function collateMappings(
  items: readonly unknown[],
  first: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  samples: readonly unknown[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(first)) {
    const odd = items.findIndex((item) => !isMapping(item) || !Object.hasOwn(item, key));
    if (odd >= 0) differ([...path, key], samples, odd, 'a value', 'none');
    const values = items.map((item) => (isMapping(item) ? item[key] : undefined));
    Object.defineProperty(result, key, {
      value: collate(values, [...path, key], samples),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

function stack(items: readonly unknown[], path: readonly (string | number)[], samples: readonly unknown[]): NdArray {
  const arrays = items.filter((item) => item instanceof NdArray);
  const [first] = arrays;
  if (!first) throw new RangeError('nothing to stack');
  for (const [index, item] of items.entries()) {
    const shape = item instanceof NdArray ? describeShape(item.shape) : 'no array';
    if (shape !== describeShape(first.shape)) differ(path, samples, index, describeShape(first.shape), shape);
  }
  const dtype = arrays.reduce((common, array) => promoteDtypes(common, array.dtype), first.dtype);
  const data: AnyTypedArray = allocate(dtype, first.size * arrays.length);
  for (const [index, array] of arrays.entries()) place(promoted(array, dtype), data, index * first.size);
  const shape = [arrays.length, ...first.shape];
  const images = arrays.filter((array) => array instanceof ImageArray);
  if (images.length < arrays.length) return new NdArray(data, shape, dtype);
  return new ImageBatch(
    data,
    shape,
    dtype,
    images.map(({ meta }) => meta),
    images.map(({ appliedOperations }) => appliedOperations),
  );
}

function place(from: AnyTypedArray, to: AnyTypedArray, at: number): void {
  if (to instanceof BigInt64Array) {
    if (from instanceof BigInt64Array) to.set(from, at);
  } else if (!(from instanceof BigInt64Array)) to.set(from, at);
}

function numbers(items: readonly unknown[]): NdArray | unknown[] {
  const shape = [items.length];
  if (items.every((item) => typeof item === 'boolean')) {
    return new NdArray(Uint8Array.from(items, Number), shape, 'bool');
  }
  if (!items.every((item) => typeof item === 'number' || typeof item === 'bigint' || typeof item === 'boolean')) {
    return [...items];
  }
  return items.every((item) => typeof item === 'bigint' || Number.isSafeInteger(Number(item)))
    ? new NdArray(BigInt64Array.from(items, BigInt), shape, 'int64')
    : new NdArray(Float64Array.from(items, Number), shape, 'float64');
}

function describeShape(shape: readonly number[]): string {
  return `shape [${shape.join(', ')}]`;
}

function differ(
  path: readonly (string | number)[],
  samples: readonly unknown[],
  odd: number,
  expected: string,
  got: string,
): never {
  const key = path.join('.');
  const name = (index: number): string => filesOf(samples[index])[0] ?? `sample ${index} of the batch`;
  fail({
    family: 'component',
    code: 'bad_input',
    component: 'DataLoader',
    problem:
      `the samples of a batch differ${key ? ` under "${key}"` : ''}: ` +
      `${name(0)} has ${expected}, but ${name(odd)} has ${got}`,
    fix: 'bring them to one form with a transform (Resized, SpatialPadd, CenterSpatialCropd), drop the key with SelectItemsd, or set batch_size to 1',
  });
}

export const listDataCollateFunction = component({
  name: 'list_data_collate',
  modules: ['monai.data', 'monai.data.utils'],
  kind: 'function',
  description: 'Collates a list of samples into one batch: images and arrays are stacked, metadata kept for each.',
  arguments: Type.Object({ batch: Type.Array(Type.Unknown(), { description: 'Samples.' }) }),
  create: ({ batch }) => listDataCollate(batch),
});
