import { AnySet, type Dict, FrozenSet, PySet, type Value } from '../../values/index.js';
import { allocateEntries } from '../budget.js';
import type { Arguments } from '../callables/arguments.js';
import { type Member, methods, type Owner } from '../callables/members.js';
import { withHashing } from '../operators/hashable.js';
import { items } from '../operators/iterate.js';
import { members } from '../operators/set-operations.js';
import { raise } from '../raise.js';
import { repr } from '../text/repr.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';

const setOwner = { name: 'set', is: (value: Value): value is PySet => value instanceof PySet };
const frozenOwner = { name: 'frozenset', is: (value: Value): value is FrozenSet => value instanceof FrozenSet };

export const setType: PyType = new PyType({
  name: 'set',
  base: objectType,
  accepts: setOwner.is,
  construct: ['iterable?, /', (args) => withHashing(() => new PySet(args.has(0) ? counted(args.at(0)) : []))],
  members: [
    ...sharedMembers<PySet>(setOwner),
    ...methods<PySet>(setOwner, {
      add: ['element, /', (self, args) => change(self, () => self.add(args.at(0)))],
      discard: ['element, /', (self, args) => change(self, () => self.delete(args.at(0)))],
      remove: ['element, /', (self, args) => remove(self, args.at(0))],
      pop: ['', (self) => self.pop() ?? raise('KeyError', "'pop from an empty set'")],
      clear: ['', (self) => change(self, () => self.clear())],
      update: ['*others', (self, args) => each(self, args, (other) => self.update(other))],
      difference_update: ['*others', (self, args) => each(self, args, (other) => self.differenceUpdate(other))],
      intersection_update: ['*others', (self, args) => change(self, () => self.become(intersection(self, args)))],
      symmetric_difference_update: [
        'other, /',
        (self, args) => change(self, () => self.symmetricDifferenceUpdate(members(args.at(0)))),
      ],
    }),
  ],
});

export const frozenSetType: PyType = new PyType({
  name: 'frozenset',
  base: objectType,
  accepts: frozenOwner.is,
  construct: ['iterable?, /', (args) => frozen(args)],
  members: sharedMembers<FrozenSet>(frozenOwner),
});

function frozen(args: Arguments): FrozenSet {
  const source = args.at(0);
  if (source instanceof FrozenSet) return source;
  return withHashing(() => new FrozenSet(args.has(0) ? counted(source) : []));
}

/** The members of a set about to be made. */
function counted(value: Value): AnySet | Dict | Value[] {
  const source = members(value);
  allocateEntries(Array.isArray(source) ? source.length : source.size);
  return source;
}

function sharedMembers<S extends AnySet>(owner: Owner<S>): [string, Member][] {
  return methods<S>(owner, {
    copy: ['', (self) => (self instanceof FrozenSet ? self : self.union())],
    union: ['*others', (self, args) => hashed(self, () => self.union(...args.rest.map(members)))],
    intersection: ['*others', (self, args) => hashed(self, () => intersection(self, args))],
    difference: ['*others', (self, args) => hashed(self, () => difference(self, args))],
    symmetric_difference: [
      'other, /',
      (self, args) => hashed(self, () => self.symmetricDifference(members(args.at(0)))),
    ],
    isdisjoint: ['other, /', (self, args) => withHashing(() => isDisjoint(self, args.at(0)))],
    issubset: ['other, /', (self, args) => withHashing(() => self.isSubsetOf(asSet(args.at(0))))],
    issuperset: ['other, /', (self, args) => withHashing(() => asSet(args.at(0)).isSubsetOf(self))],
  });
}

function asSet(value: Value): AnySet {
  return value instanceof AnySet ? value : new PySet(members(value));
}

function hashed(self: AnySet, work: () => AnySet): AnySet {
  allocateEntries(self.size);
  return withHashing(work);
}

function intersection(self: AnySet, args: Arguments): AnySet {
  if (args.rest.length === 0) return self.union();
  return args.rest.reduce((result: AnySet, other) => result.intersection(members(other)), self);
}

function difference(self: AnySet, args: Arguments): AnySet {
  const [first, ...others] = args.rest;
  const result = first === undefined ? self.union() : self.difference(members(first));
  return others.reduce((rest: AnySet, other) => rest.difference(members(other)), result);
}

function isDisjoint(self: AnySet, other: Value): boolean {
  for (const member of items(other)) if (self.has(member)) return false;
  return true;
}

function change(self: PySet, work: () => unknown): null {
  const before = self.size;
  withHashing(work);
  if (self.size > before) allocateEntries(self.size - before);
  return null;
}

function each(self: PySet, args: Arguments, work: (other: AnySet | Dict | Value[]) => void): null {
  return change(self, () => {
    for (const other of args.rest) work(members(other));
  });
}

function remove(self: PySet, element: Value): null {
  if (!withHashing(() => self.delete(element))) raise('KeyError', repr(element));
  return null;
}
