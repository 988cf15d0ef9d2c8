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
import type { Reference } from '../expression/index.js';
import { Dict, type Value } from '../values/index.js';
import type { Item, Items } from './item.js';
import type { Mode } from './mode.js';

/**
 * The resolving of one item, as a coroutine: it yields each item it needs and is given that item's value. The resolver
 * drives it, keeps the values, and sees circles; so chains of references may be of any length.
 */
export type Steps = Generator<Item, Value, Value>;

/** What the steps ask of their resolver. */
export interface Workshop {
  readonly items: Items;
  readonly mode: Mode;
  /** The value of an item that is already resolved, and for which nothing has to wait. */
  known(node: ConfigNode): Value | undefined;
  /** Keeps the value of an item. */
  keep(node: ConfigNode, value: Value): void;
  /** The value of an expression, given the values of its references in the order written. */
  evaluate(node: TextNode, references: readonly Value[]): Value;
  instantiate(node: MappingNode, id: string, content: ReadonlyMap<Value, Value>): Value;
}

/** A failure of an item that was resolved at once, inside of another. */
export class InnerFailure {
  constructor(
    readonly item: Item,
    readonly cause: unknown,
  ) {}
}

/** Resolves an item. */
export function* resolveItem(workshop: Workshop, item: Item): Steps {
  const { node, id } = item;
  if (isComponent(node)) return yield* resolveComponent(workshop, node, id);
  if (isExpression(node)) return yield* resolveExpression(workshop, node, id);
  if (node.kind !== 'scalar') return yield* resolveContainer(workshop, node, id);
  const target = referenced(workshop, node, id);
  return target ? yield target : node.value;
}

/** A mapping or list with everything in it resolved. Components without a value (disabled ones) are left out. */
function* resolveContainer(workshop: Workshop, node: MappingNode | SequenceNode, id: string): Steps {
  if (node.kind === 'mapping') {
    const dict = new Dict();
    const { entries } = node;
    // Index loops in the resolver: iterators allocate, and most configs are resolved before the compiler sees that.
    for (let place = 0; place < entries.length; place++) {
      const entry = entries[place];
      if (!entry) continue;
      const { key, node: child } = entry;
      let value = readyValue(workshop, child, key, id);
      if (value === undefined) value = yield* resolveChild(workshop, child, childId(id, key));
      if (value !== null || !isComponent(child)) dict.set(key, value);
    }
    return dict;
  }
  const list: Value[] = [];
  const { items } = node;
  for (let index = 0; index < items.length; index++) {
    const child = items[index];
    if (!child) continue;
    let value = readyValue(workshop, child, index, id);
    if (value === undefined) value = yield* resolveChild(workshop, child, childId(id, index));
    if (value !== null || !isComponent(child)) list.push(value);
  }
  return list;
}

/** A component's content resolved, and the component made from it. */
function* resolveComponent(workshop: Workshop, node: MappingNode, id: string): Steps {
  const content = new Map<Value, Value>();
  const makes = workshop.mode.instantiate;
  for (const { key, node: child } of node.entries) {
    let value = readyValue(workshop, child, key, id);
    if (value === undefined) value = yield* resolveChild(workshop, child, childId(id, key));
    if (value !== null || !isComponent(child) || !makes) content.set(key, value);
  }
  return makes ? workshop.instantiate(node, id, content) : new Dict(content);
}

/** A value inside of another: components and expressions are items of their own, anything else is made afresh. */
function* resolveChild(workshop: Workshop, node: ConfigNode, id: string): Steps {
  if (isComponent(node) || isExpression(node)) return yield { node, id };
  if (node.kind !== 'scalar') return yield* resolveContainer(workshop, node, id);
  const target = referenced(workshop, node, id);
  return target ? yield target : node.value;
}

function* resolveExpression(workshop: Workshop, node: TextNode, id: string): Steps {
  if (!workshop.mode.evalExpr) return absoluteText(node, id);
  const references = referencesOf(node);
  const values = Array<Value>(references.length).fill(null);
  for (const [index, { id: reference, start }] of references.entries()) {
    const target = workshop.items.referenced(node, id, reference, start + signLength);
    const known = knownOrPlain(workshop, target.node);
    values[index] = known === undefined ? yield target : known;
  }
  return workshop.evaluate(node, values);
}

/** The value of a child without a coroutine, where nothing has to be made first: true of most. */
function readyValue(workshop: Workshop, node: ConfigNode, key: Value, parent: string): Value | undefined {
  // `_desc_` is for people and is never evaluated.
  if (key === '_desc_') return contentOf(node);
  if (node.kind !== 'scalar') return undefined;
  if (isPlain(node)) return node.value;
  const id = childId(parent, key);
  const item = isExpression(node) ? { node, id } : referenced(workshop, node, id);
  return item ? atOnce(workshop, item) : node.value;
}

/** The value of an item that is known, or that needs only what is known. */
function atOnce(workshop: Workshop, item: Item): Value | undefined {
  const { node, id } = item;
  const known = knownOrPlain(workshop, node);
  if (known !== undefined || !isExpression(node) || !workshop.mode.evalExpr) return known;
  try {
    const references = referencesOf(node);
    const values = Array<Value>(references.length).fill(null);
    for (let index = 0; index < references.length; index++) {
      const reference = references[index];
      if (!reference) continue;
      const target = workshop.items.referenced(node, id, reference.id, reference.start + signLength);
      const value = knownOrPlain(workshop, target.node);
      if (value === undefined) return undefined;
      values[index] = value;
    }
    workshop.keep(node, workshop.evaluate(node, values));
  } catch (cause) {
    throw new InnerFailure(item, cause);
  }
  // Not if it is a Promise: the resolver waits for that.
  return workshop.known(node);
}

function knownOrPlain(workshop: Workshop, node: ConfigNode): Value | undefined {
  const known = workshop.known(node);
  return known === undefined && node.kind === 'scalar' && isPlain(node) ? node.value : known;
}

/** Whether a scalar is neither reference nor expression. */
function isPlain({ value }: ScalarNode): boolean {
  return typeof value !== 'string' || !(value.startsWith('@') || value.startsWith('$'));
}

function referencesOf(node: TextNode): readonly Reference[] {
  const read = readExpression(node);
  return read.kind === 'expression' ? read.references : [];
}

/** The item that a text refers to as a whole, `@id`. */
function referenced(workshop: Workshop, node: ScalarNode, id: string): Item | undefined {
  const reference = typeof node.value === 'string' ? referenceIn(node.value) : undefined;
  return reference === undefined ? undefined : workshop.items.referenced(node, id, reference);
}
