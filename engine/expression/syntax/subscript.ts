import type { Expression } from './ast.js';
import { isWalrusNext, parseExpressionNode, parseNamed } from './expressions.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** The subscript whose `[` is next. */
export function parseSubscript(stream: TokenStream, object: Expression, start: number): Expression {
  const bracket = stream.take();
  if (stream.is(']')) {
    syntaxError('invalid syntax', bracket.start, { end: stream.next.end, fix: 'an index stands between [ and ]' });
  }
  const inside = stream.next.start;
  const items = [parseItem(stream)];
  let isTuple = items[0]?.kind === 'starred';
  while (stream.accept(',')) {
    isTuple = true;
    if (stream.is(']')) break;
    items.push(parseItem(stream));
  }
  if (!stream.is(']')) stream.refuse();
  const [first] = items;
  const index: Expression = !isTuple && first ? first : { kind: 'tuple', items, start: inside, end: stream.lastEnd };
  const { end } = stream.take();
  return { kind: 'subscript', object, index, start, end };
}

function parseItem(stream: TokenStream): Expression {
  const { start } = stream.next;
  if (stream.accept('*')) {
    const value = parseExpressionNode(stream);
    return { kind: 'starred', value, start, end: value.end };
  }
  if (isWalrusNext(stream)) return parseNamed(stream);
  const first = stream.is(':') ? undefined : parseNamed(stream);
  if (!stream.accept(':')) return first ?? stream.refuse();
  const last = parsePart(stream);
  const step = stream.accept(':') ? parsePart(stream) : undefined;
  return { kind: 'slice', first, last, step, start, end: stream.lastEnd };
}

function parsePart(stream: TokenStream): Expression | undefined {
  return stream.is(':') || stream.is(',') || stream.is(']') ? undefined : parseExpressionNode(stream);
}
