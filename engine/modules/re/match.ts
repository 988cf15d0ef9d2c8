import { asIndex } from '../../expression/callables/arguments.js';
import { raise } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { typeName } from '../../expression/types/type-name.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { Dict, Tuple, type Value } from '../../values/index.js';
import type { Found } from './matcher.js';
import type { Pattern } from './pattern.js';
import type { SearchedText } from './searched-text.js';
import { parseTemplate, type TemplatePart } from './template.js';

/** What a match gives: Python's `re.Match`. */
export class Match {
  static readonly [exposed]: Exposed = {
    group: method().raw(),
    groups: method('default').raw(),
    groupdict: method('default').raw(),
    start: method('group').raw(),
    end: method('group').raw(),
    span: method('group').raw(),
    expand: method('template'),
    string: property(),
    re: property(),
    pos: property(),
    endpos: property(),
    lastindex: property(),
    lastgroup: property(),
    __getitem__: method('group').as('one').raw(),
    __repr__: method().as('spelled'),
  };

  readonly string: string;

  constructor(
    readonly re: Pattern,
    private readonly text: SearchedText,
    private readonly found: Found,
    readonly pos: number,
    readonly endpos: number,
  ) {
    this.string = text.text;
  }

  /** Group number of a number or name. @throws IndexError */
  #index(group: Value): number {
    if (typeof group === 'string') return this.re.groupNames.get(group) ?? raise('IndexError', 'no such group');
    const index = Number(asIndex(group));
    return index >= 0 && index < this.found.groups.length ? index : raise('IndexError', 'no such group');
  }

  /** Start and end of a group, in code points; -1 for one that took no part. */
  place(index: number): readonly [start: number, end: number] {
    return this.found.groups[index] ?? [-1, -1];
  }

  /** The text of a group, or what stands for one that took no part. */
  textOf(index: number, missing: Value = null): Value {
    const place = this.found.groups[index];
    return place ? this.text.slice(place[0], place[1]) : missing;
  }

  one(group: Value): Value {
    return this.textOf(this.#index(group));
  }

  group(...groups: readonly Value[]): Value {
    if (groups.length === 0) return this.textOf(0);
    const [first = 0] = groups;
    if (groups.length === 1) return this.one(first);
    return new Tuple(groups.map((group) => this.one(group)));
  }

  groups(missing: Value = null): Tuple {
    return new Tuple(Array.from({ length: this.re.groups }, (_, i) => this.textOf(i + 1, missing)));
  }

  groupdict(missing: Value = null): Dict {
    return new Dict([...this.re.groupNames].map(([name, index]) => [name, this.textOf(index, missing)] as const));
  }

  start(group: Value = 0): number {
    return this.place(this.#index(group))[0];
  }

  end(group: Value = 0): number {
    return this.place(this.#index(group))[1];
  }

  span(group: Value = 0): Tuple {
    return new Tuple(this.place(this.#index(group)));
  }

  get lastindex(): number | null {
    return this.found.lastIndex === 0 ? null : this.found.lastIndex;
  }

  get lastgroup(): string | null {
    const name = [...this.re.groupNames].find(([, index]) => index === this.found.lastIndex);
    return name?.[0] ?? null;
  }

  expand(template: string): string {
    return this.filled(parseTemplate(template, this.re.groups, this.re.groupNames));
  }

  /** A replacement with its groups filled in; a group that took no part is empty. */
  filled(parts: readonly TemplatePart[]): string {
    return parts.map((part) => (typeof part === 'string' ? part : String(this.textOf(part, '')))).join('');
  }

  spelled(): string {
    const [start, end] = this.place(0);
    return `<re.Match object; span=(${start}, ${end}), match=${repr(this.textOf(0))}>`;
  }
}

/** The text of an argument; bytes are not searched here. @throws TypeError */
export function textArgument(value: Value): string {
  if (typeof value === 'string') return value;
  raise('TypeError', `expected string or bytes-like object, got '${typeName(value)}'`);
}
