import type { Expression } from './ast.js';
import { parseLambda } from './lambda.js';
import { parseBitwise, parseDisjunction } from './operators.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** The whole of a `$` expression: one expression, or a tuple without parentheses. */
export function parseWhole(stream: TokenStream): Expression {
  skipLineEnds(stream);
  const { start } = stream.next;
  const first = parseExpressionNode(stream);
  const expression = stream.is(',') ? parseTupleTail(stream, first, start, parseExpressionNode) : first;
  skipLineEnds(stream);
  if (stream.next.kind !== 'end') refuseRest(stream, expression);
  return expression;
}

/** What stands in the braces of an f-string, which is read as if it were in parentheses. */
export function parseEnclosed(stream: TokenStream): Expression {
  const { start } = stream.next;
  const first = parseElement(stream);
  if (stream.is(',')) {
    const tuple = parseTupleTail(stream, first, start, parseElement);
    if (stream.next.kind !== 'end') stream.refuse();
    return tuple;
  }
  if (first.kind === 'starred') syntaxError("can't use starred expression here", first.start, { end: first.end });
  if (stream.next.kind !== 'end') stream.refuse();
  return first;
}

function parseTupleTail(
  stream: TokenStream,
  first: Expression,
  start: number,
  item: (stream: TokenStream) => Expression,
): Expression {
  const items = [first];
  while (stream.accept(',')) {
    if (stream.next.kind === 'end' || stream.next.kind === 'newline') break;
    items.push(item(stream));
  }
  return { kind: 'tuple', items, start, end: stream.lastEnd };
}

function skipLineEnds(stream: TokenStream): void {
  while (stream.next.kind === 'newline') stream.take();
}

function refuseRest(stream: TokenStream, before: Expression): never {
  if (stream.is(':=')) stream.refuse('invalid syntax', 'put the assignment expression into parentheses');
  if (stream.is('=') && before.kind === 'name') {
    stream.refuse(
      'invalid syntax',
      "an expression has no statements; compare with '==', or bind a name with (name := …)",
    );
  }
  if (before.kind === 'name' && before.name === 'print') {
    stream.refuse("missing parentheses in a call to 'print'", 'write print(…)');
  }
  stream.refuse();
}

/** `expression` of Python's grammar: a conditional, a lambda, or what they are made of. */
export function parseExpressionNode(stream: TokenStream): Expression {
  if (stream.is('lambda')) return parseLambda(stream);
  const yes = parseDisjunction(stream);
  if (!stream.accept('if')) return yes;
  const condition = parseDisjunction(stream);
  if (!stream.accept('else')) stream.refuse("expected 'else' after 'if' expression", 'add else and the other value');
  const no = parseExpressionNode(stream);
  return { kind: 'conditional', condition, yes, no, start: yes.start, end: no.end };
}

/** Whether an assignment expression without parentheses is next. */
export function isWalrusNext(stream: TokenStream): boolean {
  const { next } = stream;
  return (next.kind === 'name' || next.kind === 'keyword') && stream.ahead(1).text === ':=';
}

/** `named_expression`: an expression or `name := expression`. */
export function parseNamed(stream: TokenStream): Expression {
  if (!isWalrusNext(stream)) {
    const expression = parseExpressionNode(stream);
    if (stream.is(':=')) {
      stream.refuse(`cannot use assignment expressions with ${nameOf(expression)}`, 'assign to a plain name');
    }
    return expression;
  }
  const target = stream.take();
  if (target.kind === 'keyword' || target.text === '__debug__') {
    syntaxError(`cannot use assignment expressions with ${target.text}`, target.start, { end: target.end });
  }
  stream.take();
  const value = parseExpressionNode(stream);
  stream.bindsNames = true;
  return { kind: 'walrus', name: target.text, value, start: target.start, end: value.end };
}

/** `star_named_expression`: what can stand in a display. */
export function parseElement(stream: TokenStream): Expression {
  if (!stream.is('*')) return parseNamed(stream);
  const { start } = stream.take();
  const value = parseBitwise(stream);
  return { kind: 'starred', value, start, end: value.end };
}

/** What CPython calls a node in its messages. */
export function nameOf(node: Expression): string {
  switch (node.kind) {
    case 'constant':
      if (node.value === null) return 'None';
      if (typeof node.value === 'boolean') return node.value ? 'True' : 'False';
      return 'literal';
    case 'name':
      return 'name';
    case 'reference':
      return 'reference';
    case 'formatted':
      return 'f-string expression';
    case 'list':
    case 'tuple':
      return node.kind;
    case 'set':
      return 'set display';
    case 'dict':
      return 'dict literal';
    case 'comprehension':
      return node.form === 'generator' ? 'generator expression' : `${node.form} comprehension`;
    case 'call':
      return 'function call';
    case 'comparison':
      return 'comparison';
    case 'conditional':
      return 'conditional expression';
    case 'walrus':
      return 'named expression';
    case 'lambda':
    case 'attribute':
    case 'subscript':
    case 'starred':
      return node.kind;
    default:
      return 'expression';
  }
}
