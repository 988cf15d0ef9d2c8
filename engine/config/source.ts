import type { Position } from '../errors.js';

/**
 * Where values come from: a file's text, or an option or mapping without one. Offsets into the text become lines and
 * columns only when somebody asks, because most positions are never shown.
 */
export class Source {
  #lineStarts: number[] | undefined;

  constructor(
    /** Path of the file, or the label of what is none: `--max_epochs`. */
    readonly file: string,
    /** The text; undefined where there is none. */
    readonly text: string | undefined,
    /** Where other files that this one names are looked for, after the working directory. */
    readonly directory: string | undefined,
  ) {}

  /** Line and column of an offset into the text, both from 1. */
  positionAt(offset: number): Position {
    const place = { file: this.file, layer: this.file };
    if (this.text === undefined) return { ...place, line: 1, column: 1 };
    this.#lineStarts ??= lineStarts(this.text);
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { ...place, line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
