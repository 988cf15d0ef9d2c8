import { asSize } from '../../expression/callables/arguments.js';
import { equals, isSame } from '../../expression/operators/equality.js';
import { items, listOf } from '../../expression/operators/iterate.js';
import { subscript } from '../../expression/operators/subscript.js';
import { raise, valueError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { notImplemented, PyIterator, type Value } from '../../values/index.js';

/** `collections.deque`: a list with two ends, and a largest length if it has one. */
export class Deque {
  static readonly [exposed]: Exposed = {
    maxlen: property(),
    append: method('item').raw(),
    appendleft: method('item').raw(),
    extend: method('iterable').raw(),
    extendleft: method('iterable').raw(),
    pop: method().raw(),
    popleft: method().raw(),
    rotate: method('n').raw(),
    reverse: method().raw(),
    clear: method().raw(),
    copy: method().raw(),
    count: method('item').raw(),
    index: method('item').raw(),
    remove: method('item').raw(),
    __len__: method().as('size').raw(),
    __getitem__: method('index').as('item').raw(),
    __iter__: method().as('iterator').raw(),
    __contains__: method('item').as('has').raw(),
    __eq__: method('other').as('equalTo').raw(),
    __repr__: method().as('spelled').raw(),
  };

  #items: Value[] = [];

  constructor(
    source: Value,
    readonly maxlen: number | null,
  ) {
    if (maxlen !== null && maxlen < 0) valueError('maxlen must be non-negative');
    if (source !== null) this.extend(source);
  }

  append(item: Value): null {
    this.#items.push(item);
    if (this.maxlen !== null && this.#items.length > this.maxlen) this.#items.shift();
    return null;
  }

  appendleft(item: Value): null {
    this.#items.unshift(item);
    if (this.maxlen !== null && this.#items.length > this.maxlen) this.#items.pop();
    return null;
  }

  extend(source: Value): null {
    for (const item of listOf(source)) this.append(item);
    return null;
  }

  extendleft(source: Value): null {
    for (const item of listOf(source)) this.appendleft(item);
    return null;
  }

  pop(): Value {
    return this.#items.pop() ?? this.#emptyOrNone();
  }

  popleft(): Value {
    return this.#items.shift() ?? this.#emptyOrNone();
  }

  #emptyOrNone(): Value {
    return this.#items.length === 0 ? raise('IndexError', 'pop from an empty deque') : null;
  }

  rotate(n: Value = 1): null {
    const length = this.#items.length;
    if (length > 0) {
      const cut = ((-asSize(n) % length) + length) % length;
      this.#items = [...this.#items.slice(cut), ...this.#items.slice(0, cut)];
    }
    return null;
  }

  reverse(): null {
    this.#items.reverse();
    return null;
  }

  clear(): null {
    this.#items = [];
    return null;
  }

  copy(): Deque {
    return new Deque(this.#items, this.maxlen);
  }

  count(item: Value): number {
    return this.#items.filter((one) => isSame(one, item) || equals(one, item)).length;
  }

  index(item: Value): number {
    const at = this.#items.findIndex((one) => isSame(one, item) || equals(one, item));
    return at < 0 ? valueError(`${repr(item)} is not in deque`) : at;
  }

  remove(item: Value): null {
    const at = this.#items.findIndex((one) => isSame(one, item) || equals(one, item));
    if (at < 0) valueError('deque.remove(x): x not in deque');
    this.#items.splice(at, 1);
    return null;
  }

  size(): number {
    return this.#items.length;
  }

  item(index: Value): Value {
    if (asSize(index) >= this.#items.length || asSize(index) < -this.#items.length)
      raise('IndexError', 'deque index out of range');
    return subscript(this.#items, index);
  }

  iterator(): PyIterator {
    return new PyIterator('_collections._deque_iterator', items(this.#items));
  }

  has(item: Value): boolean {
    return this.count(item) > 0;
  }

  equalTo(other: Value): Value {
    return other instanceof Deque ? equals(this.#items, other.#items) : notImplemented;
  }

  spelled(): string {
    return `deque(${repr(this.#items)}${this.maxlen === null ? '' : `, maxlen=${this.maxlen}`})`;
  }
}
