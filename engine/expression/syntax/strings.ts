import type { Expression, FormattedString, Replacement } from './ast.js';
import { parseFormatted } from './formatted-string.js';
import { stringParts, unescapeBytes, unescapeText } from './string-literal.js';
import { syntaxError } from './syntax-error.js';
import type { TokenStream } from './token-stream.js';

/** One or more string literals side by side, joined. A string token is next. */
export function readStrings(stream: TokenStream): Expression {
  const { source } = stream;
  const { start } = stream.next;
  const parts: (string | Replacement)[] = [];
  const bytes: Uint8Array[] = [];
  let isFormatted = false;
  let count = 0;
  while (stream.next.kind === 'string') {
    const token = stream.take();
    const literal = stringParts(source, token.start, token.end);
    const text = source.slice(literal.start, literal.end);
    if (count++ > 0 && literal.isBytes !== bytes.length > 0) {
      syntaxError('cannot mix bytes and nonbytes literals', start, { end: token.end });
    }
    if (literal.isBytes) bytes.push(unescapeBytes(text, literal.isRaw, literal.start));
    else if (literal.isFormatted) {
      isFormatted = true;
      const formatted = parseFormatted(source, literal.start, literal.end, literal.isRaw);
      if (formatted.bindsNames) stream.bindsNames = true;
      parts.push(...formatted.parts);
    } else parts.push(unescapeText(text, literal.isRaw, literal.start));
  }
  const end = stream.lastEnd;
  if (bytes.length > 0) return { kind: 'constant', value: new Uint8Array(Buffer.concat(bytes)), start, end };
  if (!isFormatted) return { kind: 'constant', value: parts.join(''), start, end };
  return { kind: 'formatted', parts: joined(parts), start, end };
}

/** The parts with neighbouring texts made one. */
function joined(parts: readonly (string | Replacement)[]): FormattedString['parts'] {
  const result: (string | Replacement)[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}
