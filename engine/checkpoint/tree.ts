import type { NdArray } from '../types/index.js';
import type { Float, Tuple } from '../values/index.js';

/**
 * What a checkpoint file holds: tensors in containers. A dict is a `Map`, a list an array, a tuple a `Tuple`. As
 * everywhere in the engine a whole `number` is an int, and a float of whole value is a `Float` (see engine/values).
 */
export type CheckpointTree =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | NdArray
  | Tuple
  | readonly CheckpointTree[]
  | ReadonlyMap<string | number, CheckpointTree>
  | { readonly [key: string]: CheckpointTree };

/** What {@link CheckpointTree} is when it was read: mappings are always Maps. */
export type LoadedTree =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | NdArray
  | Tuple
  | LoadedTree[]
  | Map<string | number, LoadedTree>;

/** A file is damaged: thrown by the readers, which do not know its path. */
export class Damage extends Error {}

/** A file holds something that is not data: thrown by the unpickler. */
export class Unsafe extends Error {}
