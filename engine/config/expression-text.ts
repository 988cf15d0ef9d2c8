import { BundleError } from '../errors.js';
import {
  type Expression,
  type ImportBinding,
  parseExpression,
  parseImport,
  type Reference,
  references,
} from '../expression/index.js';
import type { ScalarNode, TextNode } from './node.js';

/** What stands after the `$`: an expression with its references in the order written, or imports. */
export type ExpressionText =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly references: readonly Reference[] }
  | { readonly kind: 'import'; readonly bindings: readonly ImportBinding[] };

/** The characters before the expression itself: `$`. */
export const signLength = 1;

const known = new WeakMap<ScalarNode, ExpressionText>();

/**
 * The expression or import that a node holds.
 * @throws BundleError expression_syntax, at its place
 */
export function readExpression(node: TextNode): ExpressionText {
  let text = known.get(node);
  if (!text) {
    text = withinExpression(node, () => parse(node.value.slice(signLength)));
    known.set(node, text);
  }
  return text;
}

function parse(source: string): ExpressionText {
  const bindings = source.includes('import') ? parseImport(source) : null;
  if (bindings) return { kind: 'import', bindings };
  const expression = parseExpression(source);
  return { kind: 'expression', expression, references: source.includes('@') ? references(expression) : [] };
}

/** Runs work on an expression; its failure is given the place of the failing part. */
export function withinExpression<T>(node: TextNode, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      // A sum of a hundred thousand terms, say: as deep a tree as it is long.
      const failure = { family: 'expression', code: 'budget_exceeded', resource: 'depth' } as const;
      throw new BundleError(failure, { position: node.position, cause: error });
    }
    if (!(error instanceof BundleError) || error.failure.family !== 'expression') throw error;
    const { offset } = error.failure;
    throw offset === undefined ? error : error.at({ position: node.positionWithin(offset + signLength) });
  }
}
