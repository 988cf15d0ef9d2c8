/** Whether a pattern holds any of `*`, `?`, `[`. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/**
 * A shell pattern as a regular expression, as Python's fnmatch reads it: `*`, `?`, `[abc]`, `[!abc]`, `[a-z]`; a bracket
 * that is never closed is an ordinary character, an empty range matches nothing.
 */
export function wildcardPattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') {
      while (pattern.charAt(at + 1) === '*') at++;
      source += '.*';
    } else if (character === '?') source += '.';
    else if (character === '[') {
      const close = closingBracket(pattern, at);
      if (close < 0) source += '\\[';
      else {
        source += bracketSource(pattern.slice(at + 1, close));
        at = close;
      }
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 'su');
}

function closingBracket(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern.charAt(at) === '!') at++;
  // A bracket right after the opening one stands for itself.
  if (pattern.charAt(at) === ']') at++;
  return pattern.indexOf(']', at);
}

function bracketSource(content: string): string {
  const negated = content.startsWith('!');
  const characters = [...(negated ? content.slice(1) : content)];
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const [from = '', dash, to] = characters.slice(at, at + 3);
    if (dash === '-' && to !== undefined) {
      if (from <= to) parts.push(`${escaped(from)}-${escaped(to)}`);
      at += 2;
    } else parts.push(escaped(from));
  }
  if (parts.length === 0) return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${parts.join('')}]`;
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
