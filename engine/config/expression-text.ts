import { BundleError } from '../errors.js';
import type { Expression, Reference } from '../expression/syntax/ast.js';
import { parseExpression } from '../expression/syntax/parse-expression.js';
import { references } from '../expression/syntax/references.js';
import type { ScalarNode, TextNode } from './node.js';

/** An expression of a config, read. */
export interface ExpressionText {
  readonly expression: Expression;
  /** Its references, in the order written. */
  readonly references: readonly Reference[];
}

const read = new WeakMap<ScalarNode, ExpressionText>();

/** The characters before the expression itself: `$`. */
export const signLength = 1;

/**
 * The expression that a node holds.
 * @throws BundleError expression_syntax, at the node's place
 */
export function readExpression(node: TextNode): ExpressionText {
  let text = read.get(node);
  if (!text) {
    try {
      const expression = parseExpression(node.value.slice(signLength));
      text = { expression, references: references(expression) };
    } catch (error) {
      throw withinExpression(error, node);
    }
    read.set(node, text);
  }
  return text;
}

/** The error with the place of the failing part in the config, if it is known. */
export function withinExpression(error: unknown, node: TextNode): unknown {
  if (!(error instanceof BundleError) || error.failure.family !== 'expression') return error;
  const { offset } = error.failure;
  return offset === undefined ? error : error.at({ position: node.positionWithin(offset + signLength) });
}
