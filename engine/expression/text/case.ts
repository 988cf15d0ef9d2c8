/* Case mappings of Python's strings where JavaScript has none (title case, case folding). */

const cased = /[\p{Uppercase}\p{Lowercase}\p{Lt}]/u;
export const upper = /\p{Uppercase}/u;
export const lower = /\p{Lowercase}/u;
export const titled = /\p{Lt}/u;

/** Letters that stand for two, with the form that has only the first one capital. */
const digraphs = new Map(
  ['Ǆǅǆ', 'Ǉǈǉ', 'Ǌǋǌ', 'Ǳǲǳ'].flatMap((forms) => [...forms].map((form) => [form, forms.charAt(1)])),
);
const ligatures = /[ßև\ufb00-\ufb06\ufb13-\ufb17]/;
const georgian = /[\u10d0-\u10ff]/;

/** The title-case form of one character. */
export function titleCase(char: string): string {
  if (char <= '\u007f') return char.toUpperCase();
  const digraph = digraphs.get(char);
  if (digraph) return digraph;
  if (georgian.test(char)) return char;
  const capital = char.toUpperCase();
  if (ligatures.test(char)) return capital.charAt(0) + capital.slice(1).toLowerCase();
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1ffc) return greekTitle(code, capital);
  return capital;
}

/** Greek letters with an iota below keep it in title case. */
function greekTitle(code: number, capital: string): string {
  if (code <= 0x1faf) return String.fromCharCode(code | 8);
  if ([0x1fb3, 0x1fbc, 0x1fc3, 0x1fcc, 0x1ff3, 0x1ffc].includes(code))
    return String.fromCharCode((code & 0xfff0) | 0xc);
  return [0x1fb2, 0x1fb4, 0x1fb7, 0x1fc2, 0x1fc4, 0x1fc7, 0x1ff2, 0x1ff4, 0x1ff7].includes(code)
    ? capital.replace('\u0399', '\u0345')
    : capital;
}

/** Python's `str.title`. */
export function toTitle(text: string): string {
  let result = '';
  let tail = '';
  let isInWord = false;
  // The rest of a word is lowered together, because a sigma at its end has a form of its own.
  const flush = (): void => {
    result += `a${tail}`.toLowerCase().slice(1);
    tail = '';
  };
  for (const char of text) {
    if (isInWord) tail += char;
    else {
      flush();
      result += titleCase(char);
    }
    isInWord = cased.test(char);
  }
  flush();
  return result;
}

/** Python's `str.capitalize`. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return titleCase(first) + `a${text.slice(first.length)}`.toLowerCase().slice(1);
}

export function swapCase(text: string): string {
  let result = '';
  let at = 0;
  for (const char of text) {
    result += upper.test(char) ? lowered(text, char, at) : lower.test(char) ? char.toUpperCase() : char;
    at += char.length;
  }
  return result;
}

/** The small form of the character at `at`; that of a sigma depends on whether it ends a word. */
function lowered(text: string, char: string, at: number): string {
  if (char !== 'Σ') return char.toLowerCase();
  return text.toLowerCase().charAt(text.slice(0, at).toLowerCase().length);
}

/** Python's `str.casefold`. */
export function caseFold(text: string): string {
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase();
  let result = '';
  for (const char of text) result += foldCharacter(char);
  return result;
}

function foldCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x131 || (code >= 0x13a0 && code <= 0x13f5)) return char;
  if (code >= 0x13f8 && code <= 0x13fd) return String.fromCharCode(code - 8);
  if (code >= 0xab70 && code <= 0xabbf) return String.fromCharCode(code - 0xab70 + 0x13a0);
  if (code === 0x1e9e) return 'ss';
  return char.toUpperCase().toLowerCase();
}

/** Whether the text has a letter of the wanted case and none of the others. */
export function isAllCase(text: string, wanted: RegExp, unwanted: readonly RegExp[]): boolean {
  let found = false;
  for (const char of text) {
    if (unwanted.some((pattern) => pattern.test(char))) return false;
    found ||= wanted.test(char);
  }
  return found;
}

/** Python's `str.istitle`: capitals only at the start of words, and only there. */
export function isTitle(text: string): boolean {
  let found = false;
  let isInWord = false;
  for (const char of text) {
    if (upper.test(char) || titled.test(char)) {
      if (isInWord) return false;
      isInWord = true;
      found = true;
    } else if (lower.test(char)) {
      if (!isInWord) return false;
      found = true;
    } else isInWord = false;
  }
  return found;
}
