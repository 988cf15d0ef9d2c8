import { isWide } from '../../expression/text/code-points.js';

/** A text as the matcher reads it: by code points. */
export class SearchedText {
  readonly points: ArrayLike<number>;
  readonly #wide: readonly string[] | undefined;

  constructor(readonly text: string) {
    this.#wide = isWide(text) ? Array.from(text) : undefined;
    this.points = this.#wide
      ? this.#wide.map((character) => character.codePointAt(0) ?? 0)
      : Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  }

  get length(): number {
    return this.points.length;
  }

  slice(start: number, end: number): string {
    return this.#wide ? this.#wide.slice(start, end).join('') : this.text.slice(start, end);
  }
}
