import type { ConfigNode } from '../config/node.js';
import { type Item, Items, itemId } from './item.js';
import { needsOf } from './needs.js';

/** The ids of all items that these items need, directly or through others, themselves included. */
export function neededBy(root: ConfigNode, ids: Iterable<string>): Set<string> {
  const items = new Items(root);
  const needed = new Set<string>();
  const seen = new Set<ConfigNode>();
  const open: Item[] = [];
  for (const id of ids) {
    const found = items.find(itemId(id));
    if ('node' in found) open.push(found);
  }
  for (let item = open.pop(); item; item = open.pop()) {
    needed.add(item.id);
    if (seen.has(item.node)) continue;
    seen.add(item.node);
    open.push(...needsOf(items, item));
  }
  return needed;
}
