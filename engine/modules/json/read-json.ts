import { allocate, spend } from '../../expression/budget.js';
import { call } from '../../expression/operators/call.js';
import { raise } from '../../expression/raise.js';
import { Dict, makeFloat, makeInt, Tuple, type Value } from '../../values/index.js';

/** What `json.loads` is told to do with parts of the text; null does the usual. */
export interface JsonHooks {
  readonly object: Value;
  readonly objectPairs: Value;
  readonly float: Value;
  readonly int: Value;
  readonly constant: Value;
}

const deepest = 900;

/**
 * Python's `json.loads`: integers stay integers of any size, `NaN` and `Infinity` are read, the last of equal keys counts.
 * @throws JSONDecodeError
 */
export function readJson(text: string, hooks: JsonHooks): Value {
  if (text.startsWith('\ufeff')) {
    raise('JSONDecodeError', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)');
  }
  return new Reader(text, hooks).read();
}

class Reader {
  #at = 0;
  #depth = 0;

  constructor(
    private readonly text: string,
    private readonly hooks: JsonHooks,
  ) {
    allocate(2 * text.length);
  }

  read(): Value {
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.text.length) this.#refuse('Extra data');
    return value;
  }

  #refuse(problem: string, at = this.#at): never {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    raise('JSONDecodeError', `${problem}: line ${line} column ${column} (char ${at})`);
  }

  #space(): void {
    const space = /[ \t\n\r]*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.text)?.[0].length ?? 0;
  }

  #value(): Value {
    spend(1);
    switch (this.text.charAt(this.#at)) {
      case '"':
        return this.#string();
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      default:
        return this.#word();
    }
  }

  #nested(read: () => Value): Value {
    if (++this.#depth > deepest)
      raise('RecursionError', 'maximum recursion depth exceeded while decoding a JSON document');
    const value = read();
    this.#depth--;
    return value;
  }

  #word(): Value {
    const words: readonly (readonly [string, Value])[] = [
      ['null', null],
      ['true', true],
      ['false', false],
    ];
    for (const [word, value] of words) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const constants: readonly (readonly [string, number])[] = [
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['-Infinity', Number.NEGATIVE_INFINITY],
    ];
    for (const [word, value] of constants) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return this.hooks.constant === null ? value : call(this.hooks.constant, [word]);
      }
    }
    return this.#number();
  }

  #number(): Value {
    const number = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
    number.lastIndex = this.#at;
    const found = number.exec(this.text);
    if (!found) this.#refuse('Expecting value');
    this.#at += found[0].length;
    const [text, whole = '', fraction, exponent] = found;
    if (fraction === undefined && exponent === undefined) {
      return this.hooks.int === null ? makeInt(BigInt(whole)) : call(this.hooks.int, [text]);
    }
    return this.hooks.float === null ? makeFloat(Number(text)) : call(this.hooks.float, [text]);
  }

  #string(): string {
    const start = this.#at++;
    let result = '';
    for (;;) {
      const plain = /[ !#-[\]-\uffff]*/y;
      plain.lastIndex = this.#at;
      const part = plain.exec(this.text)?.[0] ?? '';
      result += part;
      this.#at += part.length;
      const next = this.text.charAt(this.#at);
      if (next === '') this.#refuse('Unterminated string starting at', start);
      if (next === '"') {
        this.#at++;
        return result;
      }
      if (next !== '\\') this.#refuse('Invalid control character at');
      result += this.#escape(start);
    }
  }

  #escape(start: number): string {
    const letter = this.text.charAt(this.#at + 1);
    if (letter === '') this.#refuse('Unterminated string starting at', start);
    const plain = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[letter];
    if (plain !== undefined) {
      this.#at += 2;
      return plain;
    }
    if (letter !== 'u') this.#refuse('Invalid \\escape');
    const digits = this.text.slice(this.#at + 2, this.#at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#refuse('Invalid \\uXXXX escape', this.#at + 1);
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #array(): Value {
    this.#at++;
    const list: Value[] = [];
    this.#space();
    if (this.text.charAt(this.#at) === ']') {
      this.#at++;
      return list;
    }
    for (;;) {
      this.#space();
      allocate(8);
      list.push(this.#value());
      this.#space();
      const next = this.text.charAt(this.#at);
      if (next === ']') {
        this.#at++;
        return list;
      }
      if (next !== ',') this.#refuse("Expecting ',' delimiter");
      this.#at++;
    }
  }

  #object(): Value {
    this.#at++;
    const pairs: [Value, Value][] = [];
    this.#space();
    if (this.text.charAt(this.#at) === '}') {
      this.#at++;
      return this.#finished(pairs);
    }
    for (;;) {
      this.#space();
      if (this.text.charAt(this.#at) !== '"') this.#refuse('Expecting property name enclosed in double quotes');
      const key = this.#string();
      this.#space();
      if (this.text.charAt(this.#at) !== ':') this.#refuse("Expecting ':' delimiter");
      this.#at++;
      this.#space();
      allocate(64);
      pairs.push([key, this.#value()]);
      this.#space();
      const next = this.text.charAt(this.#at);
      if (next === '}') {
        this.#at++;
        return this.#finished(pairs);
      }
      if (next !== ',') this.#refuse("Expecting ',' delimiter");
      this.#at++;
    }
  }

  #finished(pairs: readonly [Value, Value][]): Value {
    if (this.hooks.objectPairs !== null) return call(this.hooks.objectPairs, [pairs.map((pair) => new Tuple(pair))]);
    const dict = new Dict(pairs);
    return this.hooks.object === null ? dict : call(this.hooks.object, [dict]);
  }
}
