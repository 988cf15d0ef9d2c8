/** What Python counts as white space in a string. */
const blanks = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

export const blank = new RegExp(`[${blanks}]`);
export const onlyBlank = new RegExp(`^[${blanks}]+$`);
const leading = new RegExp(`^[${blanks}]+`);

export function stripLeft(text: string): string {
  return text.replace(leading, '');
}

export function stripRight(text: string): string {
  let end = text.length;
  while (end > 0 && blank.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

export function strip(text: string): string {
  return stripRight(stripLeft(text));
}

/** The words between runs of white space, at most `most` splits from the left. */
export function splitWords(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = stripLeft(text);
  while (rest !== '' && words.length < most) {
    const end = rest.search(blank);
    if (end < 0) break;
    words.push(rest.slice(0, end));
    rest = stripLeft(rest.slice(end));
  }
  if (rest !== '') words.push(rest);
  return words;
}

/** The same from the right. */
export function splitWordsRight(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = stripRight(text);
  while (rest !== '' && words.length < most) {
    let start = rest.length;
    while (start > 0 && !blank.test(rest.charAt(start - 1))) start--;
    if (start === 0) break;
    words.unshift(rest.slice(start));
    rest = stripRight(rest.slice(0, start));
  }
  if (rest !== '') words.unshift(rest);
  return words;
}
