import { raise } from '../../expression/raise.js';

/** A part of a replacement: plain text, or the number of the group to insert. */
export type TemplatePart = string | number;

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Reads a replacement such as `\1-\g<name>`. @throws re.error for unknown groups and escapes */
export function parseTemplate(
  template: string,
  groupCount: number,
  names: ReadonlyMap<string, number>,
): TemplatePart[] {
  const parts: TemplatePart[] = [];
  const group = (index: number, at: number): void => {
    if (index > groupCount) raise('error', `invalid group reference ${index} at position ${at}`);
    parts.push(index);
  };
  for (let at = 0; at < template.length; ) {
    const slash = template.indexOf('\\', at);
    if (slash < 0) {
      parts.push(template.slice(at));
      break;
    }
    if (slash > at) parts.push(template.slice(at, slash));
    const rest = template.slice(slash + 1);
    const named = /^g<([^>]*)>/.exec(rest);
    const octal = /^(0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
    const digits = /^[1-9]\d?/.exec(rest);
    const letter = rest.charAt(0);
    if (named) {
      const name = named[1] ?? '';
      const index = /^\d+$/.test(name) ? Number(name) : names.get(name);
      if (index === undefined) raise(name === '' ? 'error' : 'IndexError', `unknown group name '${name}'`);
      group(index, slash + 3);
      at = slash + 1 + named[0].length;
    } else if (octal) {
      parts.push(String.fromCharCode(Number.parseInt(octal[0], 8)));
      at = slash + 1 + octal[0].length;
    } else if (digits) {
      group(Number(digits[0]), slash + 1);
      at = slash + 1 + digits[0].length;
    } else if (Object.hasOwn(escapes, letter)) {
      parts.push(escapes[letter] ?? '');
      at = slash + 2;
    } else if (letter === '') raise('error', `bad escape (end of pattern) at position ${slash}`);
    else if (letter === 'g') raise('error', `missing < at position ${slash + 2}`);
    else if (/[A-Za-z]/.test(letter)) raise('error', `bad escape \\${letter} at position ${slash}`);
    else {
      parts.push(`\\${letter}`);
      at = slash + 2;
    }
  }
  return parts;
}
