import { valueError } from '../../expression/raise.js';
import { stringRepr } from '../../expression/text/string-repr.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { hashForm, hostForm, notImplemented, Tuple, type Value } from '../../values/index.js';
import { Wildcard } from '../glob/wildcard.js';
import { joinPaths } from '../os/posix-path.js';
import { pathText } from '../path-text.js';

/** The root and the parts of a path: `/`, `['a', 'b']`. */
export interface ParsedPath {
  readonly root: string;
  readonly parts: readonly string[];
}

/** Joins and splits texts as pathlib does: `.` and repeated slashes vanish, `..` stays. */
export function parsePath(texts: readonly string[]): ParsedPath {
  let joined = '';
  for (const text of texts) joined = joinPaths(joined, text);
  const root = /^\/\/(?!\/)/.test(joined) ? '//' : joined.startsWith('/') ? '/' : '';
  return { root, parts: joined.split('/').filter((part) => part !== '' && part !== '.') };
}

/** A path as pathlib's PurePosixPath: text with parts, never looking at the disk. */
export class PurePosixPath {
  static readonly [exposed]: Exposed = {
    parts: property('allParts').raw(),
    root: property(),
    drive: property(),
    anchor: property('root'),
    name: property(),
    stem: property(),
    suffix: property(),
    suffixes: property(),
    parent: property(),
    parents: property().raw(),
    as_posix: method().as('toString'),
    as_uri: method(),
    is_absolute: method(),
    is_relative_to: method('other').raw(),
    is_reserved: method(),
    relative_to: method('other').raw(),
    joinpath: method().raw(),
    match: method('path_pattern').as('matches'),
    with_name: method('name'),
    with_stem: method('stem'),
    with_suffix: method('suffix'),
    with_segments: method().raw(),
    __truediv__: method('other').as('joined').raw(),
    __rtruediv__: method('other').as('joinedTo').raw(),
    __fspath__: method().as('toString'),
    __str__: method().as('toString'),
    __repr__: method().as('spelled'),
    __eq__: method('other').as('equals').raw(),
    __lt__: method('other').as('isBefore').raw(),
    __le__: method('other').as('isNotAfter').raw(),
    __gt__: method('other').as('isAfter').raw(),
    __ge__: method('other').as('isNotBefore').raw(),
  };

  readonly root: string;
  /** The parts below the root. */
  readonly parts: readonly string[];
  readonly drive = '';

  constructor({ root, parts }: ParsedPath) {
    this.root = root;
    this.parts = parts;
  }

  /** A path of the same class. */
  protected derive(parsed: ParsedPath): PurePosixPath {
    return new PurePosixPath(parsed);
  }

  /** The name of its class in Python. */
  get kind(): string {
    return 'PurePosixPath';
  }

  toString(): string {
    return this.root + this.parts.join('/') || '.';
  }

  [hostForm](): string {
    return this.toString();
  }

  [hashForm](): Value {
    return new Tuple(['path', this.toString()]);
  }

  spelled(): string {
    return `${this.kind}(${stringRepr(this.toString())})`;
  }

  get allParts(): Tuple {
    return new Tuple(this.root === '' ? this.parts : [this.root, ...this.parts]);
  }

  get name(): string {
    return this.parts.at(-1) ?? '';
  }

  /** The last dot and what follows it, unless it starts or ends the name. */
  get suffix(): string {
    const dot = this.name.lastIndexOf('.');
    return dot > 0 && dot < this.name.length - 1 ? this.name.slice(dot) : '';
  }

  get suffixes(): string[] {
    if (this.name.endsWith('.')) return [];
    return this.name
      .replace(/^\.+/, '')
      .split('.')
      .slice(1)
      .map((part) => `.${part}`);
  }

  get stem(): string {
    return this.name.slice(0, this.name.length - this.suffix.length);
  }

  get parent(): PurePosixPath {
    return this.parts.length === 0 ? this : this.derive({ root: this.root, parts: this.parts.slice(0, -1) });
  }

  /** All paths above this one, the nearest first. */
  get parents(): Tuple {
    return new Tuple(this.parts.map((_, i) => this.derive({ root: this.root, parts: this.parts.slice(0, -1 - i) })));
  }

