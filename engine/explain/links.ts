import { readExpression, signLength } from '../config/expression-text.js';
import { absoluteId, childId, referenceIn, splitPathId } from '../config/id.js';
import { type ConfigNode, isExpression, type ScalarNode } from '../config/node.js';
import { BundleError, type Position } from '../errors.js';
import { Items } from '../resolve/item.js';

/** One value of a config that names another. */
export interface Link {
  /** The id of the value that names. */
  readonly from: string;
  /** The id that is named; `other.json#id` for a copy out of another file. */
  readonly to: string;
  /** A reference, in an expression or alone, or a macro. */
  readonly how: 'reference' | 'macro';
  /** As written: `@train#dataset`, `%train#dataset`. */
  readonly text: string;
  readonly position: Position;
  /** Whether there is such an id. */
  readonly found: boolean;
}

/** Every reference and macro of a config whose macros are replaced, in the order of the document. */
export function linksOf(root: ConfigNode): Link[] {
  const items = new Items(root);
  const links: Link[] = [];
  const visit = (node: ConfigNode, id: string, outer: ConfigNode | undefined): void => {
    if (node.copiedBy && node.copiedBy !== outer?.copiedBy) links.push(copyLink(node.copiedBy, id));
    if (node.kind === 'scalar') links.push(...referenceLinks(items, node, id));
    else if (node.kind === 'sequence') {
      for (const [index, child] of node.items.entries()) visit(child, childId(id, index), node);
    } else {
      for (const { key, node: child } of node.entries) if (key !== '_desc_') visit(child, childId(id, key), node);
    }
  };
  visit(root, '', undefined);
  return links;
}

function copyLink(macro: ScalarNode, id: string): Link {
  const text = String(macro.value);
  const [path, target] = splitPathId(text.slice(1));
  const to = path === '' ? (absoluteId(target, id) ?? target) : `${path}#${target}`;
  return { from: id, to, how: 'macro', text, position: macro.position, found: true };
}

function referenceLinks(items: Items, node: ScalarNode, id: string): Link[] {
  return referencesIn(node).map(({ written, start }) => {
    const link = { from: id, how: 'reference', text: `@${written}`, position: node.positionWithin(start) } as const;
    try {
      return { ...link, to: items.referenced(node, id, written, start).id, found: true };
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      return { ...link, to: absoluteId(written, node.home?.id ?? id) ?? written, found: false };
    }
  });
}

function referencesIn(node: ScalarNode): readonly { readonly written: string; readonly start: number }[] {
  if (typeof node.value !== 'string') return [];
  const whole = referenceIn(node.value);
  if (whole !== undefined) return [{ written: whole, start: 0 }];
  if (!isExpression(node)) return [];
  try {
    const read = readExpression(node);
    if (read.kind === 'import') return [];
    return read.references.map(({ written, start }) => ({ written, start: start + signLength }));
  } catch (error) {
    // An expression that is not valid Python refers to nothing; the check tells of it.
    if (error instanceof BundleError) return [];
    throw error;
  }
}
