import { exposedMember, exposedValue } from '../../registry/exposed.js';
import { Dict, DictView, Tuple, type Value } from '../../values/index.js';
import { allocateEntries, spend } from '../budget.js';
import type { Arguments } from '../callables/arguments.js';
import { data, methods, statics } from '../callables/members.js';
import { call } from '../operators/call.js';
import { isSetLike, setHas } from '../operators/equality.js';
import { hashable, withHashing } from '../operators/hashable.js';
import { isIterable, items, listOf } from '../operators/iterate.js';
import { subscript } from '../operators/subscript.js';
import { raise, typeError, valueError } from '../raise.js';
import { repr } from '../text/repr.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';
import { typeName } from './type-name.js';

const owner = { name: 'dict', is: (value: Value): value is Dict => value instanceof Dict };

export const dictType: PyType = new PyType({
  name: 'dict',
  base: objectType,
  accepts: owner.is,
  construct: ['source?, /, **kwargs', (args) => filled(new Dict(), args)],
  members: [
    ...methods<Dict>(owner, {
      get: ['key, default=None, /', (self, args) => self.get(hashable(args.at(0))) ?? args.at(1)],
      keys: ['', (self) => new DictView('keys', self)],
      values: ['', (self) => new DictView('values', self)],
      items: ['', (self) => new DictView('items', self)],
      copy: ['', (self) => copy(self)],
      clear: ['', (self) => clear(self)],
      pop: ['key, default?, /', (self, args) => pop(self, args)],
      popitem: ['', (self) => popLast(self)],
      setdefault: ['key, default=None, /', (self, args) => setDefault(self, hashable(args.at(0)), args.at(1))],
      update: ['source?, /, **kwargs', (self, args) => nothing(filled(self, args))],
    }),
    ...statics(owner, {
      fromkeys: ['iterable, value=None, /', (args) => fromKeys(args.at(0), args.at(1))],
    }),
  ],
});

const viewOwner = (kind: DictView['kind']) => ({
  name: `dict_${kind}`,
  is: (value: Value): value is DictView => value instanceof DictView && value.kind === kind,
});

function viewType(kind: DictView['kind']): PyType {
  const view = viewOwner(kind);
  const members = [
    ...data<DictView>(view, { mapping: (self) => self.dict }),
    ...(kind === 'values'
      ? []
      : methods<DictView>(view, { isdisjoint: ['other, /', (self, args) => isDisjoint(self, args.at(0))] })),
  ];
  return new PyType({ name: view.name, base: objectType, accepts: view.is, members });
}

export const viewTypes: Readonly<Record<DictView['kind'], PyType>> = {
  keys: viewType('keys'),
  values: viewType('values'),
  items: viewType('items'),
};

function isDisjoint(self: DictView, other: Value): boolean {
  for (const member of items(other)) if (isSetLike(self) && withHashing(() => setHas(self, member))) return false;
  return true;
}

function nothing(_done: unknown): null {
  return null;
}

function copy(dict: Dict): Dict {
  allocateEntries(dict.size);
  return new Dict(dict);
}

function clear(dict: Dict): null {
  dict.clear();
  return null;
}

function pop(dict: Dict, args: Arguments): Value {
  const key = hashable(args.at(0));
  const value = dict.get(key);
  if (value === undefined) return args.has(1) ? args.at(1) : raise('KeyError', repr(key));
  dict.delete(key);
  return value;
}

function popLast(dict: Dict): Tuple {
  const last = [...dict.keys()].at(-1);
  spend(dict.size / 8);
  if (last === undefined) raise('KeyError', "'popitem(): dictionary is empty'");
  const value = dict.get(last) ?? null;
  dict.delete(last);
  return new Tuple([last, value]);
}

function setDefault(dict: Dict, key: Value, fallback: Value): Value {
  const value = dict.get(key);
  if (value !== undefined) return value;
  allocateEntries(1);
  dict.set(key, fallback);
  return fallback;
}

function fromKeys(keys: Value, value: Value): Dict {
  const dict = new Dict();
  for (const key of items(keys)) {
    allocateEntries(1);
    dict.set(hashable(key), value);
  }
  return dict;
}

function filled(dict: Dict, args: Arguments): Dict {
  if (args.has(0)) addFrom(dict, args.at(0));
  for (const [key, value] of args.keywords) dict.set(key, value);
  return dict;
}

/** `dict.update(source)`: of a mapping, or of pairs. */
export function addFrom(dict: Dict, source: Value): void {
  const pairs = mappingEntries(source);
  if (pairs) {
    for (const [key, value] of pairs) {
      allocateEntries(1);
      dict.set(hashable(key), value);
    }
    return;
  }
  if (!isIterable(source)) typeError(`'${typeName(source)}' object is not iterable`);
  let index = 0;
  for (const item of items(source)) {
    if (!isIterable(item)) {
      typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
    }
    const pair = listOf(item);
    if (pair.length !== 2) {
      valueError(`dictionary update sequence element #${index} has length ${pair.length}; 2 is required`);
    }
    const [key = null, value = null] = pair;
    allocateEntries(1);
    dict.set(hashable(key), value);
    index++;
  }
}

/** The entries of a mapping (a dict, or an object that exposes `keys` and `__getitem__`); undefined for what is none. */
export function mappingEntries(value: Value): [Value, Value][] | undefined {
  if (value instanceof Dict) return [...value];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  if (!exposedMember(value, 'keys') || !exposedMember(value, '__getitem__')) return undefined;
  const keys = exposedValue(value, 'keys');
  return keys === undefined ? undefined : listOf(call(keys, [])).map((key) => [key, subscript(value, key)]);
}
