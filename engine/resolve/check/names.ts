import { children, type Expression, type Name } from '../../expression/syntax/ast.js';

/** Names that an expression uses and does not bind itself, in the order of the source. */
export function freeNames(expression: Expression): Name[] {
  const bound = new Set<string>();
  bindAssigned(expression, bound);
  const free: Name[] = [];
  collect(expression, bound, free);
  return free.sort((a, b) => a.start - b.start);
}

/** `:=` may bind in the scope around a comprehension, so what it binds anywhere counts as bound everywhere. */
function bindAssigned(node: Expression, bound: Set<string>): void {
  if (node.kind === 'walrus') bound.add(node.name);
  for (const child of children(node)) bindAssigned(child, bound);
}

function collect(node: Expression, bound: ReadonlySet<string>, free: Name[]): void {
  if (node.kind === 'name') {
    if (!bound.has(node.name)) free.push(node);
    return;
  }
  const inner = node.kind === 'lambda' || node.kind === 'comprehension' ? new Set([...bound, ...node.locals]) : bound;
  for (const child of children(node)) collect(child, inner, free);
}
