import type { Value } from '../../values/index.js';
import { Dict } from '../../values/index.js';
import { asSize } from '../callables/arguments.js';
import { hashable } from '../operators/hashable.js';
import { isIterable, items } from '../operators/iterate.js';
import { indexError, notAllowed, typeError, valueError } from '../raise.js';
import type { Expression } from '../syntax/ast.js';
import { typeName } from '../types/type-name.js';
import { interpret, mark } from './interpret.js';
import type { Frame } from './scope.js';

/** Binds a value to the target of a `for`. */
export function assign(target: Expression, value: Value, frame: Frame): void {
  switch (target.kind) {
    case 'name':
      frame.set(target.name, value);
      return;
    case 'tuple':
    case 'list':
      mark(target, frame);
      unpack(target.items, value, frame);
      return;
    case 'starred':
      assign(target.value, value, frame);
      return;
    case 'subscript': {
      const object = interpret(target.object, frame);
      const index = interpret(target.index, frame);
      mark(target, frame);
      assignItem(object, index, value);
      return;
    }
    default:
      mark(target, frame);
      notAllowed('assigning to an attribute');
  }
}

function unpack(targets: readonly Expression[], value: Value, frame: Frame): void {
  if (!isIterable(value)) typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  const star = targets.findIndex(({ kind }) => kind === 'starred');
  const values: Value[] = [];
  for (const item of items(value)) {
    values.push(item);
    if (star < 0 && values.length > targets.length) {
      valueError(`too many values to unpack (expected ${targets.length})`);
    }
  }
  const least = star < 0 ? targets.length : targets.length - 1;
  if (values.length < least) {
    const expected = star < 0 ? `expected ${least}` : `expected at least ${least}`;
    valueError(`not enough values to unpack (${expected}, got ${values.length})`);
  }
  if (star >= 0) values.splice(star, values.length - least, values.slice(star, values.length - least + star));
  for (const [index, target] of targets.entries()) assign(target, values[index] ?? null, frame);
}

function assignItem(object: Value, index: Value, value: Value): void {
  if (object instanceof Dict) {
    object.set(hashable(index), value);
    return;
  }
  if (!Array.isArray(object)) typeError(`'${typeName(object)}' object does not support item assignment`);
  const at = asSize(index);
  const place = at < 0 ? at + object.length : at;
  if (place < 0 || place >= object.length) indexError('list assignment index out of range');
  object[place] = value;
}
