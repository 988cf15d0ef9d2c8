import { describe, expect, test } from 'vitest';
import { evaluateExpression } from '../../../engine/expression/index.js';
import { type Exposed, ExpressionModule, exposed, method, property } from '../../../engine/registry/exposed.js';
import { Callable, Float, type Value } from '../../../engine/values/index.js';
import { failureOf } from './failure-of.js';

class Vector {
  static readonly [exposed]: Exposed = {
    items: property(),
    max_items: property(),
    scaled: method('factor', 'offset'),
    __add__: method('other').as('plus'),
    __radd__: method('other').as('plus'),
    __mul__: method('other').as('scaled'),
    __neg__: method().as('negated'),
    __len__: method().as('count'),
    __getitem__: method('index').as('at'),
    __contains__: method('item').as('has'),
    __eq__: method('other').as('equals'),
    __lt__: method('other').as('isBelow'),
    __call__: method('x', 'y').as('apply'),
    __str__: method().as('toText'),
    __bool__: method().as('isFilled'),
  };
  readonly maxItems = 9;

  constructor(readonly items: readonly number[]) {}

  scaled(factor: number, offset = 0): Vector {
    return new Vector(this.items.map((item) => item * factor + offset));
  }
  plus(other: Vector | number): Vector {
    const add = other instanceof Vector ? other.items : this.items.map(() => other);
    return new Vector(this.items.map((item, index) => item + (add[index] ?? 0)));
  }
  negated(): Vector {
    return this.scaled(-1);
  }
  count(): number {
    return this.items.length;
  }
  at(index: number): number {
    return this.items[index] ?? 0;
  }
  has(item: number): boolean {
    return this.items.includes(item);
  }
  equals(other: unknown): boolean {
    return other instanceof Vector && String(other.items) === String(this.items);
  }
  isBelow(other: Vector): boolean {
    return this.items.length < other.items.length;
  }
  apply(x: number, y = 10): string {
    return `${x}:${y}`;
  }
  toText(): string {
    return `Vector(${this.items.join(' ')})`;
  }
  isFilled(): boolean {
    return this.items.length > 0;
  }
}

class Toolbox extends ExpressionModule {
  readonly name = 'tools';
  setting: Value = 1;
  attribute(name: string): Value | undefined {
    return { setting: this.setting, double: (x: number) => 2 * x, half: new Float(0.5) }[name];
  }
  names(): string[] {
    return ['setting', 'double', 'half'];
  }
  override assign(name: string, value: Value): boolean {
    if (name !== 'setting') return false;
    this.setting = value;
    return true;
  }
}

class KeywordsOnly extends Callable {
  readonly name = 'keywords';
  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    return [positional.length, [...keywords.keys()]];
  }
}

const names = { v: new Vector([1, 2, 3]), w: new Vector([4]), tools: new Toolbox(), k: new KeywordsOnly() };
const run = (source: string): Value => evaluateExpression(source, names);

describe('what an object exposes', () => {
  test.each<[string, unknown]>([
    ['v.items', [1, 2, 3]],
    ['v.max_items', 9],
    ['(v + w).items', [5, 2, 3]],
    ['(1 + v).items', [2, 3, 4]],
    ['(v * 2).items', [2, 4, 6]],
    ['(-v).items', [-1, -2, -3]],
    ['v.scaled(offset=1, factor=3).items', [4, 7, 10]],
    ['v.scaled(*[2], **{"offset": 1}).items', [3, 5, 7]],
    ['len(v)', 3],
    ['v[1]', 2],
    ['2 in v, 5 not in v', { items: [true, true] }],
    ['v == v.scaled(1), v != w, v == 1', { items: [true, true, false] }],
    ['w < v, w > v', { items: [true, false] }],
    ['v(1), v(1, y=2)', { items: ['1:10', '1:2'] }],
    ["str(v) + f'{w}'", 'Vector(1 2 3)Vector(4)'],
    ['[bool(v), not v.scaled(1), v and 1]', [true, false, 1]],
    ['callable(v), hasattr(v, "items"), hasattr(v, "secret")', { items: [true, true, false] }],
    ['getattr(v, "nothing", 5)', 5],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(
      expected !== null && typeof expected === 'object' && 'items' in expected
        ? expect.objectContaining(expected)
        : expected,
    );
  });

  test('nothing else', () => {
    expect(failureOf(() => run('v.plus(1)'))).toMatchObject({ pythonName: 'AttributeError' });
    expect(failureOf(() => run('v - w'))).toMatchObject({
      pythonName: 'TypeError',
      message: "unsupported operand type(s) for -: 'Vector' and 'Vector'",
    });
    expect(failureOf(() => run('w <= v'))).toMatchObject({ pythonName: 'TypeError' });
    expect(failureOf(() => run('v.item'))).toMatchObject({ fix: expect.stringContaining('items') });
  });
});

describe('modules', () => {
  test('give their attributes', () => {
    expect(run('tools.double(4) * tools.half')).toEqual(new Float(4));
    expect(failureOf(() => run('tools.nothing'))).toMatchObject({
      pythonName: 'AttributeError',
      message: "module 'tools' has no attribute 'nothing'",
    });
    expect(failureOf(() => run('tools.__dict__'))).toMatchObject({ code: 'not_allowed' });
  });

  test('take the attributes that they choose', () => {
    expect(run("(setattr(tools, 'setting', 7), tools.setting)[1]")).toBe(7);
    expect(failureOf(() => run("setattr(tools, 'double', 7)"))).toMatchObject({ code: 'not_allowed' });
  });
});

test('callables receive positional and keyword arguments', () => {
  expect(run('k(1, *[2], a=3, **{"b": 4})')).toEqual([2, ['a', 'b']]);
});
