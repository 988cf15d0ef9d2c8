import { BundleError, fail } from '../errors.js';
import { makeFloat, makeInt, type Value } from '../values/index.js';
import { childId } from './id.js';
import { refuseDepth, type SourceLayer } from './layer.js';
import { refuseManyDigits } from './many-digits.js';
import { type ConfigNode, keyPosition, MappingNode, ScalarNode, SequenceNode } from './node.js';
import type { Source } from './source.js';

/**
 * Reads JSON as Python's `json` does: strict, but `NaN`, `Infinity` and `-Infinity` are numbers. Integers are exact, and
 * `2.0` stays a float. A duplicate key is a problem of the layer that does not stop the reading.
 *
 * Our own reader, because every value needs its place in the text and `2.0` its decimal point, which `JSON.parse` drops;
 * parsers with positions at hand are ten times slower on large configs and accept what Python refuses.
 * @throws BundleError config_syntax, config_too_large
 */
export function readJson(source: Source): SourceLayer {
  const reader = new JsonReader(source, source.text ?? '');
  return { source, root: reader.document(), problems: reader.problems, notices: [] };
}

/** Python's reader gives up near 1,000 levels. */
const deepest = 990;

/** Character codes. */
const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const comma = 44;
const minus = 45;
const dot = 46;
const zero = 48;
const nine = 57;
const colon = 58;
const capitalE = 69;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const smallE = 101;
const openBrace = 123;
const closeBrace = 125;

