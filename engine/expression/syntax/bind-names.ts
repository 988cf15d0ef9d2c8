import { type Comprehension, children, type Expression, type Lambda } from './ast.js';
import { syntaxError } from './syntax-error.js';

/** A block of names; `undefined` stands for the expression itself, whose names are global. */
interface Block {
  readonly node: Lambda | Comprehension | undefined;
  readonly parent: Block | undefined;
  /** Whether the nodes visited are the iterable of a comprehension, where `:=` is refused. */
  readonly inIterable: boolean;
  /** Names that `:=` has bound from inside of this comprehension so far. */
  readonly assigned: Set<string>;
}

/**
 * Decides which names are local to which lambda or comprehension, by Python's rules, and refuses what Python refuses:
 * `:=` on a comprehension's own variable or in its iterable.
 */
export function bindNames(expression: Expression): void {
  visit(expression, { node: undefined, parent: undefined, inIterable: false, assigned: new Set() });
}

function visit(node: Expression, block: Block): void {
  switch (node.kind) {
    case 'lambda':
      for (const parameter of node.parameters) {
        node.locals.add(parameter.name);
        if (parameter.default) visit(parameter.default, block);
      }
      visit(node.body, { node, parent: block, inIterable: block.inIterable, assigned: new Set() });
      return;
    case 'comprehension':
      visitComprehension(node, block);
      return;
    case 'walrus':
      bindWalrus(node.name, node, block);
      visit(node.value, block);
      return;
    default:
      for (const child of children(node)) visit(child, block);
  }
}

function visitComprehension(node: Comprehension, outer: Block): void {
  const inner: Block = { node, parent: outer, inIterable: outer.inIterable, assigned: new Set() };
  node.clauses.forEach(({ target, iterable, conditions }, index) => {
    const reader = index === 0 ? outer : inner;
    visit(iterable, { ...reader, inIterable: true });
    bindTarget(target, inner, node.locals);
    for (const condition of conditions) visit(condition, inner);
  });
  if (node.value) visit(node.value, inner);
  visit(node.element, inner);
}

function bindTarget(target: Expression, block: Block, locals: Set<string>): void {
  switch (target.kind) {
    case 'name':
      if (block.assigned.has(target.name)) {
        syntaxError(
          `comprehension inner loop cannot rebind assignment expression target '${target.name}'`,
          target.start,
          {
            end: target.end,
          },
        );
      }
      locals.add(target.name);
      return;
    case 'starred':
      bindTarget(target.value, block, locals);
      return;
    case 'tuple':
    case 'list':
      for (const item of target.items) bindTarget(item, block, locals);
      return;
    default:
      for (const child of children(target)) visit(child, block);
  }
}

function bindWalrus(name: string, node: Expression, block: Block): void {
  if (block.inIterable) {
    syntaxError('assignment expression cannot be used in a comprehension iterable expression', node.start, {
      end: node.end,
    });
  }
  let at = block;
  while (at.node?.kind === 'comprehension' && at.parent) {
    if (at.node.locals.has(name)) {
      syntaxError(`assignment expression cannot rebind comprehension iteration variable '${name}'`, node.start, {
        end: node.end,
      });
    }
    at.assigned.add(name);
    at = at.parent;
  }
  if (at.node?.kind === 'lambda') at.node.locals.add(name);
}
