/** A token of a Python literal. `value` holds what a number or a string stands for. */
export type Token =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** The imaginary part alone: `2j`. */
  | { readonly kind: 'imaginary'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string }
  | { readonly kind: 'end' };

/** Thrown for text that is not a Python literal; the word is then taken as it stands. */
export class NotALiteral extends Error {}

const hexadecimal = /0[xX](?:_?[0-9a-fA-F])+/y;
const octal = /0[oO](?:_?[0-7])+/y;
const binary = /0[bB](?:_?[01])+/y;
const imaginary =
  /(?:(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*\.?)(?:[eE][+-]?[0-9](?:_?[0-9])*)?[jJ]/y;
const decimal = /[1-9](?:_?[0-9])*|0(?:_?0)*/y;
const float =
  /(?:(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*\.)(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[0-9](?:_?[0-9])*[eE][+-]?[0-9](?:_?[0-9])*/y;
const name = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const stringStart = /(?:[rR][bB]?|[bB][rR]?|[uU])?(?:'''|"""|'|")/y;
const space = /(?:[ \t\f]|\\\n(?!$))+/y;
const spaceInBrackets = /(?:[ \t\f\n]|\\\n(?!$))+/y;
const leadingLines = /(?:[ \t\f]*\n)*(?:[ \t]*\f)*/y;
const blankRest = /(?:\n(?:[ \t\f]*\n)*)?$/y;

/** Python refuses to convert longer decimals (sys.int_max_str_digits). */
const mostDigits = 4300;

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
    const letter = this.#source[this.#at];
    if (letter === undefined || letter === '\n') return this.#end();
    if (/[0-9.]/.test(letter)) return this.#number();
    const opening = this.#match(stringStart);
    if (opening !== undefined) return this.#string(opening);
    const word = this.#match(name);
    if (word !== undefined) {
      if (keywords.has(word)) throw new NotALiteral();
      return { kind: 'name', value: word.normalize('NFKC') };
    }
    this.#at++;
    return { kind: 'mark', value: letter };
  }

  #end(): Token {
    if (this.#match(blankRest) === undefined) throw new NotALiteral();
    return { kind: 'end' };
  }

  #number(): Token {
    const whole = this.#match(hexadecimal) ?? this.#match(octal) ?? this.#match(binary);
    if (whole !== undefined) return { kind: 'int', value: BigInt(whole.replaceAll('_', '')) };
    const part = this.#match(imaginary);
    if (part !== undefined) return { kind: 'imaginary', value: Number(part.slice(0, -1).replaceAll('_', '')) };
    const fraction = this.#match(float);
    if (fraction !== undefined) return { kind: 'float', value: Number(fraction.replaceAll('_', '')) };
    const digits = this.#match(decimal)?.replaceAll('_', '');
    if (digits !== undefined) {
      if (digits.length > mostDigits) throw new NotALiteral();
      return { kind: 'int', value: BigInt(digits) };
    }
    if (this.#source.startsWith('...', this.#at)) {
      this.#at += 3;
      return { kind: 'mark', value: '...' };
    }
    throw new NotALiteral();
  }

  #string(opening: string): Token {
    const quote = opening.replace(/^[a-zA-Z]+/, '');
    const prefix = opening.slice(0, opening.length - quote.length).toLowerCase();
    const start = this.#at;
    let end = start;
    while (!this.#source.startsWith(quote, end)) {
      const letter = this.#source[end];
      if (letter === undefined || (letter === '\n' && quote.length === 1)) throw new NotALiteral();
      end += letter === '\\' ? 2 : 1;
    }
    this.#at = end + quote.length;
    const body = this.#source.slice(start, end);
    const raw = prefix.includes('r');
    if (!prefix.includes('b')) return { kind: 'string', value: raw ? body : decodeEscapes(body, false) };
    if (/[^\0-\x7f]/.test(body)) throw new NotALiteral();
    return { kind: 'bytes', value: new Uint8Array(Buffer.from(raw ? body : decodeEscapes(body, true), 'latin1')) };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    return found;
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's escapes in a string, or in bytes (no `\u` there, and octal values are cut to a byte). */
function decodeEscapes(body: string, bytes: boolean): string {
  return body.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gsu,
    (all: string, octalDigits?: string, hex?: string, u4?: string, u8?: string, other?: string) => {
      if (octalDigits !== undefined) {
        const code = Number.parseInt(octalDigits, 8);
        return String.fromCharCode(bytes ? code & 0xff : code);
      }
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (u4 !== undefined || u8 !== undefined) {
        const code = Number.parseInt(u4 ?? u8 ?? '', 16);
        if (bytes) return all;
        if (code > 0x10ffff) throw new NotALiteral();
        return String.fromCodePoint(code);
      }
      const letter = other ?? '';
      // `\N{NAME}` would need Unicode's table of names.
      if (letter === 'x' || (!bytes && 'uUN'.includes(letter))) throw new NotALiteral();
      return simpleEscapes[letter] ?? all;
    },
  );
}
