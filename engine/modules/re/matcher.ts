import { fail } from '../../errors.js';
import { spend } from '../../expression/budget.js';
import { caseVariants } from './character-tests.js';
import { type Edge, fixedWidth, type Node, type Syntax } from './syntax.js';

/** What follows a part of the pattern: whether the rest matches from a place on. */
type Rest = (at: number) => boolean;
/** A compiled part: tries to match at a place, and hands over to the rest. */
type Matcher = (at: number, rest: Rest) => boolean;

/** Where a pattern matched, in code points. Groups that took no part are undefined. */
export interface Found {
  readonly groups: readonly (readonly [start: number, end: number] | undefined)[];
  /** The last group to close; 0 when none did. */
  readonly lastIndex: number;
}

/** A pattern that backtracks without end is stopped after this many steps. */
const MOST_STEPS = 20_000_000;

/** One text being searched with one pattern. */
export class Search {
  readonly #start: Matcher;
  readonly #text: ArrayLike<number>;
  readonly #end: number;
  #groups: ([number, number] | undefined)[];
  #lastIndex = 0;
  #steps = 0;

  constructor(
    private readonly syntax: Syntax,
    text: ArrayLike<number>,
    end: number,
  ) {
    this.#text = text;
    this.#end = end;
    this.#groups = [];
    this.#start = this.#compile(syntax.root);
  }

  /** A match that starts at `at`; with `whole` it must reach the end, with `nonEmpty` it must take something. */
  matchAt(at: number, whole = false, nonEmpty = false): Found | undefined {
    this.#groups = new Array<[number, number] | undefined>(this.syntax.groupCount + 1).fill(undefined);
    this.#lastIndex = 0;
    let end = -1;
    const matched = this.#guarded(() =>
      this.#start(at, (to) => {
        if ((whole && to !== this.#end) || (nonEmpty && to === at)) return false;
        end = to;
        return true;
      }),
    );
    if (!matched) return undefined;
    this.#groups[0] = [at, end];
    return { groups: this.#groups, lastIndex: this.#lastIndex };
  }

  /** The first match that starts at `from` or later. */
  search(from: number, nonEmpty = false): Found | undefined {
    for (let at = from; at <= this.#end; at++) {
      const found = this.matchAt(at, false, nonEmpty && at === from);
      if (found) return found;
    }
    return undefined;
  }

  /** All matches from left to right that do not overlap; an empty one may follow a longer one. */
  *all(from: number): Generator<Found, void> {
    let nonEmpty = false;
    for (let at = from; at <= this.#end; ) {
      const found = this.search(at, nonEmpty);
      if (!found) return;
      yield found;
      const [start, end] = found.groups[0] ?? [0, 0];
      at = end;
      nonEmpty = start === end;
    }
  }

