import { BundleError } from '../errors.js';
import { readExpression, signLength } from './expression-text.js';
import { absoluteId, referenceIn } from './id.js';
import { isExpression, type ScalarNode } from './node.js';

/** A reference with a relative id, `@#x`: the id as written, and its place in the text. */
interface RelativeReference {
  readonly written: string;
  /** Of the `@`, and of the character after the id. */
  readonly start: number;
  readonly end: number;
}

const none: readonly RelativeReference[] = [];

/** The references with relative ids in a node: the text as a whole, or those of its expression. */
export function relativeReferences(node: ScalarNode): readonly RelativeReference[] {
  const { value: text } = node;
  if (typeof text !== 'string' || !(text.includes('@#') || text.includes('@::'))) return none;
  const whole = referenceIn(text);
  if (whole !== undefined) return [{ written: whole, start: 0, end: text.length }];
  return referencesOf(node)
    .filter(({ id }) => id.startsWith('::'))
    .map(({ written, start, end }) => ({ written, start: start + signLength, end: end + signLength }));
}

/** The references of an expression; none while it is not valid Python. */
function referencesOf(node: ScalarNode) {
  if (!isExpression(node)) return [];
  try {
    const read = readExpression(node);
    return read.kind === 'expression' ? read.references : [];
  } catch (error) {
    if (error instanceof BundleError) return [];
    throw error;
  }
}

/** The value of a node, with the relative ids of a text written out: at `a::b`, `@#x` becomes `@a::x`. */
export function absoluteText(node: ScalarNode, id: string): ScalarNode['value'] {
  const { value: text } = node;
  if (typeof text !== 'string') return text;
  const home = node.home?.id ?? id;
  let rewritten = '';
  let done = 0;
  for (const { written, start, end } of relativeReferences(node)) {
    rewritten += `${text.slice(done, start)}@${absoluteId(written, home) ?? written}`;
    done = end;
  }
  return rewritten + text.slice(done);
}
