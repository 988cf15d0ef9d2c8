import { readNumber } from './number-literal.js';
import { skipString, stringPrefix } from './string-literal.js';
import { syntaxError } from './syntax-error.js';
import { keywords, type Token } from './token.js';

const asciiName = /[A-Za-z_][A-Za-z0-9_]*/y;
const anyName = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
const startsString = /['"rRbBfFuU]/;
const idAfterAt = /[\p{L}\p{N}_]*(?:(?:::|#)[\p{L}\p{N}_]*)*/uy;
const operators = [
  ...['**=', '//=', '>>=', '<<=', '...'],
  ...['**', '//', '>>', '<<', '<=', '>=', '==', '!=', '->', ':=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<>'],
  ...['+', '-', '*', '/', '%', '&', '|', '^', '~', '<', '>', '(', ')', '[', ']', '{', '}', ',', ':', '.', ';', '='],
];
const operatorsByStart = new Map<string, string[]>();
for (const operator of operators) {
  const start = operator.charAt(0);
  operatorsByStart.set(start, [...(operatorsByStart.get(start) ?? []), operator]);
}
const closes: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** CPython's limit on open brackets. */
const deepestNesting = 200;

/**
 * Splits the part of `source` from `start` to `end` into tokens; the last one is `end`. Inside of brackets line ends
 * are blank space, outside of them they are tokens. With `enclosed` the whole part counts as inside (an f-string's
 * braces).
 */
export function tokenize(source: string, start = 0, end = source.length, enclosed = false): Token[] {
  const tokens: Token[] = [];
  const open: { bracket: string; at: number }[] = [];
  let at = start;
  const push = (kind: Token['kind'], stop: number, text: string, value: Token['value'] = null): void => {
    tokens.push({ kind, text, start: at, end: stop, value });
    at = stop;
  };
  while (at < end) {
    const char = source.charAt(at);
    if (char >= 'a' && char <= 'z' && !startsString.test(char)) {
      const end = asciiNameEnd(source, at);
      if (end > at) {
        const text = source.slice(at, end);
        push(keywords.has(text) ? 'keyword' : 'name', end, text);
        continue;
      }
    }
    if (char === ' ' || char === '\t' || char === '\f') at++;
    else if (char === '\n' || char === '\r') {
      const stop = char === '\r' && source.charAt(at + 1) === '\n' ? at + 2 : at + 1;
      if (enclosed || open.length > 0) at = stop;
      else push('newline', stop, '\n');
    } else if (char === '#') {
      while (at < end && source.charAt(at) !== '\n' && source.charAt(at) !== '\r') at++;
    } else if (char === '\\') at = continueLine(source, at, end);
    else if (isDigit(char) || (char === '.' && isDigit(source.charAt(at + 1)))) {
      const number = readNumber(source, at);
      push('number', number.end, source.slice(at, number.end), number.value);
    } else if (char === '@') {
      idAfterAt.lastIndex = at + 1;
      const id = idAfterAt.exec(source)?.[0] ?? '';
      push('reference', at + 1 + id.length, id);
    } else if (startsString.test(char) && stringPrefix(source, at) !== undefined) {
      const stop = skipString(source, at, end);
      push('string', stop, source.slice(at, stop));
    } else {
      const name = nameAt(source, at);
      if (name !== undefined) {
        const text = name.normalize('NFKC');
        push(keywords.has(text) ? 'keyword' : 'name', at + name.length, text);
        continue;
      }
      const operator = operatorAt(source, at);
      if (operator.length === 1) trackBracket(operator, at, open);
      push('operator', at + operator.length, operator);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) {
    syntaxError(`'${unclosed.bracket}' was never closed`, unclosed.at, { end: unclosed.at + 1 });
  }
  push('end', end, '');
  return tokens;
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

/** Where a name ends that is known to start at `at`; `at` itself where it has letters beyond ASCII. */
function asciiNameEnd(source: string, at: number): number {
  let end = at;
  for (;;) {
    const code = source.charCodeAt(end);
    if (code >= 128) return at;
    const isWord =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
    if (!isWord) return end;
    end++;
  }
}

function nameAt(source: string, at: number): string | undefined {
  asciiName.lastIndex = at;
  const ascii = asciiName.exec(source)?.[0];
  const next = source.charCodeAt(at + (ascii?.length ?? 0));
  if (!(next >= 128)) return ascii;
  anyName.lastIndex = at;
  return anyName.exec(source)?.[0] ?? ascii;
}

function operatorAt(source: string, at: number): string {
  for (const operator of operatorsByStart.get(source.charAt(at)) ?? []) {
    if (source.startsWith(operator, at)) return operator;
  }
  const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
  const end = at + char.length;
  if (char === '!') syntaxError('invalid syntax', at, { end, fix: "write 'not x', or 'x != y'" });
  if (char === '$') {
    syntaxError('invalid syntax', at, { end, fix: 'the $ stands only once, before the expression' });
  }
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  syntaxError(`invalid character '${char}' (U+${code})`, at, { end });
}

function trackBracket(operator: string, at: number, open: { bracket: string; at: number }[]): void {
  if (operator === '(' || operator === '[' || operator === '{') {
    if (open.length >= deepestNesting) syntaxError('too many nested parentheses', at);
    open.push({ bracket: operator, at });
    return;
  }
  const opening = closes[operator];
  if (!opening) return;
  const last = open.pop();
  if (!last) syntaxError(`unmatched '${operator}'`, at, { end: at + 1 });
  if (last.bracket !== opening) {
    syntaxError(`closing parenthesis '${operator}' does not match opening parenthesis '${last.bracket}'`, at, {
      end: at + 1,
    });
  }
}

/** The offset behind a backslash and the line end that it joins. */
function continueLine(source: string, at: number, end: number): number {
  const lineEnd = /\r\n|\n|\r/y;
  lineEnd.lastIndex = at + 1;
  const match = lineEnd.exec(source)?.[0];
  if (match === undefined) syntaxError('unexpected character after line continuation character', at + 1);
  const next = at + 1 + match.length;
  if (next >= end) syntaxError('unexpected end of the expression after a backslash', at);
  return next;
}
