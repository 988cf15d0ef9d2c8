import {
  Complex,
  Dict,
  ellipsis,
  isInt,
  makeFloat,
  makeInt,
  PySet,
  Tuple,
  UnhashableKey,
  type Value,
} from '../values/index.js';
import { LiteralTokens, NotALiteral, type Token } from './literal-tokens.js';

/**
 * A word of the command line as Python Fire types it: a Python literal in which bare words are strings (`[a, {b: c}]`,
 * `1,2`, `2.0`, `None`), or else the word itself (`1-2`, `007`, `true`, `/data/a.json`).
 *
 * Two readings of Fire's are left out: a `#` never starts a comment (`a#b` stays whole), and a mapping with a list for a
 * key, on which Fire crashes, stays text.
 */
export function readWord(word: string): Value {
  try {
    return new LiteralReader(new LiteralTokens(word)).root();
  } catch (error) {
    if (error instanceof NotALiteral || error instanceof UnhashableKey) return word;
    throw error;
  }
}

/** CPython's tokenizer opens no more. */
const deepest = 200;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

class LiteralReader {
  /** Whether a sum (`1+2j`) was met. One that is the whole text stays text, as `1-2` does. */
  #sum = false;

  constructor(readonly tokens: LiteralTokens) {}

  /** The whole text: one item, or several with commas between, which make a tuple. */
  root(): Value {
    const first = this.#item();
    let token = this.tokens.next();
    if (token.kind === 'end') {
      if (first instanceof Complex && this.#sum) throw new NotALiteral();
      return first;
    }
    const items = [first];
    while (isMark(token, ',')) {
      if (this.tokens.peek().kind === 'end') return new Tuple(items);
      items.push(this.#item());
      token = this.tokens.next();
    }
    if (token.kind !== 'end') throw new NotALiteral();
    return new Tuple(items);
  }

  #item(): Value {
    const token = this.tokens.next();
    switch (token.kind) {
      case 'number':
        return this.#sumFrom(token.value);
      case 'string':
        return this.#strings(token.value);
      case 'bytes':
        return this.#byteStrings(token.value);
      case 'name':
        return named(token.value);
      case 'mark':
        return this.#marked(token.value);
      case 'end':
        throw new NotALiteral();
    }
  }

  #marked(mark: string): Value {
    switch (mark) {
      case '(':
      case '[':
      case '{':
        return this.#bracketed(mark);
      case '+':
        return this.#sumFrom(this.#unsigned(1));
      case '-':
        return this.#sumFrom(this.#unsigned(-1));
      case '...':
        return ellipsis;
      default:
        throw new NotALiteral();
    }
  }

  /** A number after a sign: one sign only, but brackets may stand around the number. */
  #unsigned(sign: 1 | -1): Value {
    const token = this.tokens.next();
    if (token.kind === 'number') return sign < 0 ? negative(token.value) : token.value;
    if (!isMark(token, '(')) throw new NotALiteral();
    this.tokens.depth++;
    const value = this.#unsigned(sign);
    this.#close(')');
    return value;
  }

  /** A real number may be followed by an imaginary part: `[1 + 2j]`. */
  #sumFrom(left: Value): Value {
    const token = this.tokens.peek();
    if (!isMark(token, '+') && !isMark(token, '-')) return left;
    this.tokens.next();
    const right = this.#unsigned(1);
    if (left instanceof Complex || !(right instanceof Complex)) throw new NotALiteral();
    this.#sum = true;
    return new Complex(Number(left), isMark(token, '+') ? right.imaginary : -right.imaginary);
  }

  #bracketed(mark: '(' | '[' | '{'): Value {
    if (++this.tokens.depth >= deepest) throw new NotALiteral();
    const value = mark === '{' ? this.#mappingOrSet() : this.#sequence(mark);
    return value;
  }

  #sequence(mark: '(' | '['): Value {
    const end = closing[mark] ?? '';
    const items: Value[] = [];
    let comma = false;
    while (!isMark(this.tokens.peek(), end)) {
      items.push(this.#item());
      comma = isMark(this.tokens.peek(), ',');
      if (!comma) break;
      this.tokens.next();
    }
    this.#close(end);
    if (mark === '[') return items;
    return items.length === 1 && !comma ? (items[0] ?? null) : new Tuple(items);
  }

  #mappingOrSet(): Value {
    if (isMark(this.tokens.peek(), '}')) {
      this.#close('}');
      return new Dict();
    }
    const first = this.#item();
    const isMapping = isMark(this.tokens.peek(), ':');
    const members: Value[] = [];
    const pairs: [Value, Value][] = [];
    let key = first;
    for (;;) {
      if (isMapping) {
        if (!isMark(this.tokens.next(), ':')) throw new NotALiteral();
        pairs.push([key, this.#item()]);
      } else members.push(key);
      if (!isMark(this.tokens.peek(), ',')) break;
      this.tokens.next();
      if (isMark(this.tokens.peek(), '}')) break;
      key = this.#item();
    }
    this.#close('}');
    return isMapping ? new Dict(pairs) : new PySet(members);
  }

  #close(end: string): void {
    if (!isMark(this.tokens.next(), end)) throw new NotALiteral();
    this.tokens.depth--;
  }

  /** Neighbouring strings are one: `'a' 'b'`. */
  #strings(first: string): string {
    let text = first;
    for (let token = this.tokens.peek(); token.kind === 'string'; token = this.tokens.peek()) {
      text += token.value;
      this.tokens.next();
    }
    return text;
  }

  #byteStrings(first: Uint8Array): Uint8Array {
    let bytes = first;
    for (let token = this.tokens.peek(); token.kind === 'bytes'; token = this.tokens.peek()) {
      bytes = new Uint8Array([...bytes, ...token.value]);
      this.tokens.next();
    }
    return bytes;
  }
}

function isMark(token: Token, mark: string): boolean {
  return token.kind === 'mark' && token.value === mark;
}

function negative(number: Value): Value {
  if (number instanceof Complex) return new Complex(-number.real, -number.imaginary);
  if (isInt(number)) return makeInt(-number);
  return makeFloat(-Number(number));
}

function named(name: string): Value {
  if (name === 'None') return null;
  return name === 'True' || name === 'False' ? name === 'True' : name;
}
