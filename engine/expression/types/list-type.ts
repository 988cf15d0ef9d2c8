import { Tuple, type Value } from '../../values/index.js';
import { allocateItems, spend } from '../budget.js';
import type { Arguments } from '../callables/arguments.js';
import { type Member, methods, type Owner } from '../callables/members.js';
import { itemsEqual } from '../operators/equality.js';
import { listOf } from '../operators/iterate.js';
import { isIntLike } from '../operators/number.js';
import { sortItems } from '../operators/sort.js';
import { indexError, typeError, valueError } from '../raise.js';
import { repr } from '../text/repr.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';

const owner = { name: 'list', is: (value: Value): value is Value[] => Array.isArray(value) };

export const listType: PyType = new PyType({
  name: 'list',
  base: objectType,
  accepts: owner.is,
  construct: ['iterable?, /', (args) => (args.has(0) ? listOf(args.at(0)) : [])],
  members: [
    ...searchMembers<Value[]>(owner, (self) => self),
    ...methods<Value[]>(owner, {
      append: ['object, /', (self, args) => nothing(self.push(args.at(0)), 1)],
      extend: ['iterable, /', (self, args) => extend(self, listOf(args.at(0)))],
      insert: ['index, object, /', (self, args) => nothing(self.splice(args.size(0), 0, args.at(1)), 1)],
      remove: ['value, /', (self, args) => remove(self, args.at(0))],
      pop: ['index=-1, /', (self, args) => pop(self, args.size(0))],
      clear: ['', (self) => nothing(self.splice(0), 0)],
      copy: ['', (self) => listOf(self)],
      reverse: ['', (self) => nothing(self.reverse(), 0)],
      sort: ['*, key=None, reverse=False', (self, args) => sort(self, args)],
    }),
  ],
});

const tupleOwner = { name: 'tuple', is: (value: Value): value is Tuple => value instanceof Tuple };

export const tupleType: PyType = new PyType({
  name: 'tuple',
  base: objectType,
  accepts: tupleOwner.is,
  construct: ['iterable?, /', (args) => makeTuple(args)],
  members: searchMembers<Tuple>(tupleOwner, (self) => self.items),
});

function makeTuple(args: Arguments): Tuple {
  const source = args.at(0);
  // A named tuple or a torch.Size gives its items, not itself.
  if (source instanceof Tuple) return source.constructor === Tuple ? source : new Tuple(source.items);
  return new Tuple(args.has(0) ? listOf(source) : []);
}

function searchMembers<S extends Value>(kind: Owner<S>, itemsOf: (self: S) => readonly Value[]): [string, Member][] {
  return methods<S>(kind, {
    count: ['value, /', (self, args) => itemsOf(self).filter((item) => matches(item, args.at(0))).length],
    index: ['value, start=0, stop?, /', (self, args) => indexOf(itemsOf(self), args, kind.name)],
  });
}

function matches(item: Value, sought: Value): boolean {
  spend(1);
  return itemsEqual(item, sought);
}

function indexOf(items: readonly Value[], args: Arguments, kind: string): number {
  const clip = (index: number): number => (index < 0 ? Math.max(0, index + items.length) : index);
  const limit = (index: number): number => {
    if (isIntLike(args.at(index))) return clip(args.size(index));
    typeError('slice indices must be integers or have an __index__ method');
  };
  const stop = args.has(2) ? Math.min(limit(2), items.length) : items.length;
  for (let at = limit(1); at < stop; at++) if (matches(items[at] ?? null, args.at(0))) return at;
  valueError(kind === 'list' ? `${repr(args.at(0))} is not in list` : 'tuple.index(x): x not in tuple');
}

function nothing(_done: unknown, added: number): null {
  if (added > 0) allocateItems(added);
  return null;
}

function extend(self: Value[], added: readonly Value[]): null {
  allocateItems(added.length);
  for (const item of added) self.push(item);
  return null;
}

function remove(self: Value[], value: Value): null {
  const at = self.findIndex((item) => matches(item, value));
  if (at < 0) valueError('list.remove(x): x not in list');
  self.splice(at, 1);
  return null;
}

function pop(self: Value[], index: number): Value {
  if (self.length === 0) indexError('pop from empty list');
  const at = index < 0 ? index + self.length : index;
  if (at < 0 || at >= self.length) indexError('pop index out of range');
  return self.splice(at, 1)[0] ?? null;
}

function sort(self: Value[], args: Arguments): null {
  const sorted = sortItems(self, args.at(0), args.isTrue(1));
  self.splice(0, self.length);
  return extend(self, sorted);
}
