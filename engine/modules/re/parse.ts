import { raise } from '../../expression/raise.js';
import { caseVariants, classTest, ignoringCase, type Test } from './character-tests.js';
import { type Edge, Flag, fixedWidth, type Node, type Syntax } from './syntax.js';

/** Reads a regular expression in Python's syntax. @throws re.error */
export function parsePattern(pattern: string, flags: number): Syntax {
  return new Parser(pattern, flags).parse();
}

const flagLetters: Readonly<Record<string, number>> = {
  i: Flag.IGNORECASE,
  L: Flag.LOCALE,
  m: Flag.MULTILINE,
  s: Flag.DOTALL,
  u: Flag.UNICODE,
  x: Flag.VERBOSE,
  a: Flag.ASCII,
};

const simpleEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const unlimited = Number.POSITIVE_INFINITY;

class Parser {
  readonly #points: readonly string[];
  #at = 0;
  #flags: number;
  #groupCount = 0;
  readonly #open = new Set<number>();
  readonly #names = new Map<string, number>();

  constructor(pattern: string, flags: number) {
    this.#points = [...pattern];
    this.#flags = flags;
  }

  parse(): Syntax {
    this.#globalFlags();
    const root = this.#choice();
    if (this.#at < this.#points.length) this.#refuse('unbalanced parenthesis', this.#at);
    const flags = this.#flags | (this.#flags & Flag.ASCII ? 0 : Flag.UNICODE);
    return { root, flags, groupCount: this.#groupCount, names: this.#names };
  }

  #refuse(problem: string, at: number): never {
    raise('error', `${problem} at position ${at}`);
  }

  #peek(offset = 0): string {
    return this.#points[this.#at + offset] ?? '';
  }

  #takes(text: string): boolean {
    const length = [...text].length;
    if (this.#points.slice(this.#at, this.#at + length).join('') !== text) return false;
    this.#at += length;
    return true;
  }

  get #ascii(): boolean {
    return (this.#flags & Flag.ASCII) !== 0;
  }

  get #ignoresCase(): boolean {
    return (this.#flags & Flag.IGNORECASE) !== 0;
  }

  /** Flags at the very start, `(?im)`, hold for the whole pattern. */
  #globalFlags(): void {
    for (;;) {
      const found = /^\(\?([aiLmsux]+)\)/.exec(this.#points.slice(this.#at, this.#at + 12).join(''));
      if (!found) return;
      for (const letter of found[1] ?? '') this.#flags |= flagLetters[letter] ?? 0;
      this.#at += found[0].length;
    }
  }

