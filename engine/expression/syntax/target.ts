import type { Expression } from './ast.js';
import { nameOf } from './expressions.js';
import { syntaxError } from './syntax-error.js';

/** Checks that a `for` can assign to `node`; returns it. */
export function checkTarget(node: Expression): Expression {
  switch (node.kind) {
    case 'name':
      if (node.name === '__debug__') syntaxError('cannot assign to __debug__', node.start, { end: node.end });
      return node;
    case 'attribute':
    case 'subscript':
      return node;
    case 'starred':
      checkTarget(node.value);
      return node;
    case 'tuple':
    case 'list':
      for (const item of node.items) checkTarget(item);
      if (node.items.filter((item) => item.kind === 'starred').length > 1) {
        syntaxError('multiple starred expressions in assignment', node.start, { end: node.end });
      }
      return node;
    default:
      return syntaxError(`cannot assign to ${nameOf(node)}`, node.start, { end: node.end });
  }
}
