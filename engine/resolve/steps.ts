import { absoluteText } from '../config/absolute-text.js';
import { contentOf } from '../config/content.js';
import { readExpression, signLength } from '../config/expression-text.js';
import { childId, referenceIn } from '../config/id.js';
import {
  type ConfigNode,
  isComponent,
  isExpression,
  type MappingNode,
  type ScalarNode,
  type SequenceNode,
  type TextNode,
} from '../config/node.js';
import { Dict, type Value } from '../values/index.js';
import { findReferenced, type Item } from './item.js';
import type { Mode } from './mode.js';

/**
 * The resolving of one item, as a coroutine: it yields each item it needs and is given that item's value. The resolver
 * drives it, keeps the values, and sees circles; so chains of references may be of any length.
 */
export type Steps = Generator<Item, Value, Value>;

/** What the steps ask of their resolver. */
export interface Workshop {
  readonly root: ConfigNode;
  readonly mode: Mode;
  /** The value of an item that is already resolved. */
  known(node: ConfigNode): Value | undefined;
  evaluate(node: TextNode, references: ReadonlyMap<string, Value>): Value;
  instantiate(node: MappingNode, id: string, content: ReadonlyMap<Value, Value>): Value;
}

/** Resolves an item. */
export function* resolveItem(workshop: Workshop, { node, id }: Item): Steps {
  if (isComponent(node)) return yield* resolveComponent(workshop, node, id);
  if (isExpression(node)) return yield* resolveExpression(workshop, node, id);
  if (node.kind !== 'scalar') return yield* resolveContainer(workshop, node, id);
  const target = referenced(workshop, node, id);
  return target ? (workshop.known(target.node) ?? (yield target)) : node.value;
}

/** A mapping or list with everything in it resolved. Components without a value (disabled ones) are left out. */
function* resolveContainer(workshop: Workshop, node: MappingNode | SequenceNode, id: string): Steps {
  if (node.kind === 'mapping') {
    const dict = new Dict();
    for (const { key, node: child } of node.entries.values()) {
      let value = plainValue(child, key);
      if (value === undefined) value = yield* resolveChild(workshop, child, childId(id, key));
      if (value !== null || !isComponent(child)) dict.set(key, value);
    }
    return dict;
  }
  const list: Value[] = [];
  for (const [index, child] of node.items.entries()) {
    let value = plainValue(child, index);
    if (value === undefined) value = yield* resolveChild(workshop, child, childId(id, index));
    if (value !== null || !isComponent(child)) list.push(value);
  }
  return list;
}

/** The value of what needs no resolving: a scalar that is neither reference nor expression, or words for people. */
function plainValue(node: ConfigNode, key: Value): Value | undefined {
  // `_desc_` is never evaluated.
  if (key === '_desc_') return contentOf(node);
  if (node.kind !== 'scalar') return undefined;
  const { value } = node;
  return typeof value === 'string' && (value.startsWith('@') || value.startsWith('$')) ? undefined : value;
}

/** A value inside of another: components and expressions are items of their own, anything else is made afresh. */
function* resolveChild(workshop: Workshop, node: ConfigNode, id: string): Steps {
  if (isComponent(node) || isExpression(node)) return workshop.known(node) ?? (yield { node, id });
  if (node.kind !== 'scalar') return yield* resolveContainer(workshop, node, id);
  const target = referenced(workshop, node, id);
  return target ? (workshop.known(target.node) ?? (yield target)) : node.value;
}

/** The item that a text refers to as a whole, `@id`. */
function referenced(workshop: Workshop, node: ScalarNode, id: string): Item | undefined {
  const reference = typeof node.value === 'string' ? referenceIn(node.value) : undefined;
  if (reference === undefined) return undefined;
  return findReferenced(workshop.root, node, id, reference);
}

function* resolveComponent(workshop: Workshop, node: MappingNode, id: string): Steps {
  const content = new Map<Value, Value>();
  for (const { key, node: child } of node.entries.values()) {
    let value = plainValue(child, key);
    if (value === undefined) value = yield* resolveChild(workshop, child, childId(id, key));
    if (value !== null || !isComponent(child) || !workshop.mode.instantiate) content.set(key, value);
  }
  return workshop.mode.instantiate ? workshop.instantiate(node, id, content) : new Dict(content);
}

function* resolveExpression(workshop: Workshop, node: TextNode, id: string): Steps {
  if (!workshop.mode.evalExpr) return absoluteText(node, id);
  const read = readExpression(node);
  const values = new Map<string, Value>();
  for (const reference of read.kind === 'expression' ? read.references : []) {
    if (values.has(reference.id)) continue;
    const target = findReferenced(workshop.root, node, id, reference.id, reference.start + signLength);
    values.set(reference.id, workshop.known(target.node) ?? (yield target));
  }
  return workshop.evaluate(node, values);
}
