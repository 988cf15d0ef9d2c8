import type { ConfigFailure } from '../errors/config.js';
import { nearest } from '../errors/suggest.js';
import { type BundleError, fail } from '../errors.js';
import { normalizeId, separator, splitId, splitLast } from './id.js';
import { pythonKey } from './key.js';
import { kindOf } from './layer.js';
import { type ConfigNode, type Entry, MappingNode, type SequenceNode } from './node.js';
import type { Notice } from './notice.js';
import type { Source } from './source.js';

/** Layers put together, macros not yet replaced: the second state of a config. */
export class MergedTree {
  constructor(
    public root: ConfigNode,
    /** Faults found so far that did not stop the work; checking the tree reports them with its own. */
    readonly problems: BundleError[] = [],
    readonly notices: Notice[] = [],
  ) {}

  static empty(source: Source): MergedTree {
    return new MergedTree(new MappingNode(source, 0));
  }
}

/** Nothing is at an id. Why is found out only when somebody asks, since suggestions take time. */
export class Miss {
  constructor(readonly explain: () => ConfigFailure) {}

  get failure(): ConfigFailure {
    return this.explain();
  }
}

/**
 * The node at an id, by MONAI's rules of look-up: keys of mappings (spaces around them do not count), indices of lists
 * (`-1` is the last).
 */
export function lookUp(root: ConfigNode, id: string): ConfigNode | Miss {
  let at = root;
  let behind = '';
  for (const part of splitId(id)) {
    const next = step(at, part, id, behind);
    if ('failure' in next) return next;
    at = next;
    behind = behind === '' ? part : `${behind}${separator}${part}`;
  }
  return at;
}

/** One part of an id further. `behind` is the id of `at`. */
export function step(at: ConfigNode, part: string, id: string, behind: string): ConfigNode | Miss {
  switch (at.kind) {
    case 'mapping': {
      const found = at.get(part) ?? at.get(part.trim()) ?? byKeyText(at, part);
      return found ?? new Miss(() => unknownId(at, part, id, behind));
    }
    case 'sequence': {
      const index = pythonIndex(part);
      if (index === undefined) {
        return new Miss(() => ({ family: 'config', code: 'invalid_index', id, part, inLookUp: true }));
      }
      const { length } = at.items;
      const found = at.items[index < 0 ? index + length : index];
      return found ?? new Miss(() => ({ family: 'config', code: 'index_out_of_range', id, index, length }));
    }
    case 'scalar':
      return new Miss(() => {
        return { family: 'config', code: 'not_a_container', id, part, got: kindOf(at), inLookUp: true };
      });
  }
}

/** A key of YAML or TypeScript that is no string, by the text it has in ids. */
export function byKeyText(node: MappingNode, part: string): ConfigNode | undefined {
  return node.entries.find(({ key }) => typeof key !== 'string' && pythonKey(key) === part)?.node;
}

function unknownId(at: MappingNode, part: string, id: string, behind: string): ConfigFailure {
  const near = nearest(part, at.keys());
  const suggestion = near === undefined ? undefined : behind === '' ? near : `${behind}${separator}${near}`;
  return { family: 'config', code: 'unknown_id', id, part, suggestion };
}

/** What Python's `int()` makes of a part of an id. */
function pythonIndex(part: string): number | undefined {
  const text = part.trim();
  return /^[-+]?[0-9]+(?:_[0-9]+)*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/** Where a key is written. */
type KeyPlace = Pick<Entry, 'source' | 'keyOffset'>;

/**
 * Puts a node at an id whose parent exists, and lets it remember what it replaced. `key` tells where the key is written.
 * @throws BundleError unknown_id, index_out_of_range, invalid_index, not_a_container
 */
export function putAt(tree: MergedTree, id: string, node: ConfigNode, key?: KeyPlace): void {
  const normal = normalizeId(id);
  if (normal === '') {
    replace(tree.root, node);
    tree.root = node;
    return;
  }
  const [parentId, last] = splitLast(normal);
  const parent = lookUp(tree.root, parentId);
  if ('failure' in parent) {
    const { failure } = parent;
    fail(failure.code === 'unknown_id' ? { ...failure, id: normal } : failure);
  }
  const { source, keyOffset } = key ?? { source: node.source, keyOffset: node.offset };
  if (parent.kind === 'mapping') putEntry(parent, { key: last, source, keyOffset, node });
  else if (parent.kind === 'sequence') putItem(parent, last, normal, node);
  else
    fail({ family: 'config', code: 'not_a_container', id: normal, part: last, got: kindOf(parent), inLookUp: false });
}

function putItem(parent: SequenceNode, part: string, id: string, node: ConfigNode): void {
  const index = pythonIndex(part);
  if (index === undefined) fail({ family: 'config', code: 'invalid_index', id, part, inLookUp: false });
  const { length } = parent.items;
  const place = index < 0 ? index + length : index;
  const old = parent.items[place];
  if (!old) fail({ family: 'config', code: 'index_out_of_range', id, index, length });
  replace(old, node);
  parent.items[place] = node;
}

/** Sets an entry of a mapping, and lets its value remember what it replaced. */
export function putEntry(parent: MappingNode, entry: Entry): void {
  const text = typeof entry.key === 'string' ? entry.key : undefined;
  const old = text === undefined ? undefined : parent.entry(text);
  if (old) replace(old.node, entry.node);
  parent.set(entry);
}

function replace(old: ConfigNode, node: ConfigNode): void {
  if (old === node) return;
  node.remember({ replaced: old });
}
