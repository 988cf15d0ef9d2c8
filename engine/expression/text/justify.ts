import { allocate } from '../budget.js';
import { textLength } from './code-points.js';

/** Fills the text up to `width` code points on the sides given by the method's name. */
export function justify(text: string, width: number, fill: string, method: 'center' | 'ljust' | 'rjust'): string {
  const padding = Math.max(0, width - textLength(text));
  allocate(padding);
  // CPython puts the odd one to the left of a text when the width is odd.
  const half = Math.floor(padding / 2) + (padding % 2 === 1 && width % 2 === 1 ? 1 : 0);
  const left = method === 'ljust' ? 0 : method === 'rjust' ? padding : half;
  return fill.repeat(left) + text + fill.repeat(padding - left);
}

/** Python's `zfill`: zeros behind a sign. */
export function zeroFill(text: string, width: number): string {
  const padding = Math.max(0, width - textLength(text));
  allocate(padding);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return padding === 0 ? text : sign + '0'.repeat(padding) + text.slice(sign.length);
}

/** Python's `expandtabs`. */
export function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = '';
  for (const char of text) {
    if (char === '\t') {
      const blanks = size > 0 ? size - (column % size) : 0;
      allocate(blanks);
      result += ' '.repeat(blanks);
      column += blanks;
    } else {
      result += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return result;
}
