import { allocateItems, spend } from '../../expression/budget.js';
import { asSize } from '../../expression/callables/arguments.js';
import { statics } from '../../expression/callables/members.js';
import { binary } from '../../expression/operators/binary.js';
import { call } from '../../expression/operators/call.js';
import { equals } from '../../expression/operators/equality.js';
import { items, iteratorOf, listOf } from '../../expression/operators/iterate.js';
import { isIntLike } from '../../expression/operators/number.js';
import { truthy } from '../../expression/operators/truth.js';
import { typeError, valueError } from '../../expression/raise.js';
import { PyType } from '../../expression/types/python-type.js';
import { PyIterator, Tuple, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { combinationsOf, permutationsOf, productOf, repeatedCombinationsOf } from './combinations.js';

/** A function whose result is an iterator over what a generator yields. */
function lazy(
  name: string,
  signature: string,
  run: (args: Arguments) => Iterator<Value, unknown>,
): ReturnType<typeof fn> {
  return fn(name, signature, (args) => new PyIterator(name, run(args)));
}

function* count(start: Value, step: Value): Generator<Value, void> {
  for (let value = start; ; value = binary('+', value, step)) {
    spend(1);
    yield value;
  }
}

function* cycle(source: Value): Generator<Value, void> {
  const kept: Value[] = [];
  for (const item of items(source)) {
    allocateItems(1);
    kept.push(item);
    yield item;
  }
  while (kept.length > 0) {
    for (const item of kept) {
      spend(1);
      yield item;
    }
  }
}

function* repeat(value: Value, times: number): Generator<Value, void> {
  for (let turn = 0; turn < times; turn++) {
    spend(1);
    yield value;
  }
}

function* accumulate(source: Value, combine: (a: Value, b: Value) => Value, initial: Value): Generator<Value, void> {
  let total: Value | undefined = initial === null ? undefined : initial;
  if (total !== undefined) yield total;
  for (const item of items(source)) {
    total = total === undefined ? item : combine(total, item);
    yield total;
  }
}

function* chain(sources: Iterable<Value>): Generator<Value, void> {
  for (const source of sources) yield* items(source);
}

function* compress(data: Value, selectors: Value): Generator<Value, void> {
  const chosen = iteratorOf(selectors);
  for (const item of items(data)) {
    const selector = chosen.next();
    if (selector.done) return;
    if (truthy(selector.value)) yield item;
  }
}

function* dropWhile(test: Value, source: Value): Generator<Value, void> {
  let dropping = true;
  for (const item of items(source)) {
    dropping &&= truthy(call(test, [item]));
    if (!dropping) yield item;
  }
}

function* takeWhile(test: Value, source: Value): Generator<Value, void> {
  for (const item of items(source)) {
    if (!truthy(call(test, [item]))) return;
    yield item;
  }
}

function* filterFalse(test: Value, source: Value): Generator<Value, void> {
  for (const item of items(source)) if (!truthy(test === null ? item : call(test, [item]))) yield item;
}

function* starMap(code: Value, source: Value): Generator<Value, void> {
  for (const item of items(source)) yield call(code, listOf(item));
}

function* pairwise(source: Value): Generator<Value, void> {
  let before: Value | undefined;
  for (const item of items(source)) {
    if (before !== undefined) yield new Tuple([before, item]);
    before = item;
  }
}

function* zipLongest(sources: readonly PyIterator[], fill: Value): Generator<Value, void> {
  const open = new Set(sources);
  for (;;) {
    const row = sources.map((source) => {
      const next = open.has(source) ? source.next() : undefined;
      if (next && !next.done) return next.value;
      open.delete(source);
      return fill;
    });
    if (open.size === 0) return;
    spend(row.length);
    yield new Tuple(row);
  }
}

/** Runs of neighbours with equal keys; a run that is not read is passed over. */
function* groupBy(source: Value, key: Value): Generator<Value, void> {
  const iterator = iteratorOf(source);
  const keyOf = (item: Value): Value => (key === null ? item : call(key, [item]));
  let next = iterator.next();
  while (!next.done) {
    const current = keyOf(next.value);
    function* run(): Generator<Value, void> {
      while (!next.done && equals(keyOf(next.value), current)) {
        spend(1);
        const item = next.value;
        next = iterator.next();
        yield item;
      }
    }
    const group = new PyIterator('itertools._grouper', run());
    yield new Tuple([current, group]);
    while (!group.next().done) spend(1);
  }
}

/** `islice(iterable, stop)` and `islice(iterable, start, stop, step)`. */
function* slice(source: Value, bounds: readonly Value[]): Generator<Value, void> {
  const [start, stop, step] = bounds.length === 1 ? [null, bounds[0] ?? null, null] : bounds;
  const limit = (value: Value | undefined, missing: number): number => {
    if (value === null || value === undefined) return missing;
    const whole = isIntLike(value) ? asSize(value) : -1;
    return whole < 0 ? valueError('Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.') : whole;
  };
  const [from, to, by] = [limit(start, 0), limit(stop, Number.POSITIVE_INFINITY), limit(step, 1)];
  if (by === 0) valueError('Step for islice() must be a positive integer or None.');
  const iterator = iteratorOf(source);
  let wanted = from;
  for (let at = 0; wanted < to; at++) {
    spend(1);
    const next = iterator.next();
    if (next.done) return;
    if (at === wanted) {
      yield next.value;
      wanted += by;
    }
  }
  // CPython reads on to the start where nothing is wanted.
  for (let at = 0; to < from && at < to; at++) if (iterator.next().done) return;
}

/** Independent readers of one iterator, which share what some have read and others not. */
function tee(source: Value, readers: number): Tuple {
  allocateItems(readers);
  const iterator = iteratorOf(source);
  const kept: Value[] = [];
  function* reader(): Generator<Value, void> {
    for (let at = 0; ; at++) {
      if (at === kept.length) {
        const next = iterator.next();
        if (next.done) return;
        allocateItems(1);
        kept.push(next.value);
      }
      yield kept[at] ?? null;
    }
  }
  return new Tuple(Array.from({ length: readers }, () => new PyIterator('itertools._tee', reader())));
}

function size(a: Arguments, name: string): number {
  const value = a.count(name);
  return value < 0 ? valueError(`${name} must be non-negative`) : value;
}

/** `chain`, with its alternative constructor. */
const chainType = new PyType({
  name: 'itertools.chain',
  accepts: (value) => value instanceof PyIterator && value.typeName === 'itertools.chain',
  construct: ['*iterables', (args) => chained(args.rest)],
  members: statics({ name: 'chain' }, { from_iterable: ['iterable, /', (args) => chained(items(args.at(0)))] }),
});

function chained(sources: Iterable<Value>): PyIterator {
  return new PyIterator('itertools.chain', chain(sources));
}

/** Python's `itertools`; everything is computed item by item. */
export const itertoolsModule = new TableModule(
  'itertools',
  members(
    [
      lazy('count', 'start=0, step=1', (a) => count(a.value('start'), a.value('step'))),
      lazy('cycle', 'iterable, /', (a) => cycle(a.value('iterable'))),
      lazy('repeat', 'object, times?', (a) =>
        repeat(a.value('object'), a.has('times') ? a.count('times') : Number.POSITIVE_INFINITY),
      ),
      lazy('accumulate', 'iterable, func=None, *, initial=None', (a) =>
        accumulate(
          a.value('iterable'),
          a.isNone('func') ? (x, y) => binary('+', x, y) : (x, y) => call(a.value('func'), [x, y]),
          a.value('initial'),
        ),
      ),
      lazy('compress', 'data, selectors', (a) => compress(a.value('data'), a.value('selectors'))),
      lazy('dropwhile', 'predicate, iterable, /', (a) => dropWhile(a.value('predicate'), a.value('iterable'))),
      lazy('takewhile', 'predicate, iterable, /', (a) => takeWhile(a.value('predicate'), a.value('iterable'))),
      lazy('filterfalse', 'function, iterable, /', (a) => filterFalse(a.value('function'), a.value('iterable'))),
      lazy('starmap', 'function, iterable, /', (a) => starMap(a.value('function'), a.value('iterable'))),
      lazy('pairwise', 'iterable, /', (a) => pairwise(a.value('iterable'))),
      lazy('zip_longest', '*iterables, fillvalue=None', (a) =>
        zipLongest(a.rest.map(iteratorOf), a.value('fillvalue')),
      ),
      lazy('groupby', 'iterable, key=None', (a) => groupBy(a.value('iterable'), a.value('key'))),
      lazy('islice', 'iterable, /, *bounds', (a) => {
        if (a.rest.length === 0 || a.rest.length > 3)
          typeError(`islice expected at most 4 arguments, got ${a.rest.length + 1}`);
        return slice(a.value('iterable'), a.rest);
      }),
      fn('tee', 'iterable, n=2, /', (a) => tee(a.value('iterable'), size(a, 'n'))),
      lazy('product', '*iterables, repeat=1', (a) => {
        const pools = a.rest.map(listOf);
        const repeats = size(a, 'repeat');
        return productOf(Array.from({ length: repeats }, () => pools).flat());
      }),
      lazy('permutations', 'iterable, r=None', (a) => {
        const pool = listOf(a.value('iterable'));
        return permutationsOf(pool, a.isNone('r') ? pool.length : size(a, 'r'));
      }),
      lazy('combinations', 'iterable, r', (a) => combinationsOf(listOf(a.value('iterable')), size(a, 'r'))),
      lazy('combinations_with_replacement', 'iterable, r', (a) =>
        repeatedCombinationsOf(listOf(a.value('iterable')), size(a, 'r')),
      ),
    ],
    { chain: chainType },
  ),
);
