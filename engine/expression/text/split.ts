/** Python's `split(separator)` with at most `most` splits from the left; the separator is not empty. */
export function splitAt(text: string, separator: string, most: number): string[] {
  if (most === Infinity) return text.split(separator);
  const parts: string[] = [];
  let from = 0;
  while (parts.length < most) {
    const at = text.indexOf(separator, from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** The same from the right. */
export function splitAtRight(text: string, separator: string, most: number): string[] {
  const parts: string[] = [];
  let to = text.length;
  while (parts.length < most && to >= separator.length) {
    const at = text.lastIndexOf(separator, to - separator.length);
    if (at < 0) break;
    parts.push(text.slice(at + separator.length, to));
    to = at;
  }
  parts.push(text.slice(0, to));
  return parts.reverse();
}

const separators = '\\u001c-\\u001e';
const anyLineEnd = new RegExp(`\\r\\n|[\\n\\r\\v\\f${separators}\\x85\\u2028\\u2029]`, 'g');

/** Python's `splitlines`: at every kind of line end. For bytes only `\n`, `\r` and `\r\n` count. */
export function splitLines(text: string, keepsEnds: boolean, isBytes = false): string[] {
  const lineEnd = isBytes ? /\r\n|[\n\r]/g : anyLineEnd;
  const lines: string[] = [];
  let from = 0;
  for (const match of text.matchAll(lineEnd)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(from, keepsEnds ? end : match.index));
    from = end;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}

/** Python's `partition`. */
export function partition(text: string, separator: string): [string, string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, '', ''] : [text.slice(0, at), separator, text.slice(at + separator.length)];
}

/** Python's `rpartition`. */
export function partitionRight(text: string, separator: string): [string, string, string] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? ['', '', text] : [text.slice(0, at), separator, text.slice(at + separator.length)];
}
