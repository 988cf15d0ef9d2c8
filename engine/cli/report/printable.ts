/** Control characters but tabs and line breaks, and marks that turn the direction of writing. */
const unprintable = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from files and command lines as a terminal may show it: control characters, which could colour, move or hide what
 * is printed, become their pictures. The length stays.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
