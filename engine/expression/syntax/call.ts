import type { Expression, Keyword } from './ast.js';
import { parseClauses } from './comprehension.js';
import { parseExpressionNode, parseNamed } from './expressions.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** The call whose `(` is next. */
export function parseCall(stream: TokenStream, callee: Expression, start: number): Expression {
  stream.take();
  const positional: Expression[] = [];
  const keywords: Keyword[] = [];
  while (!stream.is(')')) {
    parseArgument(stream, positional, keywords);
    if (!stream.accept(',')) break;
  }
  if (!stream.is(')')) stream.refuse('invalid syntax', "separate arguments with ','");
  const { end } = stream.take();
  return { kind: 'call', callee, positional, keywords, start, end };
}

function parseArgument(stream: TokenStream, positional: Expression[], keywords: Keyword[]): void {
  const { kind, text, start, end } = stream.next;
  if (stream.accept('**')) {
    const value = parseExpressionNode(stream);
    keywords.push({ name: undefined, value, start, end: value.end });
    return;
  }
  if (stream.accept('*')) {
    if (keywords.some(({ name }) => name === undefined)) {
      syntaxError('iterable argument unpacking follows keyword argument unpacking', start, { end });
    }
    const value = parseExpressionNode(stream);
    positional.push({ kind: 'starred', value, start, end: value.end });
    return;
  }
  if ((kind === 'name' || kind === 'keyword') && stream.ahead(1).text === '=') {
    parseKeyword(stream, keywords);
    return;
  }
  const value = parseNamed(stream);
  if (stream.is('for') || stream.is('async')) {
    const generator = parseGenerator(stream, value, positional.length + keywords.length > 0);
    positional.push(generator);
    return;
  }
  if (stream.is('=')) {
    stream.refuse('expression cannot contain assignment', `a keyword argument is a plain name; or compare with '=='`);
  }
  if (keywords.length > 0) {
    const unpacked = keywords.some(({ name }) => name === undefined);
    syntaxError(`positional argument follows keyword argument${unpacked ? ' unpacking' : ''}`, start, {
      end: value.end,
      fix: text ? 'put positional arguments first' : undefined,
    });
  }
  positional.push(value);
}

function parseKeyword(stream: TokenStream, keywords: Keyword[]): void {
  const { kind, text, start, end } = stream.take();
  if (kind === 'keyword' || text === '__debug__') syntaxError(`cannot assign to ${text}`, start, { end });
  stream.take();
  if (keywords.some(({ name }) => name === text)) syntaxError(`keyword argument repeated: ${text}`, start, { end });
  const value = parseExpressionNode(stream);
  if (stream.is('for')) {
    stream.refuse("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 'put the generator into parentheses');
  }
  keywords.push({ name: text, value, start, end: value.end });
}

function parseGenerator(stream: TokenStream, element: Expression, hasOthers: boolean): Expression {
  const generator = parseClauses(stream, 'generator', element, undefined, element.start);
  if (hasOthers || !stream.is(')')) {
    syntaxError('Generator expression must be parenthesized', element.start, {
      end: generator.end,
      fix: 'put it into parentheses of its own',
    });
  }
  return generator;
}
