import type { Value } from '../../values/index.js';

/** A lexical unit of an expression. */
export interface Token {
  readonly kind: 'name' | 'keyword' | 'number' | 'string' | 'operator' | 'reference' | 'newline' | 'end';
  /** The text: of a name in its normal form, of a reference without the `@`, of a string with its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The value of a number. */
  readonly value: Value;
}

/** Words that are no names. */
export const keywords: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
