import { BundleError } from '../errors.js';
import type { Value } from '../values/index.js';
import { readNumber } from './syntax/number-literal.js';
import { skipString, stringParts, stringPrefix, unescapeBytes, unescapeText } from './syntax/string-literal.js';

/** A token of a Python literal. `value` holds what a number or a string stands for. */
export type Token =
  | { readonly kind: 'number'; readonly value: Value }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string }
  | { readonly kind: 'end' };

/** Thrown for text that is not a Python literal; the word is then taken as it stands. */
export class NotALiteral extends Error {}

const name = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const space = /(?:[ \t\f]|\\\n(?!$))+/y;
const spaceInBrackets = /(?:[ \t\f\n]|\\\n(?!$))+/y;
const leadingLines = /(?:[ \t\f]*\n)*(?:[ \t]*\f)*/y;
const blankRest = /(?:\n(?:[ \t\f]*\n)*)?$/y;

/** Words that Python's grammar keeps for itself; they are no names. */
const keywords = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Splits text into the tokens that Python literals are made of. */
export class LiteralTokens {
  readonly #source: string;
  #at = 0;
  /** How many brackets are open: inside them a line may end anywhere. */
  depth = 0;

  constructor(text: string) {
    if (text.includes('\u0000')) throw new NotALiteral();
    this.#source = text.replace(/\r\n?/g, '\n');
    this.#match(leadingLines);
    if (this.#source[this.#at] === ' ' || this.#source[this.#at] === '\t') throw new NotALiteral();
  }

  /** The next token, which is not consumed. */
  peek(): Token {
    const before = this.#at;
    const token = this.next();
    this.#at = before;
    return token;
  }

  next(): Token {
    this.#match(this.depth > 0 ? spaceInBrackets : space);
    const source = this.#source;
    const letter = source[this.#at];
    if (letter === undefined || letter === '\n') return this.#end();
    try {
      if (/^(?:\d|\.\d)/.test(source.slice(this.#at, this.#at + 2))) return this.#number();
      if (stringPrefix(source, this.#at) !== undefined) return this.#string();
    } catch (error) {
      throw error instanceof BundleError ? new NotALiteral() : error;
    }
    const word = this.#match(name);
    if (word !== undefined) {
      if (keywords.has(word)) throw new NotALiteral();
      return { kind: 'name', value: word.normalize('NFKC') };
    }
    const mark = source.startsWith('...', this.#at) ? '...' : letter;
    this.#at += mark.length;
    return { kind: 'mark', value: mark };
  }

  #end(): Token {
    if (this.#match(blankRest) === undefined) throw new NotALiteral();
    return { kind: 'end' };
  }

  #number(): Token {
    const { end, value } = readNumber(this.#source, this.#at);
    this.#at = end;
    return { kind: 'number', value };
  }

  #string(): Token {
    const start = this.#at;
    this.#at = skipString(this.#source, start, this.#source.length);
    const parts = stringParts(this.#source, start, this.#at);
    if (parts.isFormatted) throw new NotALiteral();
    const body = this.#source.slice(parts.start, parts.end);
    if (parts.isBytes) return { kind: 'bytes', value: unescapeBytes(body, parts.isRaw, start) };
    return { kind: 'string', value: unescapeText(body, parts.isRaw, start) };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    return found;
  }
}
