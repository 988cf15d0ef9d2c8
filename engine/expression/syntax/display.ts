import type { DictDisplay, Expression } from './ast.js';
import { parseClauses } from './comprehension.js';
import { isWalrusNext, parseElement, parseExpressionNode } from './expressions.js';
import { parseBitwise } from './operators.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** A group, a tuple or a generator expression; `(` is next. */
export function parseParentheses(stream: TokenStream): Expression {
  const { start } = stream.take();
  if (stream.is(')')) return { kind: 'tuple', items: [], start, end: stream.take().end };
  if (stream.is('yield')) syntaxError("'yield' outside function", stream.next.start, { end: stream.next.end });
  const first = parseElement(stream);
  if (isForNext(stream)) {
    refuseStar(first, 'iterable unpacking cannot be used in comprehension');
    const generator = parseClauses(stream, 'generator', first, undefined, start);
    return { ...generator, end: close(stream, ')') };
  }
  if (!stream.is(',')) {
    refuseStar(first, 'cannot use starred expression here');
    close(stream, ')');
    return first;
  }
  const items = parseMore(stream, first, ')');
  return { kind: 'tuple', items, start, end: close(stream, ')') };
}

/** A list display or comprehension; `[` is next. */
export function parseBrackets(stream: TokenStream): Expression {
  const { start } = stream.take();
  if (stream.is(']')) return { kind: 'list', items: [], start, end: stream.take().end };
  const first = parseElement(stream);
  if (isForNext(stream)) {
    refuseStar(first, 'iterable unpacking cannot be used in comprehension');
    const comprehension = parseClauses(stream, 'list', first, undefined, start);
    return { ...comprehension, end: close(stream, ']') };
  }
  const items = parseMore(stream, first, ']');
  return { kind: 'list', items, start, end: close(stream, ']') };
}

/** A dict or set display or comprehension; `{` is next. */
export function parseBraces(stream: TokenStream): Expression {
  const { start } = stream.take();
  if (stream.is('}')) return { kind: 'dict', entries: [], start, end: stream.take().end };
  if (stream.is('**')) return parseDict(stream, start);
  const isWalrus = isWalrusNext(stream);
  const first = parseElement(stream);
  if (stream.is(':') && !isWalrus && first.kind !== 'starred') return parseDict(stream, start, first);
  if (isForNext(stream)) {
    refuseStar(first, 'iterable unpacking cannot be used in comprehension');
    const comprehension = parseClauses(stream, 'set', first, undefined, start);
    return { ...comprehension, end: close(stream, '}') };
  }
  const items = parseMore(stream, first, '}');
  return { kind: 'set', items, start, end: close(stream, '}') };
}

function parseDict(stream: TokenStream, start: number, firstKey?: Expression): Expression {
  const entries: DictDisplay['entries'][number][] = [];
  let key = firstKey;
  do {
    if (stream.is('}')) break;
    entries.push(parseEntry(stream, key));
    key = undefined;
    if (entries.length === 1 && isForNext(stream)) return parseDictComprehension(stream, entries[0], start);
  } while (stream.accept(','));
  if (isForNext(stream)) refuseLooseTarget(stream, start);
  return { kind: 'dict', entries, start, end: close(stream, '}') };
}

function parseEntry(stream: TokenStream, firstKey: Expression | undefined): DictDisplay['entries'][number] {
  if (!firstKey && stream.accept('**')) return { key: undefined, value: parseBitwise(stream) };
  const key = firstKey ?? parseExpressionNode(stream);
  if (!stream.accept(':')) stream.refuse("':' expected after dictionary key");
  if (stream.is('*')) stream.refuse('cannot use a starred expression in a dictionary value');
  if (stream.isAny('}', ',')) stream.refuse("expression expected after dictionary key and ':'");
  return { key, value: parseExpressionNode(stream) };
}

function parseDictComprehension(
  stream: TokenStream,
  entry: DictDisplay['entries'][number] | undefined,
  start: number,
): Expression {
  if (!entry?.key) syntaxError('dict unpacking cannot be used in dict comprehension', start);
  const comprehension = parseClauses(stream, 'dict', entry.key, entry.value, start);
  return { ...comprehension, end: close(stream, '}') };
}

/** The elements behind the first one. */
function parseMore(stream: TokenStream, first: Expression, closing: string): Expression[] {
  const items = [first];
  while (stream.accept(',')) {
    if (stream.is(closing)) break;
    items.push(parseElement(stream));
  }
  if (isForNext(stream)) refuseLooseTarget(stream, first.start);
  return items;
}

function close(stream: TokenStream, closing: string): number {
  if (!stream.is(closing)) stream.refuse('invalid syntax', `a ',' or '${closing}' is missing before it`);
  return stream.take().end;
}

function isForNext(stream: TokenStream): boolean {
  return stream.is('for') || (stream.is('async') && stream.ahead(1).text === 'for');
}

function refuseStar(element: Expression, problem: string): void {
  if (element.kind === 'starred') syntaxError(problem, element.start, { end: element.end });
}

function refuseLooseTarget(stream: TokenStream, start: number): never {
  syntaxError('did you forget parentheses around the comprehension target?', start, { end: stream.next.start });
}