  asUri(): string {
    if (!this.isAbsolute()) valueError("relative path can't be expressed as a file URI");
    return `file://${this.toString().split('/').map(encodeURIComponent).join('/')}`;
  }

  isAbsolute(): boolean {
    return this.root !== '';
  }

  isReserved(): boolean {
    return false;
  }

  joinpath(...others: readonly Value[]): PurePosixPath {
    return this.derive(parsePath([this.toString(), ...others.map(pathText)]));
  }

  withSegments(...others: readonly Value[]): PurePosixPath {
    return this.derive(parsePath(others.map(pathText)));
  }

  joined(other: Value): Value {
    if (typeof other !== 'string' && !(other instanceof PurePosixPath)) return notImplemented;
    return this.joinpath(other);
  }

  joinedTo(other: Value): Value {
    return typeof other === 'string' ? this.derive(parsePath([other, this.toString()])) : notImplemented;
  }

  isRelativeTo(...others: readonly Value[]): boolean {
    return this.#below(parsePath(others.map(pathText))) !== undefined;
  }

  relativeTo(...others: readonly Value[]): PurePosixPath {
    const base = parsePath(others.map(pathText));
    const parts = this.#below(base);
    const spelled = this.derive(base).toString();
    if (!parts)
      valueError(
        `${stringRepr(this.toString())} is not in the subpath of ${stringRepr(spelled)} OR one path is relative and the other is absolute.`,
      );
    return this.derive({ root: '', parts });
  }

  #below(base: ParsedPath): string[] | undefined {
    const isBelow = base.root === this.root && base.parts.every((part, i) => part === this.parts[i]);
    return isBelow ? this.parts.slice(base.parts.length) : undefined;
  }

  /** Whether the last parts match a pattern, part by part; an absolute pattern must match them all. */
  matches(pattern: string): boolean {
    const wanted = parsePath([pattern]);
    const count = wanted.parts.length;
    if (count === 0 && wanted.root === '') valueError('empty pattern');
    if (wanted.root !== '' && (this.root !== wanted.root || this.parts.length !== count)) return false;
    const own = this.parts.slice(this.parts.length - count);
    return own.length === count && wanted.parts.every((part, i) => new Wildcard(part).test(own[i] ?? ''));
  }

  withName(name: string): PurePosixPath {
    if (this.name === '') valueError(`${this.spelled()} has an empty name`);
    if (name === '' || name.includes('/') || name === '.') valueError(`Invalid name ${stringRepr(name)}`);
    return this.derive({ root: this.root, parts: [...this.parts.slice(0, -1), name] });
  }

  withStem(stem: string): PurePosixPath {
    return this.withName(stem + this.suffix);
  }

  withSuffix(suffix: string): PurePosixPath {
    if (suffix.includes('/') || (suffix !== '' && !suffix.startsWith('.')) || suffix === '.') {
      valueError(`Invalid suffix ${stringRepr(suffix)}`);
    }
    if (this.name === '') valueError(`${this.spelled()} has an empty name`);
    return this.derive({ root: this.root, parts: [...this.parts.slice(0, -1), this.stem + suffix] });
  }

  equals(other: Value): Value {
    return other instanceof PurePosixPath ? other.toString() === this.toString() : notImplemented;
  }

  isBefore(other: Value): Value {
    return this.#compared(other, (order) => order < 0);
  }

  isNotAfter(other: Value): Value {
    return this.#compared(other, (order) => order <= 0);
  }

  isAfter(other: Value): Value {
    return this.#compared(other, (order) => order > 0);
  }

  isNotBefore(other: Value): Value {
    return this.#compared(other, (order) => order >= 0);
  }

  /** Paths are ordered part by part. */
  #compared(other: Value, test: (order: number) => boolean): Value {
    if (!(other instanceof PurePosixPath)) return notImplemented;
    const [own, others] = [this.allParts.items.map(String), other.allParts.items.map(String)];
    const at = own.findIndex((part, i) => part !== others[i]);
    if (at < 0) return test(own.length - others.length);
    const [a = '', b] = [own[at], others[at]];
    return test(b === undefined ? 1 : a < b ? -1 : 1);
  }
}

/** The paths that a call of a path class names. */
export function pathArguments(values: readonly Value[]): ParsedPath {
  return parsePath(values.map((value) => pathText(value)));
}
