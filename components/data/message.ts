import type { AnyTypedArray } from '../../engine/types/index.js';
import { ImageArray, NdArray } from '../../engine/types/index.js';
import { ImageBatch } from './batch.js';
import { isMapping } from './mapping.js';

/** Under this key a stand-in says what it stands for. No sample uses it, and one that does is written as entries. */
const stands = '\u0000';

type StandIn =
  | { readonly [stands]: 'array'; readonly array: NdArray }
  | { readonly [stands]: 'image'; readonly array: ImageArray }
  | { readonly [stands]: 'images'; readonly array: ImageBatch }
  | { readonly [stands]: 'mapping'; readonly entries: readonly (readonly [string, unknown])[] };

/** Thrown for a value that cannot go to another thread; `what` names it. */
export class Unsendable extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

/**
 * A value as a structured clone can carry it: arrays, images and batches, which would lose their classes, are wrapped. What
 * needs no wrapping is not copied.
 *
 * @throws Unsendable for functions and objects of other classes
 */
export function encode(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new Unsendable(`a ${typeof value}`);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof NdArray) return standIn(value);
  if (Array.isArray(value)) {
    const items = value.map(encode);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, encode(item)] as const);
    if (Object.hasOwn(value, stands)) return { [stands]: 'mapping', entries } satisfies StandIn;
    return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries);
  }
  if (value instanceof Map || value instanceof Set || value instanceof Date) return value;
  throw new Unsendable(`an object of class ${value.constructor.name}`);
}

function standIn(array: NdArray): StandIn {
  if (array instanceof ImageBatch) return { [stands]: 'images', array };
  if (array instanceof ImageArray) return { [stands]: 'image', array };
  return { [stands]: 'array', array };
}

/** The value that {@link encode} wrote, after the clone. Changes containers in place. */
export function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = decode(value[index]);
    return value;
  }
  if (!isMapping(value)) return value;
  if (isStandIn(value)) return restored(value);
  for (const [key, item] of Object.entries(value)) {
    const decoded = decode(item);
    if (decoded !== item) value[key] = decoded;
  }
  return value;
}

function isStandIn(value: object): value is StandIn {
  return Object.hasOwn(value, stands);
}

function restored(stand: StandIn): unknown {
  switch (stand[stands]) {
    case 'mapping':
      return Object.fromEntries(stand.entries.map(([key, item]) => [key, decode(item)]));
    case 'array':
      return new NdArray(stand.array.data, stand.array.shape, stand.array.dtype);
    case 'image': {
      const { data, shape, dtype, meta, appliedOperations } = stand.array;
      return new ImageArray(data, shape, dtype, meta, appliedOperations);
    }
    case 'images': {
      const { data, shape, dtype, metas, appliedOperations } = stand.array;
      return new ImageBatch(data, shape, dtype, metas, appliedOperations);
    }
  }
}

/** The buffers of a value's arrays that can be handed over instead of copied: those that belong to one array alone. */
export function transferables(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (value instanceof NdArray) addBuffer(value.data, found);
  else if (Array.isArray(value)) for (const item of value) transferables(item, found);
  else if (isMapping(value)) for (const item of Object.values(value)) transferables(item, found);
  return found;
}

function addBuffer(data: AnyTypedArray, found: Set<ArrayBuffer>): void {
  // Node keeps small Buffers in one pool, which must not be taken away.
  if (data.buffer instanceof ArrayBuffer && data.buffer.byteLength === data.byteLength) found.add(data.buffer);
}
