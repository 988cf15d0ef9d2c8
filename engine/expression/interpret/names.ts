import { nearest } from '../../errors/suggest.js';
import type { Value } from '../../values/index.js';
import { builtins, forbiddenBuiltins } from '../builtins/index.js';
import { notAllowed, raise } from '../raise.js';
import type { Frame } from './scope.js';

/** The value of a name by Python's rules: the block it belongs to, then globals, then built-ins. */
export function readName(name: string, frame: Frame): Value {
  for (let at: Frame | undefined = frame; at; at = at.parent) {
    if (at.locals && !at.locals.has(name)) continue;
    const value = at.get(name);
    if (value !== undefined) return value;
    if (at.locals) refuseUnbound(name, at === frame);
  }
  const global = frame.evaluation.scope.names.get(name);
  if (global !== undefined) return global;
  return builtins.get(name) ?? refuseUnknown(name);
}

function refuseUnbound(name: string, isOwn: boolean): never {
  if (isOwn) {
    raise('UnboundLocalError', `cannot access local variable '${name}' where it is not associated with a value`);
  }
  raise(
    'NameError',
    `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
  );
}

/** Words of other languages for Python's constants. */
const otherSpellings: ReadonlyMap<string, string> = new Map([
  ['true', 'True'],
  ['false', 'False'],
  ['null', 'None'],
  ['none', 'None'],
  ['undefined', 'None'],
]);

function refuseUnknown(name: string): never {
  if (forbiddenBuiltins.has(name)) notAllowed(`"${name}"`, forbiddenBuiltins.get(name));
  const near = nearest(name, builtins.keys());
  const fix = otherSpellings.get(name) ?? near;
  raise(
    'NameError',
    `name '${name}' is not defined`,
    fix ? `did you mean "${fix}"?` : `refer to a config item with @${name}, or import a module with "$import ${name}"`,
  );
}

/** Binds the name of `:=` in the nearest block that is no comprehension. */
export function assignName(name: string, value: Value, frame: Frame): void {
  let at = frame;
  while (at.kind === 'comprehension' && at.parent) at = at.parent;
  at.set(name, value);
}
