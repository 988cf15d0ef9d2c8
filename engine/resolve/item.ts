import { absoluteId, childId, normalizeId, referenceIn, separator } from '../config/id.js';
import { nearestId } from '../config/nearest-id.js';
import { type ConfigNode, isComponent, isExpression, type ScalarNode } from '../config/node.js';
import { byKeyText } from '../config/tree.js';
import { fail } from '../errors.js';

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

/** The items of a config. */
export class Items {
  readonly #found = new Map<string, Item>();

  constructor(readonly root: ConfigNode) {}

  /**
   * The item of an id, by the rules of references: keys as they are, indices from 0. A key that holds `::` itself is
   * found too.
   */
  find(id: string): Item | DeadEnd {
    const known = this.#found.get(id);
    if (known) return known;
    const found = findItem(this.root, id);
    if ('node' in found) this.#found.set(id, found);
    return found;
  }

  /**
   * The item that a reference written in `node` means. `reference` is the text after the `@`, `start` the place of the
   * `@` in the text.
   * @throws BundleError missing_reference, reference_into_result, relative_id_out_of_range
   */
  referenced(node: ScalarNode, id: string, reference: string, start = 0): Item {
    const { home } = node;
    const absolute = absoluteId(reference, home?.id ?? id);
    if (absolute === undefined) {
      const failure = { family: 'config', code: 'relative_id_out_of_range', reference: `@${reference}`, id } as const;
      return fail(failure, { id, position: node.positionWithin(start) });
    }
    const found = this.find(absolute);
    if ('node' in found) return found;
    const inCopy = home?.copied && moved(absolute, home.copied.from, home.copied.to);
    if (inCopy !== undefined && reference !== absolute) {
      const copied = this.find(inCopy);
      if ('node' in copied) return copied;
    }
    return fail(missing(this.root, absolute, found), { id, position: node.positionWithin(start) });
  }
}

function findItem(root: ConfigNode, id: string): Item | DeadEnd {
  if (id === '') return { id, node: root };
  const parts = id.split(separator);
  let at = root;
  for (let place = 0; place < parts.length; place++) {
    const next = childOf(at, parts[place] ?? '');
    if (!next) return findByJoinedKeys(at, parts, place);
    at = next;
  }
  return { id, node: at };
}

function childOf(node: ConfigNode, part: string): ConfigNode | undefined {
  if (node.kind === 'mapping') return node.get(part) ?? byKeyText(node, part);
  return node.kind === 'sequence' && /^(?:0|[1-9][0-9]*)$/.test(part) ? node.items[Number(part)] : undefined;
}

/** Goes on where a key consists of several parts of the id, from `place` on. */
function findByJoinedKeys(node: ConfigNode, parts: readonly string[], place: number): Item | DeadEnd {
  const id = parts.join(separator);
  if (node.kind === 'mapping') {
    for (let end = place + 2; end <= parts.length; end++) {
      const child = node.get(parts.slice(place, end).join(separator));
      const found = child && findItem(child, parts.slice(end).join(separator));
      if (found && 'node' in found) return { id, node: found.node };
    }
  }
  return { last: { id: parts.slice(0, place).join(separator), node }, rest: parts.slice(place) };
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
