import { exposedMember } from '../../registry/exposed.js';
import {
  addInts,
  Dict,
  DictView,
  type Int,
  PyException,
  PyIterator,
  Range,
  Tuple,
  type Value,
} from '../../values/index.js';
import { spend } from '../budget.js';
import { type Arguments, asIndex } from '../callables/arguments.js';
import { methods } from '../callables/members.js';
import { call } from '../operators/call.js';
import { callExposed } from '../operators/exposed-operation.js';
import { iteratorOf } from '../operators/iterate.js';
import { lengthOf, tryLength } from '../operators/length.js';
import { subscript } from '../operators/subscript.js';
import { truthy } from '../operators/truth.js';
import { raise, typeError, valueError } from '../raise.js';
import { text } from '../text/repr.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';
import { reversedRange } from './range-type.js';
import { typeName } from './type-name.js';

function iteratorType(name: string, parameters: string, run: (args: Arguments) => Iterator<Value>): PyType {
  return new PyType({
    name,
    base: objectType,
    accepts: (value) => value instanceof PyIterator && value.typeName === name,
    construct: [parameters, (args) => new PyIterator(name, run(args))],
  });
}

export const zipType = iteratorType('zip', '*iterables, strict=False', (args) =>
  zip(args.rest.map(iteratorOf), args.isTrue(0)),
);

function* zip(sources: readonly PyIterator[], isStrict: boolean): Generator<Value, void> {
  if (sources.length === 0) return;
  for (;;) {
    spend(1);
    const row: Value[] = [];
    for (const [index, source] of sources.entries()) {
      const { done, value } = source.next();
      if (done) {
        if (isStrict) checkLengths(sources, index);
        return;
      }
      row.push(value);
    }
    yield new Tuple(row);
  }
}

/** With `strict=True`: the iterable at `ended` had no item; none of the others may have one. */
function checkLengths(sources: readonly PyIterator[], ended: number): void {
  const plural = (count: number): string => (count === 1 ? ' ' : `s 1-`);
  if (ended > 0) valueError(`zip() argument ${ended + 1} is shorter than argument${plural(ended)}${ended}`);
  for (const [index, source] of sources.entries()) {
    if (index === 0) continue;
    if (!source.next().done) valueError(`zip() argument ${index + 1} is longer than argument${plural(index)}${index}`);
  }
}

export const mapType = iteratorType('map', '*args', (args) => {
  const [callee, ...sources] = args.rest;
  if (callee === undefined || sources.length === 0) typeError('map() must have at least two arguments.');
  return map(callee, sources.map(iteratorOf));
});

function* map(callee: Value, sources: readonly PyIterator[]): Generator<Value, void> {
  for (;;) {
    spend(1);
    const row: Value[] = [];
    for (const source of sources) {
      const { done, value } = source.next();
      if (done) return;
      row.push(value);
    }
    yield call(callee, row);
  }
}

export const filterType = iteratorType('filter', 'function, iterable, /', (args) =>
  filter(args.at(0), iteratorOf(args.at(1))),
);

function* filter(test: Value, source: PyIterator): Generator<Value, void> {
  for (const item of source) {
    spend(1);
    if (truthy(test === null ? item : call(test, [item]))) yield item;
  }
}

export const enumerateType = iteratorType('enumerate', 'iterable, start=0', (args) =>
  enumerate(iteratorOf(args.at(0)), asIndex(args.at(1))),
);

function* enumerate(source: PyIterator, start: Int): Generator<Value, void> {
  let index = start;
  for (const item of source) {
    spend(1);
    yield new Tuple([index, item]);
    index = addInts(index, 1);
  }
}

export const reversedType: PyType = new PyType({
  name: 'reversed',
  base: objectType,
  accepts: (value) => value instanceof PyIterator && /^(?:reversed|list_reverseiterator)$/.test(value.typeName),
  construct: ['sequence, /', (args) => reverse(args.at(0))],
});

function reverse(value: Value): PyIterator {
  if (value instanceof Range) return new PyIterator('range_iterator', reversedRange(value)[Symbol.iterator]());
  if (value instanceof Dict) return new PyIterator('dict_reversekeyiterator', backwards([...value.keys()]));
  if (value instanceof DictView) {
    return new PyIterator(`dict_reverse${value.kind.slice(0, -1)}iterator`, backwards([...value]));
  }
  if (Array.isArray(value)) return new PyIterator('list_reverseiterator', backwards(value));
  if (value !== null && typeof value === 'object' && exposedMember(value, '__reversed__')) {
    return iteratorOf(callExposed(value, '__reversed__') ?? null);
  }
  if (!isSequence(value)) typeError(`'${typeName(value)}' object is not reversible`);
  return new PyIterator('reversed', backwardsBy(value, lengthOf(value)));
}

function isSequence(value: Value): boolean {
  if (typeof value === 'string' || value instanceof Tuple || value instanceof Uint8Array) return true;
  if (value === null || typeof value !== 'object' || tryLength(value) === undefined) return false;
  return typeName(value) === 'bytearray' || exposedMember(value, '__getitem__') !== undefined;
}

function* backwards(list: readonly Value[]): Generator<Value, void> {
  for (let at = list.length - 1; at >= 0; at--) if (at < list.length) yield list[at] ?? null;
}

function* backwardsBy(sequence: Value, length: number): Generator<Value, void> {
  const points = typeof sequence === 'string' ? Array.from(sequence) : undefined;
  for (let at = length - 1; at >= 0; at--) yield points ? (points[at] ?? '') : subscript(sequence, at);
}

const generatorOwner = {
  name: 'generator',
  is: (value: Value): value is PyIterator => value instanceof PyIterator && value.typeName === 'generator',
};

export const generatorType: PyType = new PyType({
  name: 'generator',
  base: objectType,
  accepts: generatorOwner.is,
  members: methods<PyIterator>(generatorOwner, {
    send: ['value, /', (self, args) => send(self, args.at(0))],
    close: ['', (self) => self.close().value ?? null],
    throw: ['exception, value?, traceback?, /', (self, args) => throwInto(self, args.at(0))],
  }),
});

function send(generator: PyIterator, value: Value): Value {
  if (value !== null && !generator.isStarted) typeError("can't send non-None value to a just-started generator");
  const { done, value: item } = generator.next();
  return done ? raise('StopIteration', '') : item;
}

function throwInto(generator: PyIterator, exception: Value): never {
  generator.close();
  if (exception instanceof PyException) raise(exception.typeName, text(exception));
  const made = exception instanceof PyType ? call(exception, []) : undefined;
  if (made instanceof PyException) raise(made.typeName, text(made));
  typeError(`exceptions must be classes or instances deriving from BaseException, not ${typeName(exception)}`);
}
