import type { Value } from '../values/index.js';
import { pythonKey } from './key.js';

/** Between the parts of an id. `#` is MONAI's older spelling of the same. */
export const separator = '::';

/** The id with `::` throughout. */
export function normalizeId(id: string | number): string {
  return String(id).replaceAll('#', separator);
}

/** The parts of an id: `train#trainer::max_epochs` → `train`, `trainer`, `max_epochs`. The root's id has none. */
export function splitId(id: string | number): string[] {
  const normal = normalizeId(id);
  return normal === '' ? [] : normal.split(separator);
}

/** The id of a child. */
export function childId(parent: string, key: Value): string {
  const last = typeof key === 'string' ? key : pythonKey(key);
  return parent === '' ? last : `${parent}${separator}${last}`;
}

/** The id one level up, and the last part. */
export function splitLast(id: string): [parent: string, last: string] {
  const at = id.lastIndexOf(separator);
  return at < 0 ? ['', id] : [id.slice(0, at), id.slice(at + separator.length)];
}

const wholeReference = /^@(?:(?:::|#)|[\p{L}\p{N}_])*$/u;
const idText = /^(?:(?:::|#)*)[\p{L}\p{N}_]+(?:(?:::|#)-?[\p{L}\p{N}_]+)*$/u;

/** What a text refers to that is a reference as a whole (`@id`), as written after the `@`; undefined for other text. */
export function referenceIn(text: string): string | undefined {
  return text.startsWith('@') && wholeReference.test(text) ? text.slice(1) : undefined;
}

/** Whether a text can be an id (of a macro). */
export function looksLikeId(text: string): boolean {
  return idText.test(text);
}

/**
 * The absolute id for a reference written at `home`. Each leading separator goes one level up: at `a::b`, `#x` is
 * `a::x` and `##x` is `x`. Undefined when it climbs above the root.
 */
export function absoluteId(reference: string, home: string): string | undefined {
  const normal = normalizeId(reference);
  let level = 0;
  while (normal.startsWith(separator, level * separator.length)) level++;
  if (level === 0) return normal;
  const rest = normal.slice(level * separator.length);
  const parts = home.split(separator);
  if (level > parts.length) return undefined;
  const parent = parts.slice(0, parts.length - level).join(separator);
  return parent === '' ? rest : `${parent}${separator}${rest}`;
}

const pathAndId = /^(.*\.(?:json5?|ya?ml))(?:(?:::|#)(.*))?$/i;

/**
 * Splits `path.json#id` into the file's path and the id. One of them may be empty: `net` is an id, `net.json` a path.
 */
export function splitPathId(text: string): [path: string, id: string] {
  const found = pathAndId.exec(text);
  return found ? [found[1] ?? '', normalizeId(found[2] ?? '')] : ['', normalizeId(text)];
}
