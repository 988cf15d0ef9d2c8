import { spend } from '../../expression/budget.js';
import { asSize } from '../../expression/callables/arguments.js';
import { binary } from '../../expression/operators/binary.js';
import { call } from '../../expression/operators/call.js';
import { equals } from '../../expression/operators/equality.js';
import { hashable } from '../../expression/operators/hashable.js';
import { items } from '../../expression/operators/iterate.js';
import { lessThan, order } from '../../expression/operators/order.js';
import { raise, valueError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { addFrom } from '../../expression/types/dict-type.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { Dict, notImplemented, PyIterator, Tuple, type Value } from '../../values/index.js';

/** `collections.OrderedDict`: a dict that also compares by order. */
export class OrderedDict extends Dict {
  static readonly [exposed]: Exposed = {
    move_to_end: method('key', 'last').raw(),
    popitem: method('last').raw(),
    copy: method().raw(),
    __eq__: method('other').as('equalTo').raw(),
    __repr__: method().as('spelled').raw(),
  };

  moveToEnd(key: Value, last: Value = true): null {
    const value = this.get(hashable(key));
    if (value === undefined) raise('KeyError', repr(key));
    const entries = [...this].filter(([other]) => !equals(other, key));
    this.clear();
    if (last === false) this.set(key, value);
    for (const [other, item] of entries) this.set(other, item);
    if (last !== false) this.set(key, value);
    return null;
  }

  popitem(last: Value = true): Value {
    const entry = [...this].at(last === false ? 0 : -1);
    if (!entry) raise('KeyError', "'dictionary is empty'");
    this.delete(entry[0]);
    return new Tuple(entry);
  }

  copy(): OrderedDict {
    return new OrderedDict(this);
  }

  equalTo(other: Value): Value {
    if (!(other instanceof Dict)) return notImplemented;
    if (other.size !== this.size) return false;
    if (!(other instanceof OrderedDict)) {
      return [...this].every(([key, value]) => {
        const theirs = other.get(key);
        return theirs !== undefined && equals(value, theirs);
      });
    }
    const theirs = [...other];
    return [...this].every(([key, value], i) => {
      const [otherKey = null, otherValue = null] = theirs[i] ?? [];
      return equals(key, otherKey) && equals(value, otherValue);
    });
  }

  spelled(): string {
    if (this.size === 0) return 'OrderedDict()';
    return `OrderedDict([${[...this].map(([key, value]) => `(${repr(key)}, ${repr(value)})`).join(', ')}])`;
  }
}

/** `collections.defaultdict`: a missing key is filled in by a function. */
export class DefaultDict extends Dict {
  static readonly [exposed]: Exposed = {
    default_factory: property('factory').raw(),
    copy: method().raw(),
    __missing__: method('key').as('missing').raw(),
    __repr__: method().as('spelled').raw(),
  };

  constructor(
    readonly factory: Value,
    entries: Iterable<readonly [Value, Value]> = [],
  ) {
    super(entries);
  }

  missing(key: Value): Value {
    if (this.factory === null) raise('KeyError', repr(key));
    const value = call(this.factory, []);
    this.set(hashable(key), value);
    return value;
  }

  copy(): DefaultDict {
    return new DefaultDict(this.factory, this);
  }

  spelled(): string {
    return `defaultdict(${repr(this.factory)}, ${repr(new Dict(this))})`;
  }
}

/** `collections.Counter`: how often each item occurs; an item that is missing occurs 0 times. */
export class Counter extends Dict {
  static readonly [exposed]: Exposed = {
    most_common: method('n').raw(),
    elements: method().raw(),
    total: method().raw(),
    update: method('iterable').raw(),
    subtract: method('iterable').raw(),
    copy: method().raw(),
    __missing__: method('key').as('missing').raw(),
    __add__: method('other').as('added').raw(),
    __sub__: method('other').as('subtracted').raw(),
    __or__: method('other').as('union').raw(),
    __and__: method('other').as('intersection').raw(),
    __pos__: method().as('positive').raw(),
    __neg__: method().as('negative').raw(),
    __eq__: method('other').as('equalTo').raw(),
    __repr__: method().as('spelled').raw(),
  };

  /** Counts the items of an iterable, or adds the counts of a dict. */
  static of(source: Value, keywords: ReadonlyMap<string, Value> = new Map()): Counter {
    const counter = new Counter();
    counter.#change(source, '+');
    counter.#change(new Dict(keywords), '+');
    return counter;
  }

  #change(source: Value, operator: '+' | '-'): void {
    if (source === null) return;
    if (source instanceof Dict) {
      for (const [key, count] of source) {
        const before = this.get(key);
        this.set(key, before === undefined && operator === '+' ? count : binary(operator, before ?? 0, count));
      }
      return;
    }
    for (const item of items(source)) this.set(hashable(item), binary(operator, this.count(item), 1));
  }

  count(key: Value): Value {
    return this.get(hashable(key)) ?? 0;
  }

  missing(): Value {
    return 0;
  }

  mostCommon(n: Value = null): Value {
    const entries = [...this].sort(([, a], [, b]) => (lessThan(b, a) ? -1 : lessThan(a, b) ? 1 : 0));
    const most = n === null || n === undefined ? entries.length : Math.max(0, asSize(n));
    return entries.slice(0, most).map((entry) => new Tuple(entry));
  }

  *#elements(): Generator<Value, void> {
    for (const [key, count] of this) {
      for (let turn = 0; turn < Number(count); turn++) {
        spend(1);
        yield key;
      }
    }
  }

  elements(): PyIterator {
    return new PyIterator('itertools.chain', this.#elements());
  }

  total(): Value {
    return [...this.values()].reduce<Value>((sum, count) => binary('+', sum, count), 0);
  }

  update(source: Value = null): null {
    this.#change(source, '+');
    return null;
  }

  subtract(source: Value = null): null {
    this.#change(source, '-');
    return null;
  }

  copy(): Counter {
    return new Counter(this);
  }

  /** Counts combined key by key, those above zero kept. */
  #combined(other: Value, combine: (mine: Value, theirs: Value) => Value): Value {
    if (!(other instanceof Counter)) return notImplemented;
    const result = new Counter();
    const keys = new Dict([...this, ...other]).keys();
    for (const key of keys) {
      const count = combine(this.count(key), other.count(key));
      if (order('>', count, 0) === true) result.set(key, count);
    }
    return result;
  }

  added(other: Value): Value {
    return this.#combined(other, (a, b) => binary('+', a, b));
  }

  subtracted(other: Value): Value {
    return this.#combined(other, (a, b) => binary('-', a, b));
  }

  union(other: Value): Value {
    return this.#combined(other, (a, b) => (lessThan(a, b) ? b : a));
  }

  intersection(other: Value): Value {
    return this.#combined(other, (a, b) => (lessThan(a, b) ? a : b));
  }

  positive(): Value {
    return this.added(new Counter());
  }

  negative(): Value {
    return new Counter().subtracted(this);
  }

  equalTo(other: Value): Value {
    if (!(other instanceof Counter)) return notImplemented;
    return [...new Dict([...this, ...other]).keys()].every((key) => equals(this.count(key), other.count(key)));
  }

  spelled(): string {
    if (this.size === 0) return 'Counter()';
    const entries = this.mostCommon();
    if (!Array.isArray(entries)) valueError('no counts');
    const spelled = entries.map((entry) => {
      const [key = null, count = null] = entry instanceof Tuple ? entry.items : [];
      return `${repr(key)}: ${repr(count)}`;
    });
    return `Counter({${spelled.join(', ')}})`;
  }
}

/** A dict as an entry list, for constructors that take what `dict()` takes. */
export function dictEntries(source: Value | undefined, keywords: ReadonlyMap<string, Value>): Dict {
  const dict = new Dict();
  if (source !== undefined) addFrom(dict, source);
  for (const [key, value] of keywords) dict.set(key, value);
  return dict;
}
