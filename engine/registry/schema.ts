import { type TSchema, type TUnsafe, Type } from 'typebox';
import type { Device, DTypeLike } from '../types/index.js';

/**
 * Schema for an argument that is an object rather than data: a network, a transform, a function. Configs write such an
 * argument as a nested `_target_`, an `@reference` or a `$expression`. `accepts` decides at run time.
 */
export function Instance<T>(
  /** What the user reads when it is something else: 'a network'. */
  title: string,
  accepts: (value: unknown) => boolean,
  options: { readonly description?: string; readonly default?: unknown } = {},
): TUnsafe<T> {
  return Type.Unsafe<T>({ title, instance: accepts, ...options });
}

/** A function argument. */
export function Callback<F extends (...args: never[]) => unknown>(description: string): TUnsafe<F> {
  return Instance<F>('a function', (value) => typeof value === 'function', { description });
}

/** One key or a list of keys of a sample (MONAI's KeysCollection). */
export const Keys = Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
  description: 'Key, or list of keys, of the items to work on.',
});

/** A dtype: `torch.float32`, `numpy.uint8`, or its bare name. Null leaves the dtype as it is. */
export function DTypeArgument(options: { description: string; default?: DTypeLike | null }): TUnsafe<DTypeLike | null> {
  return Type.Unsafe<DTypeLike | null>({ title: 'a dtype', dtype: true, ...options });
}

/** A device: `torch.device('cpu')` or its string. */
export function DeviceArgument(options: {
  description: string;
  default?: Device | string | null;
}): TUnsafe<Device | string | null> {
  return Type.Unsafe<Device | string | null>({ title: 'a device', device: true, ...options });
}

/** `schema` or null, null by default: Python's `Optional[...] = None`. */
export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()], { default: null });
}

/** Python's `*args`: the positional arguments left over, as an array. The last positional property of a component. */
export function RestArguments(description: string): TUnsafe<unknown[]> {
  return Type.Unsafe<unknown[]>({ type: 'array', rest: true, default: [], description });
}

/** Python's `**kwargs`: the keyword arguments that no other property names, under their own (snake_case) names. */
export function KeywordArguments(description: string): TUnsafe<Record<string, unknown>> {
  return Type.Unsafe<Record<string, unknown>>({ type: 'object', keywordRest: true, default: {}, description });
}
