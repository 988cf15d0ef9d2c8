import { readExpression, signLength, withinExpression } from '../../config/expression-text.js';
import { absoluteId, childId, referenceIn } from '../../config/id.js';
import type { ExpandedTree } from '../../config/macros.js';
import { type ConfigNode, isComponent, isExpression, type ScalarNode, type TextNode } from '../../config/node.js';
import type { Notice } from '../../config/notice.js';
import { nearest } from '../../errors/suggest.js';
import { BundleError, BundleErrors } from '../../errors.js';
import { builtins, forbiddenBuiltins } from '../../expression/builtins/index.js';
import type { Creator } from '../creator.js';
import { importedBy } from '../imports.js';
import { Items } from '../item.js';
import { checkComponent } from './check-component.js';
import { findCircles } from './circles.js';
import { freeNames } from './names.js';

/**
 * Every fault of a config that can be seen before anything is made, each with its place: those found since reading, then
 * those of each item in the order of the document, then circles of references.
 */
export function findFaults(tree: ExpandedTree, creator: Creator): BundleError[] {
  const items = new Items(tree.root);
  const check = new Check(items, creator);
  check.visit(tree.root, '', (node) => check.bindImport(node));
  check.visit(tree.root, '', (node, id) => check.item(node, id));
  return [...tree.problems, ...check.problems, ...findCircles(items)];
}

class Check {
  readonly problems: BundleError[] = [];
  readonly #bound: Set<string>;

  constructor(
    readonly items: Items,
    readonly creator: Creator,
  ) {
    this.#bound = new Set([...creator.globals.names(), ...builtins.keys()]);
  }

  /** Calls `look` for every node but descriptions, the outer before the inner. */
  visit(node: ConfigNode, id: string, look: (node: ConfigNode, id: string) => void): void {
    look(node, id);
    if (node.kind === 'sequence') {
      for (const [index, child] of node.items.entries()) this.visit(child, childId(id, index), look);
    } else if (node.kind === 'mapping') {
      for (const { key, node: child } of node.entries) {
        if (key !== '_desc_') this.visit(child, childId(id, key), look);
      }
    }
  }

  /** Imports bind names for every expression, so they come first. */
  bindImport(node: ConfigNode): void {
    if (!isExpression(node) || !node.value.includes('import')) return;
    try {
      const read = readExpression(node);
      if (read.kind === 'import') for (const { as } of read.bindings) this.#bound.add(as);
    } catch (error) {
      // It is told when its turn comes.
      if (!(error instanceof BundleError)) throw error;
    }
  }

  item(node: ConfigNode, id: string): void {
    if (isComponent(node)) {
      const notify = (notice: Notice): void => this.creator.notify(notice);
      this.problems.push(...checkComponent(node, id, this.creator.targets, this.items, notify));
    } else if (isExpression(node)) this.#expression(node, id);
    else if (node.kind === 'scalar' && typeof node.value === 'string') {
      const reference = referenceIn(node.value);
      if (reference !== undefined) this.#reference(node, id, reference, 0);
    }
  }

  #expression(node: TextNode, id: string): void {
    this.#collect(node, id, () => withinExpression(node, () => this.#parts(node, id)));
  }

  #parts(node: TextNode, id: string): void {
    const read = readExpression(node);
    if (read.kind === 'import') {
      for (const binding of read.bindings) {
        this.#collect(node, id, () => importedBy(node, binding, this.creator.targets.registry));
      }
      return;
    }
    for (const reference of read.references) this.#reference(node, id, reference.id, reference.start + signLength);
    for (const { name, start } of freeNames(read.expression)) {
      if (!this.#bound.has(name)) this.#unbound(node, id, name, start + signLength);
    }
  }

  #reference(node: ScalarNode, id: string, reference: string, start: number): void {
    // Relative ids that climb too high were found when macros were replaced.
    if (absoluteId(reference, node.home?.id ?? id) === undefined) return;
    this.#collect(node, id, () => this.items.referenced(node, id, reference, start));
  }

  #unbound(node: TextNode, id: string, name: string, start: number): void {
    const where = { id, position: node.positionWithin(start) };
    if (forbiddenBuiltins.has(name)) {
      const what = { family: 'expression', code: 'not_allowed', what: `"${name}"` } as const;
      this.problems.push(new BundleError({ ...what, fix: forbiddenBuiltins.get(name) }, where));
      return;
    }
    const near = nearest(name, this.#bound);
    const fix =
      near === undefined ? `refer to an item with @${name}, or add "$import ${name}"` : `did you mean "${near}"?`;
    const message = `name '${name}' is not defined`;
    const failure = { family: 'expression', code: 'python_exception', pythonName: 'NameError', message, fix } as const;
    this.problems.push(new BundleError(failure, where));
  }

  #collect(node: ConfigNode, id: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof BundleErrors)
        this.problems.push(...error.errors.map((each) => each.at({ id, position: node.position })));
      else if (error instanceof BundleError) this.problems.push(error.at({ id, position: node.position }));
      else throw error;
    }
  }
}
