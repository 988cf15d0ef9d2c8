import { allocate } from '../../expression/budget.js';
import { asSize } from '../../expression/callables/arguments.js';
import { call, isCallable } from '../../expression/operators/call.js';
import { typeError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { typeName } from '../../expression/types/type-name.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { Dict, hashForm, PyIterator, Tuple, type Value } from '../../values/index.js';
import { Match, textArgument } from './match.js';
import { Search } from './matcher.js';
import { parsePattern } from './parse.js';
import { SearchedText } from './searched-text.js';
import { Flag, type Syntax } from './syntax.js';
import { parseTemplate } from './template.js';

const flagNames: readonly (readonly [string, number])[] = [
  ['re.ASCII', Flag.ASCII],
  ['re.DEBUG', Flag.DEBUG],
  ['re.IGNORECASE', Flag.IGNORECASE],
  ['re.LOCALE', Flag.LOCALE],
  ['re.MULTILINE', Flag.MULTILINE],
  ['re.DOTALL', Flag.DOTALL],
  ['re.VERBOSE', Flag.VERBOSE],
];

/** A compiled regular expression: Python's `re.Pattern`. */
export class Pattern {
  static readonly [exposed]: Exposed = {
    match: method('string', 'pos', 'endpos').raw(),
    fullmatch: method('string', 'pos', 'endpos').raw(),
    search: method('string', 'pos', 'endpos').raw(),
    findall: method('string', 'pos', 'endpos').raw(),
    finditer: method('string', 'pos', 'endpos').raw(),
    split: method('string', 'maxsplit').raw(),
    sub: method('repl', 'string', 'count').raw(),
    subn: method('repl', 'string', 'count').raw(),
    pattern: property(),
    flags: property(),
    groups: property(),
    groupindex: property().raw(),
    __eq__: method('other').as('equals').raw(),
    __repr__: method().as('spelled'),
  };

  readonly #syntax: Syntax;

  /** @throws re.error */
  constructor(
    readonly pattern: string,
    flags: number,
  ) {
    this.#syntax = parsePattern(pattern, flags);
  }

  get flags(): number {
    return this.#syntax.flags;
  }

  get groups(): number {
    return this.#syntax.groupCount;
  }

  get groupNames(): ReadonlyMap<string, number> {
    return this.#syntax.names;
  }

  get groupindex(): Dict {
    return new Dict(this.#syntax.names);
  }

  [hashForm](): Value {
    return new Tuple(['pattern', this.pattern, this.flags]);
  }

  equals(other: Value): boolean {
    return other instanceof Pattern && other.pattern === this.pattern && other.flags === this.flags;
  }

  #open(string: Value, pos: Value, endpos: Value): { text: SearchedText; search: Search; from: number; to: number } {
    const text = new SearchedText(textArgument(string));
    const clamp = (value: Value, missing: number): number =>
      value === null || value === undefined ? missing : Math.min(Math.max(asSize(value), 0), text.length);
    const [from, to] = [clamp(pos, 0), clamp(endpos, text.length)];
    return { text, search: new Search(this.#syntax, text.points, to), from, to };
  }

  match(string: Value, pos: Value = null, endpos: Value = null): Value {
    const { text, search, from, to } = this.#open(string, pos, endpos);
    const found = from <= to ? search.matchAt(from) : undefined;
    return found ? new Match(this, text, found, from, to) : null;
  }

  fullmatch(string: Value, pos: Value = null, endpos: Value = null): Value {
    const { text, search, from, to } = this.#open(string, pos, endpos);
    const found = from <= to ? search.matchAt(from, true) : undefined;
    return found ? new Match(this, text, found, from, to) : null;
  }

  search(string: Value, pos: Value = null, endpos: Value = null): Value {
    const { text, search, from, to } = this.#open(string, pos, endpos);
    const found = search.search(from);
    return found ? new Match(this, text, found, from, to) : null;
  }

  *#all(string: Value, pos: Value, endpos: Value): Generator<Match, void> {
    const { text, search, from, to } = this.#open(string, pos, endpos);
    for (const found of search.all(from)) yield new Match(this, text, found, from, to);
  }

  finditer(string: Value, pos: Value = null, endpos: Value = null): Value {
    return new PyIterator('callable_iterator', this.#all(string, pos, endpos));
  }

  /** The texts of all matches, or of their groups where the pattern has some. */
  findall(string: Value, pos: Value = null, endpos: Value = null): Value {
    return Array.from(this.#all(string, pos, endpos), (match) => {
      allocate(32);
      if (this.groups === 0) return match.textOf(0);
      return this.groups === 1 ? match.textOf(1, '') : match.groups('');
    });
  }

  /** The text between matches, with the groups in between. */
  split(string: Value, maxsplit: Value = 0): Value {
    const most = asSize(maxsplit);
    const text = new SearchedText(textArgument(string));
    const parts: Value[] = [];
    let end = 0;
    let count = 0;
    if (most >= 0) {
      for (const match of this.#all(string, null, null)) {
        if (most > 0 && count >= most) break;
        const [start, next] = match.place(0);
        parts.push(text.slice(end, start), ...match.groups().items);
        end = next;
        count++;
      }
    }
    return [...parts, text.slice(end, text.length)];
  }

  sub(replacement: Value, string: Value, count: Value = 0): Value {
    return this.#replaced(replacement, string, count)[0];
  }

  subn(replacement: Value, string: Value, count: Value = 0): Value {
    return new Tuple(this.#replaced(replacement, string, count));
  }

  #replaced(replacement: Value, string: Value, count: Value): [text: string, count: number] {
    const most = asSize(count);
    const text = new SearchedText(textArgument(string));
    const fill = this.#filler(replacement);
    let result = '';
    let end = 0;
    let done = 0;
    if (most >= 0) {
      for (const match of this.#all(string, null, null)) {
        if (most > 0 && done >= most) break;
        const [start, next] = match.place(0);
        const part = text.slice(end, start) + fill(match);
        allocate(part.length);
        result += part;
        end = next;
        done++;
      }
    }
    return [result + text.slice(end, text.length), done];
  }

  #filler(replacement: Value): (match: Match) => string {
    if (typeof replacement === 'string') {
      const parts = parseTemplate(replacement, this.groups, this.groupNames);
      return (match) => match.filled(parts);
    }
    if (!isCallable(replacement))
      typeError(`decoding to str: need a bytes-like object, ${typeName(replacement)} found`);
    return (match) => {
      const result = call(replacement, [match]);
      return typeof result === 'string' ? result : typeError(`expected str instance, ${typeName(result)} found`);
    };
  }

  spelled(): string {
    const names = flagNames.filter(([, flag]) => (this.flags & flag) !== 0).map(([name]) => name);
    return `re.compile(${[repr(this.pattern).slice(0, 200), ...(names.length > 0 ? [names.join('|')] : [])].join(', ')})`;
  }
}
