import { exposedMember } from '../../registry/exposed.js';
import { AnySet, ByteArray, Dict, DictView, PyIterator, Range, Tuple, type Value } from '../../values/index.js';
import { allocate, spend } from '../budget.js';
import { isRaised, raise, refusePromise, typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { callExposed } from './exposed-operation.js';

/** Python's `iter(value)`, read item by item. Every item counts as a step of the budget. */
export function items(value: Value): IterableIterator<Value> {
  return new Counted(iterable(value)[Symbol.iterator]());
}

/** An iterator that charges the budget for each item. */
class Counted implements IterableIterator<Value> {
  constructor(private readonly source: Iterator<Value, unknown>) {}

  next(): IteratorResult<Value, undefined> {
    spend(1);
    const result = this.source.next();
    return result.done ? { done: true, value: undefined } : result;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** All items as a list of their own. */
export function listOf(value: Value): Value[] {
  if (Array.isArray(value) || value instanceof Tuple) {
    allocate(8 * value.length);
    return [...value];
  }
  const list: Value[] = [];
  for (const item of iterable(value)) {
    spend(1);
    allocate(8);
    list.push(item);
  }
  return list;
}

/** What `for` can run over, or TypeError. */
export function iterable(value: Value): Iterable<Value> {
  return tryIterable(value) ?? typeError(`'${typeName(value)}' object is not iterable`);
}

/** Whether `for` can run over the value. */
export function isIterable(value: Value): boolean {
  return tryIterable(value) !== undefined;
}

/** What `for` can run over, or undefined when Python calls the value not iterable. */
export function tryIterable(value: Value): Iterable<Value> | undefined {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value) || value instanceof Tuple || value instanceof PyIterator || value instanceof Range) {
    return value;
  }
  if (value instanceof Dict) return guarded(value, value.keys(), 'dictionary');
  if (value instanceof DictView) return guarded(value.dict, value, 'dictionary');
  if (value instanceof AnySet) return guarded(value, value, 'Set');
  if (value instanceof Uint8Array) return value;
  if (value instanceof ByteArray) return value.bytes;
  refusePromise(value);
  return exposedIterable(value);
}

/** Refuses to go on when the container changes its size underway, as Python does. */
function* guarded(container: { readonly size: number }, source: Iterable<Value>, name: string): Generator<Value, void> {
  const { size } = container;
  for (const item of source) {
    yield item;
    if (container.size !== size) raise('RuntimeError', `${name} changed size during iteration`);
  }
}

function exposedIterable(value: object): Iterable<Value> | undefined {
  if (exposedMember(value, '__iter__')) {
    const inner = callExposed(value, '__iter__');
    if (inner !== undefined && inner !== null && typeof inner === 'object') {
      if (isJavaScriptIterable(inner)) return inner;
    }
    return undefined;
  }
  return exposedMember(value, '__getitem__') ? indexed(value) : undefined;
}

function isJavaScriptIterable(value: object): value is Iterable<Value> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}

/** Python's old protocol: items 0, 1, 2, … until IndexError. */
function* indexed(value: object): Generator<Value, void> {
  for (let index = 0; ; index++) {
    let item: Value;
    try {
      item = callExposed(value, '__getitem__', index) ?? null;
    } catch (error) {
      if (isRaised(error, 'IndexError')) return;
      throw error;
    }
    yield item;
  }
}

/** Python's name for the iterator over `value`. */
function iteratorName(value: Value): string {
  if (value instanceof Dict) return 'dict_keyiterator';
  if (value instanceof DictView) return `dict_${value.kind.slice(0, -1)}iterator`;
  return `${value instanceof AnySet ? 'set' : typeName(value)}_iterator`;
}

/** Python's `iter(value)`: the value itself where it is an iterator. */
export function iteratorOf(value: Value): PyIterator {
  if (value instanceof PyIterator) return value;
  const source = iterable(value);
  return new PyIterator(iteratorName(value), source[Symbol.iterator]());
}
