import { isPrintable } from '../text/string-repr.js';
import { readNumber } from './number-literal.js';
import { skipString, stringPrefix } from './string-literal.js';
import { syntaxError } from './syntax-error.js';
import { keywords, type Token } from './token.js';

const anyName = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
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
  return new Tokenizer(source, start, end, enclosed).run();
}

/** What a character can start. */
const Start = { other: 0, blank: 1, lineEnd: 2, letter: 3, digit: 4, quote: 5 } as const;

/** The kind of each ASCII character. */
const starts: readonly (typeof Start)[keyof typeof Start][] = Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[ \t\f]/.test(char)) return Start.blank;
  if (/[\n\r]/.test(char)) return Start.lineEnd;
  if (/[A-Za-z_]/.test(char)) return Start.letter;
  if (/[0-9]/.test(char)) return Start.digit;
  return /['"]/.test(char) ? Start.quote : Start.other;
});

class Tokenizer {
  readonly #tokens: Token[] = [];
  readonly #open: { readonly bracket: string; readonly at: number }[] = [];
  #at: number;

  constructor(
    private readonly source: string,
    start: number,
    private readonly end: number,
    private readonly enclosed: boolean,
  ) {
    this.#at = start;
  }

  run(): Token[] {
    const { source, end } = this;
    const nul = source.indexOf('\0', this.#at);
    if (nul >= 0 && nul < end) syntaxError('source code cannot contain null bytes', nul, { end: nul + 1 });
    while (this.#at < end) {
      switch (starts[source.charCodeAt(this.#at)]) {
        case Start.blank:
          this.#at++;
          break;
        case Start.letter:
          this.#readWord();
          break;
        case Start.digit:
          this.#readNumber();
          break;
        case Start.quote:
          this.#readString();
          break;
        case Start.lineEnd:
          this.#readLineEnd();
          break;
        default:
          this.#readOther();
      }
    }
    const unclosed = this.#open.at(-1);
    if (unclosed) syntaxError(`'${unclosed.bracket}' was never closed`, unclosed.at, { end: unclosed.at + 1 });
    this.#push('end', end, '');
    return this.#tokens;
  }

  #push(kind: Token['kind'], end: number, text: string, value: Token['value'] = null): void {
    this.#tokens.push({ kind, text, start: this.#at, end, value });
    this.#at = end;
  }

  #readLineEnd(): void {
    const end = this.#at + (this.source.startsWith('\r\n', this.#at) ? 2 : 1);
    if (this.enclosed || this.#open.length > 0) this.#at = end;
    else this.#push('newline', end, '\n');
  }

  /** A name or keyword, or a string with a prefix. */
  #readWord(): void {
    const { source } = this;
    let end = this.#at + 1;
    let kind = starts[source.charCodeAt(end)];
    while (kind === Start.letter || kind === Start.digit) kind = starts[source.charCodeAt(++end)];
    if (source.charCodeAt(end) >= 128) this.#readForeignName();
    else if (kind === Start.quote && end - this.#at <= 2 && stringPrefix(source, this.#at) !== undefined) {
      this.#readString();
    } else this.#pushWord(source.slice(this.#at, end), end);
  }

  /** A name with letters beyond ASCII, which Python brings into one form. */
  #readForeignName(): void {
    anyName.lastIndex = this.#at;
    const name = anyName.exec(this.source)?.[0];
    if (name === undefined) this.#readOperator();
    else this.#pushWord(name.normalize('NFKC'), this.#at + name.length);
  }

  #pushWord(text: string, end: number): void {
    this.#push(keywords.has(text) ? 'keyword' : 'name', end, text);
  }

  #readNumber(): void {
    const { end, value } = readNumber(this.source, this.#at);
    this.#push('number', end, this.source.slice(this.#at, end), value);
  }

  #readString(): void {
    const end = skipString(this.source, this.#at, this.end);
    this.#push('string', end, this.source.slice(this.#at, end));
  }

  #readOther(): void {
    const { source } = this;
    const char = source.charAt(this.#at);
    if (char === '#') {
      while (this.#at < this.end && starts[source.charCodeAt(this.#at)] !== Start.lineEnd) this.#at++;
    } else if (char === '@') {
      idAfterAt.lastIndex = this.#at + 1;
      const id = idAfterAt.exec(source)?.[0] ?? '';
      this.#push('reference', this.#at + 1 + id.length, id);
    } else if (char === '.' && starts[source.charCodeAt(this.#at + 1)] === Start.digit) this.#readNumber();
    else if (char === '\\') this.#continueLine();
    else if (char > '\u007f') this.#readForeignName();
    else this.#readOperator();
  }

  #readOperator(): void {
    const { source } = this;
    for (const operator of operatorsByStart.get(source.charAt(this.#at)) ?? []) {
      if (operator.length === 1 || source.startsWith(operator, this.#at)) {
        if (operator.length === 1) this.#trackBracket(operator);
        this.#push('operator', this.#at + operator.length, operator);
        return;
      }
    }
    refuseCharacter(String.fromCodePoint(source.codePointAt(this.#at) ?? 0), this.#at);
  }

  #trackBracket(operator: string): void {
    const at = this.#at;
    if (operator === '(' || operator === '[' || operator === '{') {
      if (this.#open.length >= deepestNesting) syntaxError('too many nested parentheses', at);
      this.#open.push({ bracket: operator, at });
      return;
    }
    const opening = closes[operator];
    if (!opening) return;
    const last = this.#open.pop();
    if (!last) syntaxError(`unmatched '${operator}'`, at, { end: at + 1 });
    if (last.bracket !== opening) {
      syntaxError(`closing parenthesis '${operator}' does not match opening parenthesis '${last.bracket}'`, at, {
        end: at + 1,
      });
    }
  }

  /** Passes over a backslash and the line end that it joins. */
  #continueLine(): void {
    const match = /^(?:\r\n|\n|\r)/.exec(this.source.slice(this.#at + 1, this.#at + 3))?.[0];
    if (match === undefined) syntaxError('unexpected character after line continuation character', this.#at + 1);
    const next = this.#at + 1 + match.length;
    if (next >= this.end) syntaxError('unexpected end of the expression after a backslash', this.#at);
    this.#at = next;
  }
}

function refuseCharacter(char: string, at: number): never {
  const end = at + char.length;
  if (char === '!') syntaxError('invalid syntax', at, { end, fix: "write 'not x', or 'x != y'" });
  if (char === '$') {
    syntaxError('invalid syntax', at, { end, fix: 'the $ stands only once, before the expression' });
  }
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  if (!isPrintable(char)) syntaxError(`invalid non-printable character U+${code}`, at, { end });
  syntaxError(`invalid character '${char}' (U+${code})`, at, { end });
}
