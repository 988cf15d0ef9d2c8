import { syntaxError } from './syntax-error.js';
import { keywords, type Token } from './token.js';

/** Reads tokens one after the other; what every part of the parser works on. */
export class TokenStream {
  #at = 0;
  /** Set where a lambda, a comprehension or `:=` was read: only then do names need binding. */
  bindsNames = false;

  constructor(
    readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  /** The token that is next. */
  get next(): Token {
    return this.ahead(0);
  }

  /** Where the token before ended. */
  get lastEnd(): number {
    return this.tokens[this.#at - 1]?.end ?? this.next.start;
  }

  ahead(count: number): Token {
    const token = this.tokens[Math.min(this.#at + count, this.tokens.length - 1)];
    if (!token) throw new RangeError('a token stream ends with the token "end"');
    return token;
  }

  take(): Token {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Whether the next token is this operator or keyword. */
  is(text: string): boolean {
    const { next } = this;
    return next.text === text && (next.kind === 'operator' || next.kind === 'keyword');
  }

  isAny(...texts: string[]): boolean {
    return texts.some((text) => this.is(text));
  }

  /** Takes the next token if it is this operator or keyword. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  expect(text: string): Token {
    if (!this.is(text)) this.refuse(`expected '${text}'`);
    return this.take();
  }

  /** Fails at the next token. */
  refuse(problem = 'invalid syntax', fix?: string): never {
    const { next } = this;
    if (next.kind === 'end') {
      const text = problem === 'invalid syntax' ? 'the expression ends too early' : problem;
      syntaxError(text, next.start, { fix });
    }
    syntaxError(problem, next.start, { end: next.end, fix: fix ?? this.#hint(next) });
  }

  #hint(token: Token): string | undefined {
    if (token.kind === 'newline') return 'put a line break only inside of brackets';
    if (token.text === '=') return "compare with '=='";
    if (token.text === '&&' || (token.text === '&' && this.ahead(1).text === '&')) return "write 'and'";
    if (token.text === '|' && this.ahead(1).text === '|') return "write 'or'";
    if (/^(?:true|false|null)$/.test(token.text)) return 'write True, False or None';
    if (token.kind === 'reference' && token.text === '') return 'an id follows the @, without a space';
    if (token.kind === 'keyword' && keywords.has(token.text)) return `'${token.text}' is a word of the language`;
    return undefined;
  }
}
