import type { Value } from '../../values/index.js';

/** A parameter of a built-in function. */
export interface Parameter {
  readonly name: string;
  /** Whether it may be left out; `default` then stands in, or nothing. */
  readonly isOptional: boolean;
  readonly default: Value | undefined;
}

/** How a built-in function takes its arguments, read from a text such as `text, start=0, /, *, key=None`. */
export interface Signature {
  /** Parameters that take positional arguments, in order. */
  readonly positional: readonly Parameter[];
  /** How many of them cannot be given by name. */
  readonly positionalOnly: number;
  readonly keywordOnly: readonly Parameter[];
  /** Whether further positional arguments are taken (`*args`). */
  readonly isVariadic: boolean;
  /** Whether any keyword is taken (`**kwargs`). */
  readonly takesKeywords: boolean;
  /** The number of positional parameters that must be given. */
  readonly required: number;
}

/**
 * Reads a signature. `name` is required, `name?` optional, `name=1` has a default (None, True, False, an int, a quoted
 * text); `/`, `*`, `*args` and `**kwargs` mean what they mean in Python.
 */
export function readSignature(text: string): Signature {
  const positional: Parameter[] = [];
  const keywordOnly: Parameter[] = [];
  let positionalOnly = 0;
  let isVariadic = false;
  let takesKeywords = false;
  let target = positional;
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    if (part === '/') positionalOnly = positional.length;
    else if (part.startsWith('**')) takesKeywords = true;
    else if (part.startsWith('*')) {
      isVariadic = part !== '*';
      target = keywordOnly;
    } else target.push(readParameter(part));
  }
  const required = positional.filter(({ isOptional }) => !isOptional).length;
  return { positional, positionalOnly, keywordOnly, isVariadic, takesKeywords, required };
}

function readParameter(text: string): Parameter {
  if (text.endsWith('?')) return { name: text.slice(0, -1), isOptional: true, default: undefined };
  const [name = '', literal] = text.split('=');
  return { name, isOptional: literal !== undefined, default: literal === undefined ? undefined : readDefault(literal) };
}

function readDefault(literal: string): Value {
  if (literal === 'None') return null;
  if (literal === 'True' || literal === 'False') return literal === 'True';
  return literal.startsWith("'") ? literal.slice(1, -1) : Number(literal);
}
