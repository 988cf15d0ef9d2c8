import { BoundMethod, exposedValue } from '../../../engine/registry/exposed.js';
import { Instance } from '../../../engine/registry/schema.js';

/** A path as a config gives it: text, or a path object (`$pathlib.Path(…)`). */
export type PathLike = string | object;

/** The text of a path, or undefined when the value is none. */
export function pathOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const method = exposedValue(value, '__fspath__');
  const text = method instanceof BoundMethod ? method.call([], new Map()) : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** The schema of a path. */
export function PathArgument(options: { readonly description: string; readonly default: string }) {
  return Instance<PathLike>('a path', (value) => pathOf(value) !== undefined, options);
}
