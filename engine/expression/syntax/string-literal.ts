import { syntaxError } from './syntax-error.js';

const prefix = /(?:[rR][bBfF]?|[bB][rR]?|[fF][rR]?|[uU])?(?=["'])/y;

/** The prefix of the string literal at `at` (`rb`, or empty), or undefined when none starts there. */
export function stringPrefix(source: string, at: number): string | undefined {
  prefix.lastIndex = at;
  return prefix.exec(source)?.[0];
}

/** A string literal taken apart: its prefix in lower case, and the offsets of what stands between the quotes. */
export interface StringParts {
  readonly isRaw: boolean;
  readonly isBytes: boolean;
  readonly isFormatted: boolean;
  readonly start: number;
  readonly end: number;
}

/** Takes the literal from `start` to `end` apart; `source` there is known to be a literal. */
export function stringParts(source: string, start: number, end: number): StringParts {
  const letters = (stringPrefix(source, start) ?? '').toLowerCase();
  const quote = quoteAt(source, start + letters.length);
  return {
    isRaw: letters.includes('r'),
    isBytes: letters.includes('b'),
    isFormatted: letters.includes('f'),
    start: start + letters.length + quote.length,
    end: end - quote.length,
  };
}

/** The offset behind the string literal that starts at `start`. */
export function skipString(source: string, start: number, end: number): number {
  const quoteStart = start + (stringPrefix(source, start) ?? '').length;
  const quote = quoteAt(source, quoteStart);
  let at = quoteStart + quote.length;
  while (at < end) {
    if (source.startsWith(quote, at) && at + quote.length <= end) return at + quote.length;
    const char = source.charAt(at);
    if (quote.length === 1 && (char === '\n' || char === '\r')) break;
    at += char === '\\' ? (source.startsWith('\r\n', at + 1) ? 3 : 2) : 1;
  }
  const kind = quote.length === 3 ? 'unterminated triple-quoted string literal' : 'unterminated string literal';
  syntaxError(kind, start, { fix: `close the string with ${quote}` });
}

function quoteAt(source: string, at: number): string {
  const quote = source.charAt(at);
  return source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text between quotes with its escapes resolved. `at` is where it stands in the expression. */
export function unescapeText(text: string, isRaw: boolean, at: number): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (isRaw || !lines.includes('\\')) return lines;
  return lines.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|(N)|([\s\S]))/g,
    (whole, octal, hex2, hex4, hex8, named, plain, offset: number) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (hex2 !== undefined) return codePoint(hex2, 2, 'x', at + offset);
      if (hex4 !== undefined) return codePoint(hex4, 4, 'u', at + offset);
      if (hex8 !== undefined) return codePoint(hex8, 8, 'U', at + offset);
      if (named !== undefined) {
        syntaxError('characters by name (\\N{…}) are not known here', at + offset, { fix: 'write \\u and the number' });
      }
      if (plain === '\n') return '';
      return simpleEscapes[String(plain)] ?? whole;
    },
  );
}

function codePoint(digits: string, wanted: number, letter: string, at: number): string {
  if (digits.length < wanted) syntaxError(`truncated \\${letter}${'X'.repeat(wanted)} escape`, at);
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) syntaxError('illegal Unicode character', at);
  return String.fromCodePoint(code);
}

/** The bytes between quotes with their escapes resolved. */
export function unescapeBytes(text: string, isRaw: boolean, at: number): Uint8Array {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const foreign = [...lines].findIndex((char) => char > '\u007f');
  if (foreign >= 0) syntaxError('bytes can only contain ASCII literal characters', at + foreign);
  if (isRaw) return new Uint8Array(Buffer.from(lines, 'latin1'));
  const plain = lines.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|([\s\S]))/g,
    (whole, octal, hex, letter, offset: number) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hex !== undefined) {
        if (String(hex).length < 2) syntaxError(`invalid \\x escape at position ${offset}`, at + offset);
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
      return letter === '\n' ? '' : (simpleEscapes[String(letter)] ?? whole);
    },
  );
  return new Uint8Array(Buffer.from(plain, 'latin1'));
}
