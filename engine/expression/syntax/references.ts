import { children, type Expression, type Reference } from './ast.js';

/** All `@id` in an expression, in the order of the source; an id that is used twice is listed twice. */
export function references(expression: Expression): Reference[] {
  const found: Reference[] = [];
  const pending: Expression[] = [expression];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'reference') found.push(node);
    else for (const child of children(node)) pending.push(child);
  }
  return found.sort((a, b) => a.start - b.start);
}