/** What a text cannot hold as it is. */
const special = /[^ -[\]-\uffff]/;
const numberText = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const words = new Map<string, boolean | number | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  readonly problems: BundleError[] = [];
  #at = 0;
  /** Keys from the root to where reading is. */
  readonly #path: (string | number)[] = [];

  constructor(
    readonly source: Source,
    readonly text: string,
  ) {}

  document(): ConfigNode {
    if (this.text.startsWith('\uFEFF')) {
      this.#refuse('it starts with a byte order mark', 0, 'save it as UTF-8 without byte order mark');
    }
    this.#skipSpace();
    const root = this.#value();
    this.#skipSpace();
    if (this.#at < this.text.length) this.#refuse(`${this.#found()} follows the end of the value`);
    return root;
  }

  #value(): ConfigNode {
    switch (this.text.charCodeAt(this.#at)) {
      case openBrace:
        return this.#mapping();
      case openBracket:
        return this.#list();
      case quote: {
        const start = this.#at;
        return new ScalarNode(this.source, start, this.#string());
      }
      default:
        return this.#scalar();
    }
  }

  #mapping(): MappingNode {
    const { text, source } = this;
    const node = new MappingNode(source, this.#at);
    this.#enter();
    this.#at++;
    this.#skipSpace();
    if (text.charCodeAt(this.#at) !== closeBrace) {
      for (;;) {
        if (text.charCodeAt(this.#at) !== quote) this.#refuse(`expected a key in double quotes, not ${this.#found()}`);
        const keyOffset = this.#at;
        const key = this.#string();
        this.#skipSpace();
        if (text.charCodeAt(this.#at) !== colon) this.#refuse(`expected a colon after "${key}", not ${this.#found()}`);
        this.#at++;
        this.#skipSpace();
        this.#path[this.#path.length - 1] = key;
        const entry = { key, source, keyOffset, node: this.#value() };
        const first = node.entry(key);
        node.set(entry);
        if (first) {
          this.problems.push(
            new BundleError(
              { family: 'config', code: 'duplicate_key', key },
              {
                id: this.#path.reduce(childId, ''),
                position: keyPosition(entry),
                related: [{ note: 'first given here', position: keyPosition(first) }],
              },
            ),
          );
        }
        if (!this.#another(closeBrace, '}')) break;
      }
    }
    this.#at++;
    this.#path.pop();
    return node;
  }

  #list(): SequenceNode {
    const node = new SequenceNode(this.source, this.#at);
    this.#enter();
    this.#at++;
    this.#skipSpace();
    if (this.text.charCodeAt(this.#at) !== closeBracket) {
      for (;;) {
        this.#path[this.#path.length - 1] = node.items.length;
        node.items.push(this.#value());
        if (!this.#another(closeBracket, ']')) break;
      }
    }
    this.#at++;
    this.#path.pop();
    return node;
  }

  /** Passes a comma and says that an item follows; or stops before the closing bracket. */
  #another(close: number, bracket: string): boolean {
    this.#skipSpace();
    const next = this.text.charCodeAt(this.#at);
    if (next === close) return false;
    if (next !== comma) this.#refuse(`expected a comma or ${bracket}, not ${this.#found()}`);
    const commaAt = this.#at++;
    this.#skipSpace();
    if (this.text.charCodeAt(this.#at) === close) {
      this.#refuse(`nothing follows this comma but ${bracket}`, commaAt, 'remove the comma, or name the file .json5');
    }
    return true;
  }

  #enter(): void {
    this.#path.push(0);
    if (this.#path.length > deepest) refuseDepth(this.source, this.#at);
  }

  #string(): string {
    const start = this.#at + 1;
    const end = this.text.indexOf('"', start);
    const content = this.text.slice(start, end);
    if (end < 0 || special.test(content)) return this.#escapedString();
    this.#at = end + 1;
    return content;
  }

  #escapedString(): string {
    const { text } = this;
    const start = this.#at;
    let built = '';
    for (let from = start + 1; ; ) {
      let at = from;
      while (!special.test(text.charAt(at)) && text.charCodeAt(at) !== quote && at < text.length) at++;
      built += text.slice(from, at);
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return built;
      }
      if (code === backslash) {
        const [character, length] = this.#escape(at);
        built += character;
        from = at + length;
      } else if (at < text.length) {
        this.#refuse('a line break or control character inside of a text', at, 'write \\n, \\t or \\u00XX');
      } else {
        this.#refuse('this text never ends', start, 'close it with a double quote');
      }
    }
  }

  #escape(at: number): [character: string, length: number] {
    const kind = this.text[at + 1] ?? '';
    if (kind === 'u') {
      const digits = this.text.slice(at + 2, at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#refuse('\\u needs four hexadecimal digits', at);
      return [String.fromCharCode(Number.parseInt(digits, 16)), 6];
    }
    const character = escapes[kind];
    if (character === undefined) this.#refuse(`\\${kind} is no escape`, at, 'write \\\\ for a backslash');
    return [character, 2];
  }

  #scalar(): ScalarNode {
    const { text, source } = this;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (first === minus || (first >= zero && first <= nine)) {
      const value = this.#shortInteger() ?? this.#number();
      if (value !== undefined) return new ScalarNode(source, start, value);
    }
    for (const [word, value] of words) {
      if (!text.startsWith(word, start)) continue;
      this.#at = start + word.length;
      return new ScalarNode(source, start, value);
    }
    return this.#refuse(`expected a value, not ${this.#found()}`);
  }

  /** The integer that most numbers of a config are, without a regular expression. */
  #shortInteger(): number | undefined {
    const { text } = this;
    const start = this.#at;
    let at = start;
    let value = 0;
    let code = text.charCodeAt(at);
    for (; code >= zero && code <= nine; code = text.charCodeAt(++at)) value = value * 10 + code - zero;
    const length = at - start;
    const isWhole = code !== dot && code !== smallE && code !== capitalE;
    if (!isWhole || length === 0 || length > 15 || (length > 1 && text.charCodeAt(start) === zero)) return undefined;
    this.#at = at;
    return value;
  }

  #number(): Value | undefined {
    numberText.lastIndex = this.#at;
    const found = numberText.exec(this.text);
    if (!found) return undefined;
    const [digits, fraction, exponent] = found;
    this.#at += digits.length;
    if (fraction !== undefined || exponent !== undefined) return makeFloat(Number(digits));
    refuseManyDigits(digits, this.source, this.#at - digits.length, 'JSON');
    return makeInt(BigInt(digits));
  }

  #skipSpace(): void {
    const { text } = this;
    for (let code = text.charCodeAt(this.#at); ; code = text.charCodeAt(++this.#at)) {
      if (code !== space && code !== newline && code !== carriageReturn && code !== tab) return;
    }
  }

  /** What stands where reading is, for messages. */
  #found(): string {
    if (this.#at >= this.text.length) return 'the end of the file';
    const character = String.fromCodePoint(this.text.codePointAt(this.#at) ?? 0);
    if (character === "'") return 'a single quote';
    if (this.text.startsWith('//', this.#at) || this.text.startsWith('/*', this.#at) || character === '#') {
      return 'a comment';
    }
    return JSON.stringify(character);
  }

  #refuse(problem: string, at = this.#at, fix?: string): never {
    const failure = {
      family: 'config',
      code: 'config_syntax',
      path: this.source.file,
      language: 'JSON',
      problem,
      fix,
    } as const;
    fail(failure, { position: this.source.positionAt(at) });
  }
}