  #choice(): Node {
    const branches = [this.#sequence()];
    while (this.#takes('|')) branches.push(this.#sequence());
    const [first] = branches;
    if (branches.length === 1 && first) return first;
    // A choice of single code points is a set, which repeats without using up the stack.
    const tests = branches.flatMap((branch) => (branch.kind === 'one' ? [branch.test] : []));
    if (tests.length === branches.length) return { kind: 'one', test: (point) => tests.some((test) => test(point)) };
    return { kind: 'choice', branches };
  }

  #sequence(): Node {
    const items: Node[] = [];
    for (;;) {
      this.#skipVerbose();
      const next = this.#peek();
      if (next === '' || next === '|' || next === ')') break;
      const item = this.#item();
      if (item) items.push(this.#quantified(item));
    }
    const [first] = items;
    return items.length === 1 && first ? first : { kind: 'sequence', items };
  }

  #skipVerbose(): void {
    if (!(this.#flags & Flag.VERBOSE)) return;
    for (;;) {
      if (/^[ \t\n\r\f\v]$/.test(this.#peek())) this.#at++;
      else if (this.#peek() === '#') while (this.#peek() !== '' && this.#points[this.#at++] !== '\n');
      else return;
    }
  }

  #quantified(item: Node): Node {
    this.#skipVerbose();
    const at = this.#at;
    const bounds = this.#bounds();
    if (!bounds) return item;
    const [least, most] = bounds;
    if (most < least) this.#refuse('min repeat greater than max repeat', at);
    const mode = this.#takes('?') ? 'lazy' : this.#takes('+') ? 'possessive' : 'greedy';
    const again = this.#at;
    if (this.#isQuantifier()) this.#refuse('multiple repeat', again);
    return { kind: 'repeat', item, least, most, mode };
  }

  #isQuantifier(): boolean {
    const at = this.#at;
    const found = this.#bounds() !== undefined;
    this.#at = at;
    return found;
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#takes('*')) return [0, unlimited];
    if (this.#takes('+')) return [1, unlimited];
    if (this.#takes('?')) return [0, 1];
    const braces = /^\{(\d*)(,?)(\d*)\}/.exec(this.#points.slice(this.#at, this.#at + 40).join(''));
    if (!braces || (braces[1] === '' && braces[2] === '')) return undefined;
    this.#at += braces[0].length;
    const [, low = '', comma, high = ''] = braces;
    const least = low === '' ? 0 : Number(low);
    return [least, comma === '' ? least : high === '' ? unlimited : Number(high)];
  }

  /** One item without its quantifier; undefined for a comment. */
  #item(): Node | undefined {
    const at = this.#at;
    const character = this.#points[this.#at++] ?? '';
    switch (character) {
      case '(':
        return this.#group(at);
      case '[':
        return this.#one(this.#set(at));
      case '.':
        return { kind: 'one', test: this.#flags & Flag.DOTALL ? () => true : (point) => point !== 10 };
      case '^':
        return this.#edge(this.#flags & Flag.MULTILINE ? 'line start' : 'text start');
      case '$':
        return this.#edge(this.#flags & Flag.MULTILINE ? 'line end' : 'last line end');
      case '\\':
        return this.#escape(at);
      case '*':
      case '+':
      case '?':
        return this.#refuse('nothing to repeat', at);
      case '{':
        this.#at = at;
        if (this.#isQuantifier()) this.#refuse('nothing to repeat', at);
        this.#at = at + 1;
        return this.#literal(123);
      default:
        return this.#literal(character.codePointAt(0) ?? 0);
    }
  }

  #edge(edge: Edge): Node {
    return { kind: 'edge', edge, isWord: classTest('w', this.#ascii) ?? (() => false) };
  }

  #literal(point: number): Node {
    if (!this.#ignoresCase) return { kind: 'one', test: (other) => other === point };
    const variants = caseVariants(point, this.#ascii);
    return { kind: 'one', test: (other) => variants.includes(other) };
  }

  #one(test: Test): Node {
    return { kind: 'one', test };
  }

  #escape(at: number): Node {
    const letter = this.#peek();
    const edges: Readonly<Record<string, Edge>> = { A: 'text start', Z: 'text end', b: 'word', B: 'no word' };
    const edge = Object.hasOwn(edges, letter) ? edges[letter] : undefined;
    if (edge) {
      this.#at++;
      return this.#edge(edge);
    }
    const test = classTest(letter, this.#ascii);
    if (test) {
      this.#at++;
      return this.#one(test);
    }
    if (/^[1-9]$/.test(letter)) {
      const octal = /^[0-3][0-7]{2}/.exec(this.#points.slice(this.#at, this.#at + 3).join(''));
      if (!octal) return this.#backReference(at);
    }
    return this.#literal(this.#character(at));
  }

  #backReference(at: number): Node {
    const digits = /^\d{1,2}/.exec(this.#points.slice(this.#at, this.#at + 2).join(''))?.[0] ?? '';
    this.#at += digits.length;
    return this.#reference(Number(digits), at);
  }

  #reference(index: number, at: number): Node {
    if (index > this.#groupCount) this.#refuse(`invalid group reference ${index}`, at + 1);
    if (this.#open.has(index)) this.#refuse('cannot refer to an open group', at);
    return { kind: 'reference', index, ignoreCase: this.#ignoresCase };
  }

  /** The code point that an escape stands for; the backslash is read already. */
  #character(at: number): number {
    const letter = this.#points[this.#at++] ?? '';
    if (letter === '') this.#refuse('bad escape (end of pattern)', at);
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) {
      const text = this.#points.slice(this.#at, this.#at + digits).join('');
      if (!/^[0-9a-fA-F]+$/.test(text) || text.length !== digits)
        this.#refuse(`incomplete escape \\${letter}${text}`, at);
      this.#at += digits;
      return Number.parseInt(text, 16);
    }
    if (/^[0-7]$/.test(letter)) {
      const octal = /^[0-7]{0,2}/.exec(this.#points.slice(this.#at, this.#at + 2).join(''))?.[0] ?? '';
      this.#at += octal.length;
      return Number.parseInt(letter + octal, 8);
    }
    if (letter !== 'b' && Object.hasOwn(simpleEscapes, letter)) return simpleEscapes[letter] ?? 0;
    if (/^[A-Za-z0-9]$/.test(letter)) this.#refuse(`bad escape \\${letter}`, at);
    return letter.codePointAt(0) ?? 0;
  }

  /** A set `[…]`; the bracket is read already. */
  #set(at: number): Test {
    const negated = this.#takes('^');
    const tests: Test[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#peek() === '') this.#refuse('unterminated character set', at);
      const start = this.#at;
      const low = this.#setItem();
      if (this.#peek() === '-' && this.#peek(1) !== ']' && this.#peek(1) !== '') {
        this.#at++;
        const high = this.#setItem();
        const spelled = this.#points.slice(start, this.#at).join('');
        if (typeof low !== 'number' || typeof high !== 'number') this.#refuse(`bad character range ${spelled}`, start);
        if (high < low) this.#refuse(`bad character range ${spelled}`, start);
        tests.push((point) => point >= low && point <= high);
      } else tests.push(typeof low === 'number' ? (point) => point === low : low);
    }
    this.#at++;
    const any: Test = (point) => tests.some((test) => test(point));
    const test = this.#ignoresCase ? ignoringCase(any, this.#ascii) : any;
    return negated ? (point) => !test(point) : test;
  }

  /** One member of a set: a code point, or a class such as `\d`. */
  #setItem(): number | Test {
    const at = this.#at;
    const character = this.#points[this.#at++] ?? '';
    if (character !== '\\') return character.codePointAt(0) ?? 0;
    const letter = this.#peek();
    const test = classTest(letter, this.#ascii);
    if (test) {
      this.#at++;
      return test;
    }
    if (letter === 'b') {
      this.#at++;
      return 8;
    }
    return this.#character(at);
  }

  #group(at: number): Node | undefined {
    if (!this.#takes('?')) return this.#capture(at);
    if (this.#takes(':')) return this.#inside(at);
    if (this.#takes('P')) return this.#named(at);
    if (this.#takes('#')) {
      while (this.#peek() !== ')') {
        if (this.#peek() === '') this.#refuse('missing ), unterminated comment', at);
        this.#at++;
      }
      this.#at++;
      return undefined;
    }
    if (this.#takes('>')) return { kind: 'atomic', item: this.#inside(at) };
    if (this.#takes('=')) return { kind: 'look', behind: false, negative: false, item: this.#inside(at) };
    if (this.#takes('!')) return { kind: 'look', behind: false, negative: true, item: this.#inside(at) };
    if (this.#takes('<=')) return this.#behind(at, false);
    if (this.#takes('<!')) return this.#behind(at, true);
    if (this.#takes('(')) return this.#conditional(at);
    return this.#scopedFlags(at);
  }

  #inside(at: number): Node {
    const flags = this.#flags;
    const node = this.#choice();
    this.#flags = flags;
    if (!this.#takes(')')) this.#refuse('missing ), unterminated subpattern', at);
    return node;
  }

  #capture(at: number, name?: string): Node {
    const index = ++this.#groupCount;
    if (name !== undefined) {
      if (this.#names.has(name)) {
        this.#refuse(`redefinition of group name '${name}' as group ${index}; was group ${this.#names.get(name)}`, at);
      }
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const item = this.#inside(at);
    this.#open.delete(index);
    return { kind: 'group', index, item };
  }

  #named(at: number): Node {
    if (this.#takes('<')) {
      const name = this.#until('>');
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) this.#refuse(`bad character in group name '${name}'`, at + 4);
      return this.#capture(at, name);
    }
    if (this.#takes('=')) {
      const name = this.#until(')');
      const index = this.#names.get(name);
      if (index === undefined) this.#refuse(`unknown group name '${name}'`, at + 4);
      return this.#reference(index, at);
    }
    return this.#refuse(`unknown extension ?P${this.#peek()}`, at + 1);
  }

  #until(end: string): string {
    const start = this.#at;
    while (this.#peek() !== end) {
      if (this.#peek() === '') this.#refuse(`missing ${end}, unterminated name`, start);
      this.#at++;
    }
    const name = this.#points.slice(start, this.#at++).join('');
    if (name === '') this.#refuse('missing group name', start);
    return name;
  }

  #behind(at: number, negative: boolean): Node {
    const item = this.#inside(at);
    if (fixedWidth(item) === undefined) raise('error', 'look-behind requires fixed-width pattern');
    return { kind: 'look', behind: true, negative, item };
  }

  #conditional(at: number): Node {
    const name = this.#until(')');
    const index = /^\d+$/.test(name) ? Number(name) : this.#names.get(name);
    if (index === undefined) this.#refuse(`unknown group name '${name}'`, at + 3);
    if (index === 0) this.#refuse('bad group number', at + 3);
    const yes = this.#sequence();
    const no: Node = this.#takes('|') ? this.#sequence() : { kind: 'empty' };
    if (this.#peek() === '|') this.#refuse('conditional backref with more than two branches', this.#at);
    if (!this.#takes(')')) this.#refuse('missing ), unterminated subpattern', at);
    if (index > this.#groupCount) this.#refuse(`invalid group reference ${index}`, at + 3);
    return { kind: 'condition', index, yes, no };
  }

  /** `(?i:…)`, `(?i-s:…)`. */
  #scopedFlags(at: number): Node {
    const found = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#points.slice(this.#at, this.#at + 16).join(''));
    if (!found) this.#refuse(`unknown extension ?${this.#peek()}`, at + 1);
    if (found[3] === ')') this.#refuse('global flags not at the start of the expression', at);
    this.#at += found[0].length;
    const flags = this.#flags;
    for (const letter of found[1] ?? '') {
      if (letter === 'a' || letter === 'u') this.#flags &= ~(Flag.ASCII | Flag.UNICODE);
      this.#flags |= flagLetters[letter] ?? 0;
    }
    for (const letter of found[2] ?? '') this.#flags &= ~(flagLetters[letter] ?? 0);
    const node = this.#choice();
    this.#flags = flags;
    if (!this.#takes(')')) this.#refuse('missing ), unterminated subpattern', at);
    return node;
  }
}
