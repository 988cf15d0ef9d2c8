import { ellipsis } from '../../values/index.js';
import type { Expression } from './ast.js';
import { parseCall } from './call.js';
import { parseBraces, parseBrackets, parseParentheses } from './display.js';
import { readStrings } from './strings.js';
import { parseSubscript } from './subscript.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** An atom with the attributes, calls and subscripts that follow it. */
export function parsePrimary(stream: TokenStream): Expression {
  const { start } = stream.next;
  let node = parseAtom(stream);
  for (;;) {
    if (stream.next.kind !== 'operator') return node;
    if (stream.accept('.')) node = parseAttribute(stream, node, start);
    else if (stream.is('(')) node = parseCall(stream, node, start);
    else if (stream.is('[')) node = parseSubscript(stream, node, start);
    else return node;
  }
}

function parseAttribute(stream: TokenStream, object: Expression, start: number): Expression {
  const { kind, text, end } = stream.next;
  if (kind !== 'name') stream.refuse('invalid syntax', "a name follows the '.'");
  stream.take();
  return { kind: 'attribute', object, name: text, start, end };
}

function parseAtom(stream: TokenStream): Expression {
  const token = stream.next;
  const { kind, text, start, end } = token;
  switch (kind) {
    case 'name':
      stream.take();
      return { kind: 'name', name: text, start, end };
    case 'number':
      stream.take();
      return { kind: 'constant', value: token.value, start, end };
    case 'string':
      return readStrings(stream);
    case 'reference':
      if (!/[^:#]/.test(text)) stream.refuse("an id must follow '@'");
      stream.take();
      return { kind: 'reference', id: text.replaceAll('#', '::'), written: text, start, end };
    case 'keyword':
      return parseKeyword(stream);
    case 'operator':
      if (text === '(') return parseParentheses(stream);
      if (text === '[') return parseBrackets(stream);
      if (text === '{') return parseBraces(stream);
      if (text === '...') {
        stream.take();
        return { kind: 'constant', value: ellipsis, start, end };
      }
      return stream.refuse();
    default:
      return stream.refuse();
  }
}

function parseKeyword(stream: TokenStream): Expression {
  const { text, start, end } = stream.next;
  if (text === 'True' || text === 'False' || text === 'None') {
    stream.take();
    return { kind: 'constant', value: text === 'None' ? null : text === 'True', start, end };
  }
  if (text === 'await') syntaxError("'await' outside function", start, { end });
  return stream.refuse();
}
