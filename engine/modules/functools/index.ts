import { spend } from '../../expression/budget.js';
import { call, isCallable } from '../../expression/operators/call.js';
import { iteratorOf } from '../../expression/operators/iterate.js';
import { typeError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { PyType } from '../../expression/types/python-type.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { Callable, Dict, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** A function with some of its arguments filled in: `functools.partial(f, 1, x=2)`. */
export class Partial extends Callable {
  static readonly [exposed]: Exposed = {
    func: property('code').raw(),
    args: property('first').raw(),
    keywords: property('named').raw(),
    __repr__: method().as('spelled'),
  };

  readonly name = 'functools.partial';
  readonly code: Value;
  readonly first: Tuple;
  readonly #keywords: ReadonlyMap<string, Value>;

  constructor(code: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>) {
    super();
    // A partial of a partial is flattened, as Python does.
    const inner = code instanceof Partial ? code : undefined;
    this.code = inner ? inner.code : code;
    this.first = new Tuple([...(inner?.first.items ?? []), ...positional]);
    this.#keywords = new Map([...(inner?.keywordMap ?? []), ...keywords]);
  }

  get keywordMap(): ReadonlyMap<string, Value> {
    return this.#keywords;
  }

  get named(): Dict {
    return new Dict(this.#keywords);
  }

  override get kind(): string {
    return 'functools.partial';
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    return call(this.code, [...this.first.items, ...positional], new Map([...this.#keywords, ...keywords]));
  }

  spelled(): string {
    const named = [...this.#keywords].map(([name, value]) => `${name}=${repr(value)}`);
    return `functools.partial(${[repr(this.code), ...this.first.items.map(repr), ...named].join(', ')})`;
  }
}

/** A key made from an old-style comparison: what `functools.cmp_to_key` gives for one object. */
class ComparisonKey {
  static readonly [exposed]: Exposed = {
    __lt__: method('other').as('isLess').raw(),
    __gt__: method('other').as('isGreater').raw(),
    __le__: method('other').as('isNotGreater').raw(),
    __ge__: method('other').as('isNotLess').raw(),
    __eq__: method('other').as('isEqual').raw(),
  };

  constructor(
    readonly compare: Value,
    readonly value: Value,
  ) {}

  #order(other: Value): number {
    if (!(other instanceof ComparisonKey)) typeError('other argument must be K instance');
    return Number(call(this.compare, [this.value, other.value]));
  }

  isLess(other: Value): boolean {
    return this.#order(other) < 0;
  }

  isGreater(other: Value): boolean {
    return this.#order(other) > 0;
  }

  isNotGreater(other: Value): boolean {
    return this.#order(other) <= 0;
  }

  isNotLess(other: Value): boolean {
    return this.#order(other) >= 0;
  }

  isEqual(other: Value): boolean {
    return this.#order(other) === 0;
  }
}

function reduce(code: Value, source: Value, initial: Value | undefined): Value {
  const iterator = iteratorOf(source);
  let total = initial;
  for (const item of iterator) {
    spend(1);
    total = total === undefined ? item : call(code, [total, item]);
  }
  if (total === undefined) typeError('reduce() of empty iterable with no initial value');
  return total;
}

const partialType = new PyType({
  name: 'functools.partial',
  accepts: (value) => value instanceof Partial,
  construct: [
    'func, /, *args, **keywords',
    (args) => {
      if (!isCallable(args.at(0))) typeError('the first argument must be callable');
      return new Partial(args.at(0), args.rest, args.keywords);
    },
  ],
});

/** Python's `functools`; caches call through, since an expression's functions have no effects to save. */
export const functoolsModule = new TableModule(
  'functools',
  members(
    [
      fn('reduce', 'function, iterable, initial?, /', (a) =>
        reduce(a.value('function'), a.value('iterable'), a.has('initial') ? a.value('initial') : undefined),
      ),
      fn('cmp_to_key', 'mycmp', (a) => fn('K', 'obj', (b) => new ComparisonKey(a.value('mycmp'), b.value('obj')))),
      fn('lru_cache', 'maxsize=128, typed=False', (a) => {
        const first = a.value('maxsize');
        return isCallable(first) ? first : fn('decorator', 'function', (b) => b.value('function'));
      }),
      fn('cache', 'user_function, /', (a) => a.value('user_function')),
      fn('wraps', 'wrapped, assigned?, updated?', () => fn('decorator', 'function', (b) => b.value('function'))),
    ],
    { partial: partialType },
  ),
);
