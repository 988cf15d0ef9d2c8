import { BundleError, fail } from '../errors.js';
import { normalizeId, separator } from './id.js';
import { kindOf, type SourceLayer } from './layer.js';
import { type Entry, keyPosition, type MappingNode } from './node.js';
import { lookUp, type MergedTree, putAt, putEntry } from './tree.js';

/** Starts a key that merges instead of replacing. */
const mergeSign = '+';

/**
 * Puts layers together, later over earlier, by MONAI's rules: the top-level keys of each layer apply in the order
 * written; a key with `::` or `#` reaches into what is there, and its parent must exist; `+key` updates a mapping one
 * level deep or extends a list. Mistakes become problems of the tree, so that all of them can be told at once. The
 * nodes of the layers move into the tree.
 */
export function mergeLayers(layers: readonly SourceLayer[], into: MergedTree): MergedTree {
  for (const layer of layers) {
    into.problems.push(...layer.problems);
    into.notices.push(...layer.notices);
    collect(into, () => mergeLayer(into, layer));
  }
  return into;
}

function mergeLayer(tree: MergedTree, { root, source }: SourceLayer): void {
  if (root.kind !== 'mapping') {
    const got = kindOf(root);
    fail({ family: 'config', code: 'config_not_mapping', path: source.file, got }, { position: root.position });
  }
  for (const entry of root.entries) collect(tree, () => mergeEntry(tree, entry));
}

/** Runs one piece of work; a failure becomes a problem of the tree. */
function collect(tree: MergedTree, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    tree.problems.push(error);
  }
}

/**
 * Applies one top-level key with its value.
 * @throws BundleError empty_key, merge_mismatch, unknown_id, index_out_of_range, invalid_index, not_a_container
 */
export function mergeEntry(tree: MergedTree, entry: Entry): void {
  const { key } = entry;
  if (typeof key !== 'string') {
    if (tree.root.kind === 'mapping') putEntry(tree.root, entry);
    return;
  }
  const merges = key.startsWith(mergeSign);
  const id = normalizeId(merges ? key.slice(1) : key);
  try {
    if (id.split(separator).includes('')) fail({ family: 'config', code: 'empty_key', key });
    if (merges) mergeAt(tree, id, key, entry);
    else putAt(tree, id, entry.node, entry);
  } catch (error) {
    throw error instanceof BundleError ? error.at({ id, position: keyPosition(entry) }) : error;
  }
}

function mergeAt(tree: MergedTree, id: string, key: string, entry: Entry): void {
  const target = lookUp(tree.root, id);
  const { node } = entry;
  if ('failure' in target) {
    putAt(tree, id, node, entry);
    tree.notices.push({ code: 'merge_into_nothing', id, position: keyPosition(entry) });
  } else if (target.kind === 'mapping' && node.kind === 'mapping') updateMapping(target, node);
  else if (target.kind === 'sequence' && node.kind === 'sequence') target.items.push(...node.items);
  else {
    const related = [{ note: 'the value to merge into', position: target.position }];
    fail({ family: 'config', code: 'merge_mismatch', key, into: kindOf(target), got: kindOf(node) }, { related });
  }
}

/** Python's `dict.update`: one level, new keys at the end. */
function updateMapping(target: MappingNode, node: MappingNode): void {
  for (const entry of node.entries) putEntry(target, entry);
}
