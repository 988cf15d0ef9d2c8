import { typeError, valueError } from '../../expression/raise.js';
import { exceptionTypes } from '../../expression/types/exception-types.js';
import { PyType } from '../../expression/types/python-type.js';
import { typeName } from '../../expression/types/type-name.js';
import { BoundMethod, exposedMember } from '../../registry/exposed.js';
import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { Match } from './match.js';
import { Pattern } from './pattern.js';
import { Flag } from './syntax.js';

const compiled = new Map<string, Pattern>();

/** A pattern from its text, or one that is compiled already; the last few hundred are kept. */
function compile(pattern: Value, flags: number): Pattern {
  if (pattern instanceof Pattern) {
    if (flags !== 0) valueError('cannot process flags argument with a compiled pattern');
    return pattern;
  }
  if (typeof pattern !== 'string')
    typeError(`first argument must be string or compiled pattern, not ${typeName(pattern)}`);
  const key = `${flags} ${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= 512) compiled.clear();
  const fresh = new Pattern(pattern, flags);
  compiled.set(key, fresh);
  return fresh;
}

/** A module function that is a method of the compiled pattern. */
function viaPattern(name: string, signature: string, parameters: readonly string[]): ReturnType<typeof fn> {
  return fn(name, `pattern, ${signature}, flags=0`, (a) => {
    const pattern = compile(a.value('pattern'), a.count('flags'));
    const member = exposedMember(pattern, name);
    if (!member) typeError(`re has no ${name}`);
    return new BoundMethod(pattern, name, member).call(
      parameters.map((parameter) => a.value(parameter)),
      new Map(),
    );
  });
}

/** Python's `re`, with Python's own semantics; a search that takes too many steps is stopped. */
export const reModule = new TableModule(
  're',
  members(
    [
      fn('compile', 'pattern, flags=0', (a) => compile(a.value('pattern'), a.count('flags'))),
      ...['match', 'fullmatch', 'search', 'findall', 'finditer'].map((name) => viaPattern(name, 'string', ['string'])),
      viaPattern('split', 'string, maxsplit=0', ['string', 'maxsplit']),
      viaPattern('sub', 'repl, string, count=0', ['repl', 'string', 'count']),
      viaPattern('subn', 'repl, string, count=0', ['repl', 'string', 'count']),
      fn('escape', 'pattern', (a) => a.text('pattern').replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&')),
      fn('purge', '', () => {
        compiled.clear();
        return null;
      }),
    ],
    {
      ...Flag,
      NOFLAG: 0,
      A: Flag.ASCII,
      I: Flag.IGNORECASE,
      L: Flag.LOCALE,
      M: Flag.MULTILINE,
      S: Flag.DOTALL,
      U: Flag.UNICODE,
      X: Flag.VERBOSE,
      Pattern: new PyType({ name: 're.Pattern', accepts: (value) => value instanceof Pattern }),
      Match: new PyType({ name: 're.Match', accepts: (value) => value instanceof Match }),
      error: exceptionTypes.get('Exception') ?? null,
    },
  ),
);
