import type { Dict } from './dict.js';
import type { Float } from './float.js';
import type { PySet } from './set.js';
import type { Tuple } from './tuple.js';

/**
 * A Python value as the engine holds it, from the moment a config is read until it crosses a component's border.
 *
 * None is `null`, bool is `boolean`, str is `string` (methods count code points, as Python does), list is a JavaScript
 * array, bytes is `Uint8Array`; numbers are described in {@link Float}. Everything else that an expression can meet
 * (modules, components, functions) is an object: see `engine/registry/exposed.ts` for what expressions may do with it.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Tuple
  | Value[]
  | Dict
  | PySet
  | Uint8Array
  | object;

/** A function that expressions can call with positional and keyword arguments. */
export abstract class Callable {
  abstract readonly name: string;
  abstract call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value;

  /** Python's name for the kind of callable: `function`, `type`, `method`, … */
  get kind(): string {
    return 'function';
  }

  /**
   * How many positional arguments it takes at most. What a component offers beyond that is left out, as JavaScript functions do: an event
   * handler may be `lambda: …` or `lambda engine: …`.
   */
  get mostPositional(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** For a class: whether `value` is an instance of it. Undefined for what is no class. */
  isInstance(_value: Value): boolean | undefined {
    return undefined;
  }
}
