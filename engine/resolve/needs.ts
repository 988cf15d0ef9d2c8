import { readExpression } from '../config/expression-text.js';
import { childId, referenceIn } from '../config/id.js';
import { type ConfigNode, isComponent, isExpression } from '../config/node.js';
import { BundleError } from '../errors.js';
import type { Item, Items } from './item.js';

/**
 * The items that an item needs before it can be resolved, as `resolveItem` asks for them: what it refers to, and the
 * components and expressions inside of it. References that name nothing are left out.
 */
export function needsOf(items: Items, { node, id }: Item): Item[] {
  const needs: Item[] = [];
  if (isExpression(node)) addReferences(items, node, id, needs);
  else if (node.kind === 'scalar') addChild(items, node, id, needs);
  else addInside(items, node, id, needs);
  return needs;
}

function addInside(items: Items, node: ConfigNode, id: string, needs: Item[]): void {
  if (node.kind === 'sequence') {
    for (const [index, child] of node.items.entries()) addChild(items, child, childId(id, index), needs);
  } else if (node.kind === 'mapping') {
    for (const { key, node: child } of node.entries) {
      if (key !== '_desc_') addChild(items, child, childId(id, key), needs);
    }
  }
}

function addChild(items: Items, node: ConfigNode, id: string, needs: Item[]): void {
  if (isComponent(node) || isExpression(node)) needs.push({ node, id });
  else if (node.kind !== 'scalar') addInside(items, node, id, needs);
  else if (typeof node.value === 'string') {
    const reference = referenceIn(node.value);
    if (reference !== undefined) addReference(items, node, id, reference, needs);
  }
}

function addReferences(items: Items, node: ConfigNode, id: string, needs: Item[]): void {
  if (!isExpression(node)) return;
  try {
    const read = readExpression(node);
    if (read.kind === 'import') return;
    for (const reference of read.references) addReference(items, node, id, reference.id, needs);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
  }
}

function addReference(items: Items, node: ConfigNode, id: string, reference: string, needs: Item[]): void {
  if (node.kind !== 'scalar') return;
  try {
    needs.push(items.referenced(node, id, reference));
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
  }
}
