import type { ConfigNode } from '../../config/node.js';
import { BundleError } from '../../errors.js';
import type { Item, Items } from '../item.js';
import { needsOf } from '../needs.js';

interface Visit {
  readonly item: Item;
  readonly needs: readonly Item[];
  next: number;
}

/** Every circle of references, each told once, at the item that closes it. */
export function findCircles(items: Items): BundleError[] {
  const { root } = items;
  const circles: BundleError[] = [];
  const seen = new Set<ConfigNode>([root]);
  const open = new Set<ConfigNode>([root]);
  const begin = (item: Item): Visit => ({ item, needs: needsOf(items, item), next: 0 });
  const visits = [begin({ node: root, id: '' })];
  for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
    const needed = visit.needs[visit.next++];
    if (!needed) {
      open.delete(visit.item.node);
      visits.pop();
    } else if (open.has(needed.node)) {
      circles.push(circle(visits, needed));
    } else if (!seen.has(needed.node)) {
      seen.add(needed.node);
      open.add(needed.node);
      visits.push(begin(needed));
    }
  }
  return circles;
}

function circle(visits: readonly Visit[], { node, id }: Item): BundleError {
  const items = visits.map((visit) => visit.item);
  const round = items.slice(items.findIndex((item) => item.node === node));
  const last = items.at(-1);
  return new BundleError(
    { family: 'config', code: 'circular_reference', cycle: [...round.map((item) => item.id), id] },
    { id: last?.id, position: last?.node.position, chain: round.map((item) => item.id) },
  );
}
