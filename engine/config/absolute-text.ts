import { BundleError } from '../errors.js';
import { readExpression, signLength } from './expression-text.js';
import { absoluteId, referenceIn } from './id.js';
import { isExpression, type ScalarNode, type TextNode } from './node.js';

/** The text of a node with its relative ids written out: at `a::b`, `@#x` becomes `@a::x`. */
export function absoluteText(node: ScalarNode, id: string): ScalarNode['value'] {
  const { value: text } = node;
  if (typeof text !== 'string' || !/@(?:#|::)/.test(text)) return text;
  const home = node.home?.id ?? id;
  const whole = referenceIn(text);
  if (whole !== undefined) return `@${absoluteId(whole, home) ?? whole}`;
  if (!isExpression(node)) return text;
  let rewritten = '';
  let done = 0;
  for (const { written, start, end } of referencesOf(node)) {
    rewritten += `${text.slice(done, start + signLength)}@${absoluteId(written, home) ?? written}`;
    done = end + signLength;
  }
  return rewritten + text.slice(done);
}

/** The references of an expression; none while it is not valid Python. */
function referencesOf(node: TextNode) {
  try {
    return readExpression(node).references;
  } catch (error) {
    if (error instanceof BundleError) return [];
    throw error;
  }
}
