import type { BinaryOperator, Comparison, ComparisonOperator, Expression } from './ast.js';
import { parsePrimary } from './primary.js';
import type { TokenStream } from './token-stream.js';

/** How tightly the binary operators bind; `**` stands apart. */
const strengths: ReadonlyMap<string, number> = new Map<BinaryOperator, number>([
  ['|', 1],
  ['^', 2],
  ['&', 3],
  ['<<', 4],
  ['>>', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['//', 6],
  ['%', 6],
]);

/** `a or b`, and everything that binds more tightly. */
export function parseDisjunction(stream: TokenStream): Expression {
  return parseLogical(stream, 'or', parseConjunction);
}

function parseConjunction(stream: TokenStream): Expression {
  return parseLogical(stream, 'and', parseInversion);
}

function parseLogical(
  stream: TokenStream,
  operator: 'and' | 'or',
  parseOperand: (stream: TokenStream) => Expression,
): Expression {
  const first = parseOperand(stream);
  if (!stream.is(operator)) return first;
  const operands = [first];
  while (stream.accept(operator)) operands.push(parseOperand(stream));
  return { kind: 'logical', operator, operands, start: first.start, end: stream.lastEnd };
}

function parseInversion(stream: TokenStream): Expression {
  if (!stream.is('not')) return parseComparison(stream);
  const { start } = stream.take();
  const operand = parseInversion(stream);
  return { kind: 'unary', operator: 'not', operand, start, end: operand.end };
}

function parseComparison(stream: TokenStream): Expression {
  const first = parseBitwise(stream);
  let operator = acceptComparison(stream);
  if (!operator) return first;
  const rest: Comparison['rest'][number][] = [];
  while (operator) {
    rest.push({ operator, operand: parseBitwise(stream) });
    operator = acceptComparison(stream);
  }
  return { kind: 'comparison', first, rest, start: first.start, end: stream.lastEnd };
}

function acceptComparison(stream: TokenStream): ComparisonOperator | undefined {
  const { kind, text } = stream.next;
  if (kind !== 'operator' && kind !== 'keyword') return undefined;
  switch (text) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      stream.take();
      return text;
    case 'is':
      stream.take();
      return stream.accept('not') ? 'is not' : 'is';
    case 'not':
      if (stream.ahead(1).text !== 'in' || stream.ahead(1).kind !== 'keyword') return undefined;
      stream.take();
      stream.take();
      return 'not in';
    default:
      return undefined;
  }
}

/** `bitwise_or` of Python's grammar: binary operators by their strength. */
export function parseBitwise(stream: TokenStream, weakest = 1): Expression {
  let left = parseFactor(stream);
  for (;;) {
    const { kind, text } = stream.next;
    const strength = kind === 'operator' ? strengths.get(text) : undefined;
    if (strength === undefined || strength < weakest) return left;
    stream.take();
    const right = parseBitwise(stream, strength + 1);
    left = { kind: 'binary', operator: text as BinaryOperator, left, right, start: left.start, end: right.end };
  }
}

function parseFactor(stream: TokenStream): Expression {
  const { kind, text, start } = stream.next;
  if (kind === 'operator' && (text === '-' || text === '+' || text === '~')) {
    stream.take();
    const operand = parseFactor(stream);
    return { kind: 'unary', operator: text, operand, start, end: operand.end };
  }
  const base = parsePrimary(stream);
  if (!stream.accept('**')) return base;
  const exponent = parseFactor(stream);
  return { kind: 'binary', operator: '**', left: base, right: exponent, start: base.start, end: exponent.end };
}
