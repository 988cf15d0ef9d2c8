import type { Expression, Replacement } from './ast.js';
import { parseEnclosed } from './expressions.js';
import { unescapeText } from './string-literal.js';
import { syntaxError } from './syntax-error.js';
import { TokenStream } from './token-stream.js';
import { tokenize } from './tokenize.js';

type Parts = (string | Replacement)[];

/** The parts of an f-string, and whether an expression in it binds names. */
export interface Formatted {
  readonly parts: Parts;
  readonly bindsNames: boolean;
}

/** Takes the inside of an f-string apart: `source` from `start` to `end`, without prefix and quotes. */
export function parseFormatted(source: string, start: number, end: number, isRaw: boolean): Formatted {
  const reader = new FormattedReader(source, start, end, isRaw);
  const parts = reader.readParts(0);
  return { parts, bindsNames: reader.bindsNames };
}

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const reference = /@[\p{L}\p{N}_]*(?:(?:::|#)[\p{L}\p{N}_]*)*/uy;

class FormattedReader {
  #at: number;
  bindsNames = false;

  constructor(
    private readonly source: string,
    start: number,
    private readonly end: number,
    private readonly isRaw: boolean,
  ) {
    this.#at = start;
  }

  /** Text and replacements up to the end; in a format spec (`level` > 0) up to the closing brace. */
  readParts(level: number): Parts {
    const parts: Parts = [];
    while (this.#at < this.end) {
      const text = this.#readText(level);
      if (text !== '') parts.push(text);
      if (this.#at >= this.end || this.#char() === '}') break;
      this.#readReplacement(parts, level);
    }
    return parts;
  }

  #char(ahead = 0): string {
    return this.#at + ahead < this.end ? this.source.charAt(this.#at + ahead) : '';
  }

  /** Literal text up to a brace that opens a replacement or closes a format spec. */
  #readText(level: number): string {
    let text = '';
    let from = this.#at;
    const flush = (): void => {
      text += unescapeText(this.source.slice(from, this.#at), this.isRaw, from);
    };
    while (this.#at < this.end) {
      const char = this.#char();
      if (char === '\\' && !this.isRaw && this.#char(1) !== '{' && this.#char(1) !== '}') this.#at += 2;
      else if (char === '{' || char === '}') {
        if (level === 0 && this.#char(1) === char) {
          this.#at++;
          flush();
          this.#at++;
          from = this.#at;
        } else if (level === 0 && char === '}') {
          syntaxError("f-string: single '}' is not allowed", this.#at, { end: this.#at + 1, fix: "write '}}'" });
        } else break;
      } else this.#at++;
    }
    this.#at = Math.min(this.#at, this.end);
    flush();
    return text;
  }

  #readReplacement(parts: Parts, level: number): void {
    if (level >= 2) syntaxError('f-string: expressions nested too deeply', this.#at);
    const start = this.#at;
    this.#at++;
    const expressionStart = this.#at;
    this.#skipExpression();
    const value = this.#parse(expressionStart, this.#at);
    const shown = this.#readDebugText(expressionStart);
    const conversion = this.#readConversion();
    let format: Parts = [];
    const hasFormat = this.#char() === ':';
    if (hasFormat) {
      this.#at++;
      format = this.readParts(level + 1);
    }
    if (this.#char() !== '}') syntaxError("f-string: expecting '}'", this.#at);
    this.#at++;
    if (shown !== undefined) parts.push(shown);
    const implied = shown !== undefined && !hasFormat ? 'r' : undefined;
    parts.push({ value, conversion: conversion ?? implied, format, start, end: this.#at });
  }

  #parse(start: number, end: number): Expression {
    if (this.source.slice(start, end).trim() === '') {
      syntaxError('f-string: empty expression not allowed', start, { end: end + 1 });
    }
    const stream = new TokenStream(this.source, tokenize(this.source, start, end, true));
    const expression = parseEnclosed(stream);
    if (stream.bindsNames) this.bindsNames = true;
    return expression;
  }

  /** The text of `{expression=}` up to and with the blanks behind the `=`. */
  #readDebugText(expressionStart: number): string | undefined {
    if (this.#char() !== '=') return undefined;
    this.#at++;
    while (/^[ \t\n\v\f\r]$/.test(this.#char())) this.#at++;
    return this.source.slice(expressionStart, this.#at);
  }

  #readConversion(): Replacement['conversion'] {
    if (this.#char() !== '!') return undefined;
    const conversion = this.#char(1);
    if (conversion !== 's' && conversion !== 'r' && conversion !== 'a') {
      syntaxError("f-string: invalid conversion character: expected 's', 'r', or 'a'", this.#at, { end: this.#at + 2 });
    }
    this.#at += 2;
    return conversion;
  }

  /** Moves behind the expression of a replacement: to its `=`, `!`, `:` or `}`. */
  #skipExpression(): void {
    const open: string[] = [];
    let quote = '';
    const from = this.#at;
    for (; this.#at < this.end; this.#at++) {
      const char = this.#char();
      if (char === '\\') syntaxError('f-string expression part cannot include a backslash', this.#at);
      if (quote !== '') {
        if (this.source.startsWith(quote, this.#at)) {
          this.#at += quote.length - 1;
          quote = '';
        }
      } else if (char === "'" || char === '"') {
        quote = this.source.startsWith(char.repeat(3), this.#at) ? char.repeat(3) : char;
        this.#at += quote.length - 1;
      } else if (char === '@') {
        reference.lastIndex = this.#at;
        this.#at += (reference.exec(this.source)?.[0].length ?? 1) - 1;
      } else if (char === '(' || char === '[' || char === '{') open.push(char);
      else if (char === '#') syntaxError("f-string expression part cannot include '#'", this.#at);
      else if (open.length === 0 && '!:}=<>'.includes(char)) {
        if (this.#char(1) === '=' && '!=<>'.includes(char)) this.#at++;
        else if (char !== '<' && char !== '>') return;
      } else if (char === ')' || char === ']' || char === '}') this.#closeBracket(open, char);
    }
    if (quote !== '') syntaxError('f-string: unterminated string', from);
    if (open.length > 0) syntaxError(`f-string: '${open.at(-1)}' was never closed`, from);
    syntaxError("f-string: expecting '}'", this.end);
  }

  #closeBracket(open: string[], char: string): void {
    const opening = open.pop();
    if (opening === undefined) syntaxError(`f-string: unmatched '${char}'`, this.#at);
    if (opening !== pairs[char]) {
      syntaxError(`f-string: closing parenthesis '${char}' does not match opening parenthesis '${opening}'`, this.#at);
    }
  }
}
