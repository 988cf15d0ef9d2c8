import { builtins } from '../../expression/builtins/index.js';
import { asIndex, asSize } from '../../expression/callables/arguments.js';
import { attribute } from '../../expression/operators/attribute.js';
import { binary } from '../../expression/operators/binary.js';
import { call } from '../../expression/operators/call.js';
import { contains } from '../../expression/operators/contains.js';
import { equality, equals, isSame } from '../../expression/operators/equality.js';
import { callExposed } from '../../expression/operators/exposed-operation.js';
import { items } from '../../expression/operators/iterate.js';
import { tryLength } from '../../expression/operators/length.js';
import { order } from '../../expression/operators/order.js';
import { subscript } from '../../expression/operators/subscript.js';
import { truthy } from '../../expression/operators/truth.js';
import { unary } from '../../expression/operators/unary.js';
import { typeError, valueError } from '../../expression/raise.js';
import { Callable, notImplemented, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

function ofTwo(name: string, compute: (a: Value, b: Value) => Value): ReturnType<typeof fn> {
  return fn(name, 'a, b, /', (args) => compute(args.value('a'), args.value('b')));
}

function ofOne(name: string, compute: (a: Value) => Value): ReturnType<typeof fn> {
  return fn(name, 'a, /', (args) => compute(args.value('a')));
}

const binaries = (
  [
    ['add', '+'],
    ['sub', '-'],
    ['mul', '*'],
    ['truediv', '/'],
    ['floordiv', '//'],
    ['mod', '%'],
    ['pow', '**'],
    ['lshift', '<<'],
    ['rshift', '>>'],
    ['and_', '&'],
    ['or_', '|'],
    ['xor', '^'],
  ] as const
).flatMap(([name, operator]) => {
  const inPlace = `i${name.replace('_', '')}`;
  return [name, inPlace].map((one) => ofTwo(one, (a, b) => binary(operator, a, b)));
});

const orders = (
  [
    ['lt', '<'],
    ['le', '<='],
    ['gt', '>'],
    ['ge', '>='],
  ] as const
).map(([name, operator]) => ofTwo(name, (a, b) => order(operator, a, b)));

const others = [
  ofTwo('eq', equality),
  ofTwo('ne', (a, b) => {
    const own = callExposed(a, '__ne__', b);
    return own !== undefined && own !== notImplemented ? own : !equals(a, b);
  }),
  ofTwo('is_', isSame),
  ofTwo('is_not', (a, b) => !isSame(a, b)),
  ofTwo('contains', contains),
  ofTwo('getitem', subscript),
  ofTwo('concat', (a, b) => binary('+', a, b)),
  ofTwo(
    'matmul',
    (a, b) =>
      callExposed(a, '__matmul__', b) ??
      callExposed(b, '__rmatmul__', a) ??
      typeError('unsupported operand type(s) for @'),
  ),
  ofOne('neg', (a) => unary('-', a)),
  ofOne('pos', (a) => unary('+', a)),
  ofOne('inv', (a) => unary('~', a)),
  ofOne('invert', (a) => unary('~', a)),
  ofOne('not_', (a) => !truthy(a)),
  ofOne('truth', (a) => truthy(a)),
  ofOne('index', (a) => asIndex(a)),
  ofOne('abs', (a) => call(builtins.get('abs') ?? null, [a])),
  ofTwo('countOf', (a, b) => {
    let count = 0;
    for (const item of items(a)) if (isSame(item, b) || equals(item, b)) count++;
    return count;
  }),
  ofTwo('indexOf', (a, b) => {
    let at = 0;
    for (const item of items(a)) {
      if (isSame(item, b) || equals(item, b)) return at;
      at++;
    }
    return valueError('sequence.index(x): x not in sequence');
  }),
  fn('length_hint', 'obj, default=0, /', (a) => tryLength(a.value('obj')) ?? asSize(a.value('default'))),
];

/** A function made by `itemgetter`, `attrgetter` or `methodcaller`. */
class Getter extends Callable {
  constructor(
    readonly name: string,
    private readonly read: (object: Value) => Value,
  ) {
    super();
  }

  override get kind(): string {
    return `operator.${this.name}`;
  }

  call(positional: readonly Value[]): Value {
    const [object] = positional;
    if (object === undefined || positional.length > 1) {
      typeError(`${this.name} expected 1 argument, got ${positional.length}`);
    }
    return this.read(object);
  }
}

/** One value for one thing asked for, a tuple for several. */
function collected<T>(name: string, wanted: readonly T[], read: (object: Value, one: T) => Value): Getter {
  const [only] = wanted;
  if (only === undefined) typeError(`${name} expected 1 argument, got 0`);
  if (wanted.length === 1) return new Getter(name, (object) => read(object, only));
  return new Getter(name, (object) => new Tuple(wanted.map((one) => read(object, one))));
}

function dotted(object: Value, path: string): Value {
  return path.split('.').reduce<Value>(attribute, object);
}

const makers = [
  fn('itemgetter', '*items', (a) => collected('itemgetter', a.rest, subscript)),
  fn('attrgetter', '*attrs', (a) => {
    const names = a.rest.map((name) =>
      typeof name === 'string' ? name : typeError('attribute name must be a string'),
    );
    return collected('attrgetter', names, dotted);
  }),
  fn('methodcaller', 'name, /, *args, **kwargs', (a) => {
    const name = a.text('name');
    return new Getter('methodcaller', (object) => call(attribute(object, name), a.rest, a.keywords));
  }),
];

/** Python's `operator`. */
export const operatorModule = new TableModule('operator', members([...binaries, ...orders, ...others, ...makers]));
