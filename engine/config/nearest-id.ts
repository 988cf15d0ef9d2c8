import { nearest } from '../errors/suggest.js';
import { childId, separator, splitId } from './id.js';
import type { ConfigNode } from './node.js';

/** An id of the config that `id` may have meant: a part with a slip, or the same name in another section. */
export function nearestId(root: ConfigNode, id: string): string | undefined {
  return correctedId(root, id) ?? nearestOf(root, id);
}

/** Looking through all ids of a large config, for each of many mistakes, would take long. */
const mostIds = 3000;

function nearestOf(root: ConfigNode, id: string): string | undefined {
  const ids: string[] = [];
  for (const candidate of allIds(root)) {
    if (candidate.endsWith(separator + id)) return candidate;
    if (ids.push(candidate) === mostIds) break;
  }
  return nearest(id, ids);
}

/** The id with the first part that does not exist put right, if the rest then exists. */
function correctedId(root: ConfigNode, id: string): string | undefined {
  let at: ConfigNode | undefined = root;
  let behind = '';
  for (const part of splitId(id)) {
    if (!at) return undefined;
    let found: string | undefined = part;
    if (!child(at, part)) found = at.kind === 'mapping' ? nearest(part, at.keys()) : undefined;
    if (found === undefined) return undefined;
    at = child(at, found);
    behind = childId(behind, found);
  }
  return at && behind !== id ? behind : undefined;
}

function child(node: ConfigNode, part: string): ConfigNode | undefined {
  if (node.kind === 'mapping') return node.get(part);
  return node.kind === 'sequence' && /^[0-9]+$/.test(part) ? node.items[Number(part)] : undefined;
}

function* allIds(node: ConfigNode, id = ''): Generator<string> {
  if (id !== '') yield id;
  if (node.kind === 'mapping') {
    for (const { key, node: value } of node.entries) yield* allIds(value, childId(id, key));
  } else if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) yield* allIds(item, childId(id, index));
  }
}