  /** The engine's stack is JavaScript's; a pattern that needs more of it is stopped like one that takes too long. */
  #guarded(work: () => boolean): boolean {
    try {
      return work();
    } catch (error) {
      if (error instanceof RangeError) fail({ family: 'expression', code: 'budget_exceeded', resource: 'depth' });
      throw error;
    }
  }

  #step(): void {
    if ((++this.#steps & 1023) !== 0) return;
    spend(1024);
    if (this.#steps > MOST_STEPS) fail({ family: 'expression', code: 'budget_exceeded', resource: 'steps' });
  }

  #compile(node: Node): Matcher {
    switch (node.kind) {
      case 'empty':
        return (at, rest) => rest(at);
      case 'one':
        return (at, rest) => {
          this.#step();
          return at < this.#end && node.test(this.#text[at] ?? 0) && rest(at + 1);
        };
      case 'sequence':
        return node.items
          .map((item) => this.#compile(item))
          .reduceRight<Matcher>(
            (after, item) => (at, rest) => item(at, (next) => after(next, rest)),
            (at, rest) => rest(at),
          );
      case 'choice': {
        const branches = node.branches.map((branch) => this.#compile(branch));
        return (at, rest) => branches.some((branch) => branch(at, rest));
      }
      case 'repeat':
        return this.#repeat(node);
      case 'group':
        return this.#group(node.index, this.#compile(node.item));
      case 'atomic':
        return this.#atomic(this.#compile(node.item));
      case 'reference':
        return this.#reference(node.index, node.ignoreCase);
      case 'edge':
        return (at, rest) => this.#isAt(node.edge, at, node.isWord) && rest(at);
      case 'look':
        return this.#look(
          node.behind ? (fixedWidth(node.item) ?? 0) : undefined,
          node.negative,
          this.#compile(node.item),
        );
      case 'condition': {
        const [yes, no] = [this.#compile(node.yes), this.#compile(node.no)];
        return (at, rest) => (this.#groups[node.index] ? yes : no)(at, rest);
      }
    }
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>): Matcher {
    const { item, least, most, mode } = node;
    if (mode === 'possessive') return this.#atomic(this.#repeat({ ...node, mode: 'greedy' }));
    if (item.kind === 'one') return this.#repeatOne(item.test, least, most, mode === 'lazy');
    const once = this.#compile(item);
    const again = (count: number, at: number, before: number, rest: Rest): boolean => {
      this.#step();
      if (count < least) return once(at, (next) => again(count + 1, next, at, rest));
      // A turn that took nothing is not repeated.
      const more = (): boolean => count < most && at !== before && once(at, (next) => again(count + 1, next, at, rest));
      return mode === 'lazy' ? rest(at) || more() : more() || rest(at);
    };
    return (at, rest) => again(0, at, -1, rest);
  }

  /** Repeats of a single code point need no stack. */
  #repeatOne(test: (point: number) => boolean, least: number, most: number, lazy: boolean): Matcher {
    return (at, rest) => {
      const limit = Math.min(this.#end, at + most);
      let end = at;
      const advance = (to: number): void => {
        while (end < to && test(this.#text[end] ?? 0)) {
          this.#step();
          end++;
        }
      };
      if (at + least > this.#end) return false;
      advance(lazy ? at + least : limit);
      if (end < at + least) return false;
      if (!lazy) {
        for (; end >= at + least; end--) {
          this.#step();
          if (rest(end)) return true;
        }
        return false;
      }
      for (;;) {
        this.#step();
        if (rest(end)) return true;
        const before = end;
        if (end < limit) advance(end + 1);
        if (end === before) return false;
      }
    };
  }

  #group(index: number, item: Matcher): Matcher {
    return (at, rest) =>
      item(at, (end) => {
        const [before, last] = [this.#groups[index], this.#lastIndex];
        this.#groups[index] = [at, end];
        this.#lastIndex = index;
        if (rest(end)) return true;
        this.#groups[index] = before;
        this.#lastIndex = last;
        return false;
      });
  }

  #atomic(item: Matcher): Matcher {
    return (at, rest) => {
      const [groups, last] = [[...this.#groups], this.#lastIndex];
      let end = -1;
      const matched = item(at, (to) => {
        end = to;
        return true;
      });
      if (matched && rest(end)) return true;
      this.#groups = groups;
      this.#lastIndex = last;
      return false;
    };
  }

  #look(width: number | undefined, negative: boolean, item: Matcher): Matcher {
    return (at, rest) => {
      const [groups, last] = [[...this.#groups], this.#lastIndex];
      const start = width === undefined ? at : at - width;
      const matched = start >= 0 && item(start, (end) => width === undefined || end === at);
      if (matched !== negative && rest(at)) return true;
      this.#groups = groups;
      this.#lastIndex = last;
      return false;
    };
  }

  #reference(index: number, ignoreCase: boolean): Matcher {
    return (at, rest) => {
      const group = this.#groups[index];
      if (!group) return false;
      const [start, end] = group;
      if (at + end - start > this.#end) return false;
      for (let i = start; i < end; i++) {
        const [a, b] = [this.#text[i] ?? 0, this.#text[at + i - start] ?? 0];
        if (a !== b && !(ignoreCase && caseVariants(a, false).includes(b))) return false;
      }
      return rest(at + end - start);
    };
  }

  #isAt(edge: Edge, at: number, isWord: (point: number) => boolean): boolean {
    switch (edge) {
      case 'text start':
        return at === 0;
      case 'line start':
        return at === 0 || this.#text[at - 1] === 10;
      case 'text end':
        return at === this.#end;
      case 'last line end':
        return at === this.#end || (at === this.#end - 1 && this.#text[at] === 10);
      case 'line end':
        return at === this.#end || this.#text[at] === 10;
      default: {
        const before = at > 0 && isWord(this.#text[at - 1] ?? 0);
        const after = at < this.#end && isWord(this.#text[at] ?? 0);
        return (before !== after) === (edge === 'word');
      }
    }
  }
}
