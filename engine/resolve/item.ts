import { absoluteId, childId, normalizeId, referenceIn, separator } from '../config/id.js';
import { pythonKey } from '../config/key.js';
import { nearestId } from '../config/nearest-id.js';
import { type ConfigNode, isComponent, isExpression, type ScalarNode } from '../config/node.js';
import { fail, type Where } from '../errors.js';

/** A place in the config that can be resolved: any node, under its id. */
export interface Item {
  readonly id: string;
  readonly node: ConfigNode;
}

/** Where the search for an id ended: the last node on the way, its id, and the parts left over. */
export interface DeadEnd {
  readonly last: Item;
  readonly rest: readonly string[];
}

/**
 * The item of an id, by the rules of references: keys as they are, indices from 0. A key that holds `::` itself is found
 * too.
 */
export function findItem(root: ConfigNode, id: string): Item | DeadEnd {
  let at = root;
  let behind = '';
  let parts = id === '' ? [] : id.split(separator);
  while (parts.length > 0) {
    const found = findChild(at, parts);
    if (!found) return { last: { id: behind, node: at }, rest: parts };
    at = found.node;
    behind = childId(behind, found.key);
    parts = parts.slice(found.taken);
  }
  return { id: behind, node: at };
}

function findChild(node: ConfigNode, parts: readonly string[]) {
  const [part = ''] = parts;
  if (node.kind === 'sequence') {
    const item = /^(?:0|[1-9][0-9]*)$/.test(part) ? node.items[Number(part)] : undefined;
    return item && { node: item, key: part, taken: 1 };
  }
  if (node.kind === 'scalar') return undefined;
  for (let taken = 1; taken <= parts.length; taken++) {
    const key = taken === 1 ? part : parts.slice(0, taken).join(separator);
    const child = node.get(key);
    if (child) return { node: child, key, taken };
  }
  for (const { key, node: child } of node.entries.values()) {
    if (typeof key !== 'string' && pythonKey(key) === part) return { node: child, key: part, taken: 1 };
  }
  return undefined;
}

/**
 * The item that a reference written in `node` means. `reference` is the text after the `@`, `start` the place of the `@`
 * in the text.
 * @throws BundleError missing_reference, reference_into_result, relative_id_out_of_range
 */
export function findReferenced(root: ConfigNode, node: ScalarNode, id: string, reference: string, start = 0): Item {
  const { home } = node;
  const where = (): Where => ({ id, position: node.positionWithin(start) });
  const absolute = absoluteId(reference, home?.id ?? id);
  if (absolute === undefined) {
    return fail({ family: 'config', code: 'relative_id_out_of_range', reference: `@${reference}`, id }, where());
  }
  const found = findItem(root, absolute);
  if ('node' in found) return found;
  const inCopy = home?.copied && moved(absolute, home.copied.from, home.copied.to);
  if (inCopy !== undefined && reference !== absolute) {
    const copied = findItem(root, inCopy);
    if ('node' in copied) return copied;
  }
  return fail(missing(root, absolute, found), where());
}

/** A relative id in text from another file means the copy's own part, where the config has nothing under that id. */
function moved(id: string, from: string, to: string): string | undefined {
  if (from === '') return childId(to, id);
  return id.startsWith(from + separator) ? to + id.slice(from.length) : undefined;
}

function missing(root: ConfigNode, reference: string, { last, rest }: DeadEnd) {
  if (last.id !== '' && isResult(last.node)) {
    const path = rest.map((part) =>
      /^[0-9]+$/.test(part) ? `[${part}]` : isComponent(last.node) ? `.${part}` : `['${part}']`,
    );
    const instead = `$@${last.id}${path.join('')}`;
    return { family: 'config', code: 'reference_into_result', reference, item: last.id, instead } as const;
  }
  return { family: 'config', code: 'missing_reference', reference, suggestion: nearestId(root, reference) } as const;
}

/** Whether the item's value is known only when it is resolved. */
function isResult(node: ConfigNode): boolean {
  if (isComponent(node) || isExpression(node)) return true;
  return node.kind === 'scalar' && typeof node.value === 'string' && referenceIn(node.value) !== undefined;
}

/** An id given by the caller, in the form items have. */
export function itemId(id: string | number): string {
  return normalizeId(id).trim();
}
