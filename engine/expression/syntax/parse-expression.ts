import { BundleError } from '../../errors.js';
import type { Expression } from './ast.js';
import { bindNames } from './bind-names.js';
import { parseWhole } from './expressions.js';
import { TokenStream } from './token-stream.js';
import { tokenize } from './tokenize.js';

const cache = new Map<string, Expression>();
const cacheSize = 4096;

/**
 * Parses a `$` expression (without the `$`): Python 3.11's expression language, plus references (`@id`). Blank space and
 * line ends around it are ignored.
 *
 * @param options.offset added to the offset of a failure, where the expression stands inside of a longer text; nodes
 *   count from the expression's own start
 * @throws BundleError `expression_syntax`, or `budget_exceeded` (depth) for one that is nested too deeply
 */
export function parseExpression(source: string, options: { offset?: number } = {}): Expression {
  const known = cache.get(source);
  if (known) return known;
  try {
    const stream = new TokenStream(source, tokenize(source));
    const expression = parseWhole(stream);
    if (stream.bindsNames) bindNames(expression);
    if (cache.size >= cacheSize) cache.clear();
    cache.set(source, expression);
    return expression;
  } catch (error) {
    throw located(error, options.offset ?? 0);
  }
}

function located(error: unknown, offset: number): unknown {
  if (error instanceof RangeError) {
    return new BundleError({ family: 'expression', code: 'budget_exceeded', resource: 'depth', offset });
  }
  if (offset === 0 || !(error instanceof BundleError) || error.failure.family !== 'expression') return error;
  const { failure } = error;
  return new BundleError({
    ...failure,
    offset: (failure.offset ?? 0) + offset,
    ...(failure.end === undefined ? {} : { end: failure.end + offset }),
  });
}
