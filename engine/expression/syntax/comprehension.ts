import type { Clause, Comprehension, Expression } from './ast.js';
import { parseBitwise, parseDisjunction } from './operators.js';
import { syntaxError } from './syntax-error.js';
import { checkTarget } from './target.js';
import type { TokenStream } from './token-stream.js';

/** The clauses of a comprehension whose element has been read; `for` is next. */
export function parseClauses(
  stream: TokenStream,
  form: Comprehension['form'],
  element: Expression,
  value: Expression | undefined,
  start: number,
): Comprehension {
  stream.bindsNames = true;
  const clauses: Clause[] = [];
  while (stream.is('for') || stream.is('async')) {
    if (stream.is('async')) {
      const { start: at, end } = stream.next;
      syntaxError('asynchronous comprehension outside of an asynchronous function', at, { end });
    }
    stream.take();
    const target = parseTargets(stream);
    if (!stream.accept('in')) stream.refuse("expected 'in'");
    const iterable = parseDisjunction(stream);
    const conditions: Expression[] = [];
    while (stream.accept('if')) conditions.push(parseDisjunction(stream));
    clauses.push({ target, iterable, conditions });
  }
  return { kind: 'comprehension', form, element, value, clauses, locals: new Set(), start, end: stream.lastEnd };
}

/** What stands between `for` and `in`. */
function parseTargets(stream: TokenStream): Expression {
  const { start } = stream.next;
  const first = parseTarget(stream);
  if (!stream.is(',')) {
    if (first.kind === 'starred') {
      syntaxError('starred assignment target must be in a list or tuple', start, { end: first.end });
    }
    return checkTarget(first);
  }
  const items = [first];
  while (stream.accept(',')) {
    if (stream.is('in')) break;
    items.push(parseTarget(stream));
  }
  return checkTarget({ kind: 'tuple', items, start, end: stream.lastEnd });
}

function parseTarget(stream: TokenStream): Expression {
  const { start } = stream.next;
  if (!stream.accept('*')) return parseBitwise(stream);
  const value = parseBitwise(stream);
  return { kind: 'starred', value, start, end: value.end };
}
