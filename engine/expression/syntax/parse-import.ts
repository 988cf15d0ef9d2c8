import { syntaxError } from './syntax-error.js';
import type { Token } from './token.js';
import { TokenStream } from './token-stream.js';
import { tokenize } from './tokenize.js';

/** One name that an import statement binds. */
export interface ImportBinding {
  /** The module to look up, `os.path`; with dots in front when it is relative. */
  readonly module: string;
  /** The attribute of the module that is bound; undefined when the module itself is. */
  readonly attribute?: string;
  /** The name that it gets. */
  readonly as: string;
  /**
   * For `import os.path`: the module that must exist too, while `module` is `os`, which is what the statement binds.
   */
  readonly loads?: string;
  /** Where the imported name stands: UTF-16 offsets, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `import a, b.c as d` or `from m import x as y, z`. Several statements may be joined by `;`.
 *
 * @returns what the statement binds, or null when `source` is not an import
 * @throws BundleError `expression_syntax` for an import that is malformed, and for `from m import *`
 */
export function parseImport(source: string): ImportBinding[] | null {
  if (!/^\s*(?:import|from)(?![\p{XID_Continue}])/u.test(source)) return null;
  const stream = new TokenStream(source, tokenize(source));
  const bindings: ImportBinding[] = [];
  do {
    skipLineEnds(stream);
    if (stream.next.kind === 'end' && bindings.length > 0) break;
    bindings.push(...readStatement(stream));
  } while (stream.accept(';') || stream.next.kind === 'newline');
  if (stream.next.kind !== 'end') stream.refuse();
  return bindings;
}

function skipLineEnds(stream: TokenStream): void {
  while (stream.next.kind === 'newline') stream.take();
}

function readStatement(stream: TokenStream): ImportBinding[] {
  if (stream.accept('import')) return readModules(stream);
  if (stream.accept('from')) return readAttributes(stream);
  return stream.refuse('invalid syntax', 'an import stands alone');
}

function readModules(stream: TokenStream): ImportBinding[] {
  const bindings: ImportBinding[] = [];
  do {
    const { start } = stream.next;
    const module = readDotted(stream);
    const end = stream.lastEnd;
    if (stream.accept('as')) bindings.push({ module, as: readName(stream).text, start, end });
    else {
      const [top = module] = module.split('.');
      bindings.push({ module: top, as: top, ...(top === module ? {} : { loads: module }), start, end });
    }
  } while (stream.accept(','));
  return bindings;
}

function readAttributes(stream: TokenStream): ImportBinding[] {
  let module = '';
  while (stream.is('.') || stream.is('...')) module += stream.take().text;
  if (module === '' || !stream.is('import')) module += readDotted(stream);
  stream.expect('import');
  if (stream.is('*')) {
    const { start, end } = stream.next;
    syntaxError('import * is not possible here', start, { end, fix: 'name what the config uses' });
  }
  const isEnclosed = stream.accept('(');
  const bindings: ImportBinding[] = [];
  do {
    if (isEnclosed && bindings.length > 0 && stream.is(')')) break;
    const { text: attribute, start, end } = readName(stream);
    const as = stream.accept('as') ? readName(stream).text : attribute;
    bindings.push({ module, attribute, as, start, end });
  } while (stream.accept(','));
  if (isEnclosed) stream.expect(')');
  return bindings;
}

function readDotted(stream: TokenStream): string {
  let name = readName(stream).text;
  while (stream.accept('.')) name += `.${readName(stream).text}`;
  return name;
}

function readName(stream: TokenStream): Token {
  if (stream.next.kind !== 'name') stream.refuse('invalid syntax', 'a name is missing here');
  return stream.take();
}
