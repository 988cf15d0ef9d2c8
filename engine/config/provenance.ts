import type { Position } from '../errors.js';
import type { Value } from '../values/index.js';
import { contentOf } from './content.js';
import { splitId } from './id.js';
import type { ConfigNode } from './node.js';
import { lookUp } from './tree.js';

/** Where a value was written, and by which macro it was copied. */
export interface Origin {
  readonly value: Value;
  /** `position.layer` is the file or option that set it. */
  readonly position: Position;
  readonly macro?: { readonly text: string; readonly position: Position };
}

/** A value's origin and the values it replaced, the latest first. */
export interface Provenance extends Origin {
  readonly replaced: readonly Origin[];
}

/** Where the value at `id` comes from, or undefined when there is none. */
export function provenanceOf(root: ConfigNode, id: string): Provenance | undefined {
  const node = lookUp(root, id);
  if ('failure' in node) return undefined;
  const replaced: ConfigNode[] = [];
  history(root, splitId(id), replaced);
  return { ...originOf(node), replaced: replaced.map(originOf) };
}

function originOf(node: ConfigNode): Origin {
  const origin = { value: contentOf(node), position: node.position };
  const { copiedBy } = node;
  return copiedBy ? { ...origin, macro: { text: String(copiedBy.value), position: copiedBy.position } } : origin;
}

/** Collects the earlier values at `parts` below `node`: of the value itself, and of the sections that were replaced whole. */
function history(node: ConfigNode, parts: readonly string[], found: ConfigNode[]): void {
  const [part, ...rest] = parts;
  if (part === undefined) {
    for (let earlier = node.replaced; earlier; earlier = earlier.replaced) found.push(earlier);
    return;
  }
  const child = lookUp(node, part);
  if (!('failure' in child)) history(child, rest, found);
  for (let earlier = node.replaced; earlier; earlier = earlier.replaced) {
    const before = lookUp(earlier, parts.join('::'));
    if ('failure' in before) continue;
    found.push(before);
    const section = lookUp(earlier, part);
    if (!('failure' in section)) history(section, rest, found);
  }
}
