/** Whether a pattern holds any of `*`, `?`, `[`. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** What matches one character; `*` is any number of any. */
type Part = '*' | ((character: string) => boolean);

/**
 * A shell pattern as Python's fnmatch reads it: `*`, `?`, `[abc]`, `[!abc]`, `[a-z]`; a bracket that is never closed is an
 * ordinary character, an empty range matches nothing. Matching takes time proportional to pattern × name at most.
 */
export class Wildcard {
  readonly #parts: readonly Part[];

  constructor(pattern: string) {
    this.#parts = parse([...pattern]);
  }

  test(name: string): boolean {
    const parts = this.#parts;
    const characters = [...name];
    let [at, part] = [0, 0];
    // Where the last star stood, and how far it reaches so far: the only place to go back to.
    let [star, reach] = [-1, 0];
    while (at < characters.length) {
      const wanted = parts[part];
      if (wanted === '*') {
        [star, reach] = [part++, at];
      } else if (wanted?.(characters[at] ?? '')) {
        at++;
        part++;
      } else if (star >= 0) {
        part = star + 1;
        at = ++reach;
      } else return false;
    }
    while (parts[part] === '*') part++;
    return part === parts.length;
  }
}

function parse(pattern: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    const close = character === '[' ? closingBracket(pattern, at) : -1;
    if (character === '*') parts.push('*');
    else if (character === '?') parts.push(() => true);
    else if (close > 0) {
      parts.push(bracket(pattern.slice(at + 1, close)));
      at = close;
    } else parts.push((other) => other === character);
  }
  return parts;
}

function closingBracket(pattern: readonly string[], open: number): number {
  let at = open + 1;
  if (pattern[at] === '!') at++;
  // A bracket right after the opening one stands for itself.
  if (pattern[at] === ']') at++;
  return pattern.indexOf(']', at);
}

function bracket(content: readonly string[]): (character: string) => boolean {
  const negated = content[0] === '!';
  const members = negated ? content.slice(1) : content;
  const tests: ((character: string) => boolean)[] = [];
  for (let at = 0; at < members.length; at++) {
    const [from = '', dash, to] = members.slice(at, at + 3);
    if (dash === '-' && to !== undefined) {
      tests.push((character) => from <= character && character <= to);
      at += 2;
    } else tests.push((character) => character === from);
  }
  return (character) => tests.some((test) => test(character)) !== negated;
}
