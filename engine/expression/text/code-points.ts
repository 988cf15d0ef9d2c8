/*
 * Python counts the code points of a string, JavaScript its UTF-16 units. They differ only where there are surrogates.
 */

const surrogates = /[\ud800-\udbff][\udc00-\udfff]/;

/** Whether some code point of `text` takes two units. */
export function isWide(text: string): boolean {
  return surrogates.test(text);
}

/** Number of code points. */
export function textLength(text: string): number {
  if (!isWide(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The code points, each as a string. */
export function textPoints(text: string): string[] {
  return Array.from(text);
}

/** The offset in units of the code point `index`. */
export function unitOffset(text: string, index: number): number {
  if (!isWide(text)) return Math.min(index, text.length);
  let offset = 0;
  for (let seen = 0; seen < index && offset < text.length; seen++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** The number of code points before the unit `offset`. */
export function pointIndex(text: string, offset: number): number {
  return textLength(text.slice(0, offset));
}

/** Code points `start` to `end`. */
export function textSlice(text: string, start: number, end: number): string {
  if (!isWide(text)) return text.slice(start, Math.max(start, end));
  return textPoints(text).slice(start, Math.max(start, end)).join('');
}
