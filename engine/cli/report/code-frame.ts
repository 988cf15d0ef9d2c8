import { readFileSync } from 'node:fs';
import type { Position } from '../../errors.js';
import type { Colours } from './colours.js';
import { printable } from './printable.js';

/** The source line of a position with a caret below it, or nothing when the file cannot be read. */
export function codeFrame(position: Position, colours: Colours, width = 100): string[] {
  const text = sourceLine(position);
  if (text === undefined) return [];
  const number = String(position.line);
  const gutter = ' '.repeat(number.length);
  const { shown, caret } = cropped(text, position.column - 1, width - number.length - 5);
  return [
    `  ${colours.dim(`${number} │`)} ${shown}`,
    `  ${colours.dim(`${gutter} │`)} ${shown.slice(0, caret).replace(/[^\t]/g, ' ')}${colours.red('^')}`,
  ];
}

function sourceLine({ file, line }: Position): string | undefined {
  try {
    const found = readFileSync(file, 'utf8').split(/\r\n?|\n/)[line - 1];
    return found === undefined ? undefined : printable(found);
  } catch {
    return undefined;
  }
}

/** The part of a long line around the caret. */
function cropped(text: string, caret: number, width: number): { shown: string; caret: number } {
  if (text.length <= width) return { shown: text, caret };
  const start = Math.max(0, Math.min(caret - Math.floor(width / 3), text.length - width));
  const before = start > 0 ? '…' : '';
  const after = start + width < text.length ? '…' : '';
  const shown = before + text.slice(start + before.length, start + width - after.length) + after;
  return { shown, caret: caret - start };
}
