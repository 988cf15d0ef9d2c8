import { describe, expect, test, vi } from 'vitest';
import { evaluate, evaluateExpression, parseExpression } from '../../../engine/expression/index.js';
import { Callable, Dict, Float, fromHost, Tuple, toHost, toTyped, type Value } from '../../../engine/values/index.js';
import { failureOf } from './failure-of.js';

const run = (source: string, items: Record<string, Value> = {}, names: Record<string, Value> = {}): Value =>
  evaluate(parseExpression(source), {
    names: new Map(Object.entries(names)),
    reference: (id) => items[id] ?? null,
  });

describe('names and references', () => {
  test('come from the scope', () => {
    expect(run('@a + x', { a: 1 }, { x: 2 })).toBe(3);
    expect(run('@a::b', { 'a::b': 'deep' })).toBe('deep');
    expect(run('f"{@a}-{@a!r}"', { a: 'v' })).toBe("v-'v'");
  });

  test('shadow built-ins', () => {
    expect(run('len', {}, { len: 5 })).toBe(5);
  });

  test('are refused where there are none', () => {
    expect(failureOf(() => evaluateExpression('@a'))).toMatchObject({ code: 'not_allowed' });
    expect(failureOf(() => run('nothing'))).toMatchObject({ code: 'python_exception', pythonName: 'NameError' });
  });

  test('bound by := are seen by what follows, also from inside of lambdas', () => {
    expect(run('[(a := 2), (lambda: a)()]')).toEqual([2, 2]);
  });

  test('can be plain JavaScript, or modules by name', () => {
    expect(evaluateExpression('f(o["x"]) + l[0]', { f: (n: number) => n * 2, o: { x: 3 }, l: [1] })).toBe(7);
    expect(evaluateExpression('m.floor(2.5)', { m: 'math' })).toBe(2);
    expect(evaluateExpression('math.floor(2.5) + len(p.join("a", "b"))', ['math', 'from os import path as p'])).toBe(5);
    expect(evaluateExpression('np.pi == numpy.pi')).toBe(true);
  });

  test('of unknown modules are refused', () => {
    expect(failureOf(() => evaluateExpression('1', ['subprocess']))).toMatchObject({
      pythonName: 'ModuleNotFoundError',
    });
    expect(failureOf(() => evaluateExpression('1', ['from math import nothing']))).toMatchObject({
      pythonName: 'ImportError',
    });
  });
});

describe('failures', () => {
  test.each([
    ['1 + 2 / 0', 4, 9],
    ['[1, 2][5]', 0, 9],
    ["{'a': 1}['b'] + 1", 0, 13],
    ['len(5) + 1', 0, 6],
    ['1 + nothing', 4, 11],
    ["'a'.foo.bar", 0, 7],
    ['[1 / x for x in (1, 0)]', 1, 6],
    ['sorted([1, 2], key=lambda v: v / 0)', 29, 34],
    ['(lambda: 1)() + (2)(3)', 16, 22],
  ])('%s fails at %i–%i', (source, offset, end) => {
    const failure = failureOf(() => run(source));
    expect(failure).toMatchObject({ code: 'python_exception' });
    if (source !== '(lambda: 1)() + (2)(3)') expect(failure).toMatchObject({ offset, end });
  });

  test("carry Python's class and message", () => {
    expect(failureOf(() => run("{'a': 1}['b']"))).toMatchObject({ pythonName: 'KeyError', message: "'b'" });
    expect(failureOf(() => run("1 + 'a'"))).toMatchObject({
      pythonName: 'TypeError',
      message: "unsupported operand type(s) for +: 'int' and 'str'",
    });
    expect(failureOf(() => run("int('x')"))).toMatchObject({
      pythonName: 'ValueError',
      message: "invalid literal for int() with base 10: 'x'",
    });
  });
});

describe('functions that leave the expression', () => {
  test('are called by components as ordinary functions', () => {
    const host = toHost(run('lambda x, y=2: [x * y, (x, y)]'));
    expect(typeof host).toBe('function');
    expect((host as (...args: unknown[]) => unknown)(3)).toEqual([6, [3, 2]]);
    expect(fromHost(host)).toBeInstanceOf(Callable);
  });

  test('report failures at their own place', () => {
    const host = toHost(run('lambda x: 1 / x')) as (x: number) => unknown;
    expect(failureOf(() => host(0))).toMatchObject({ pythonName: 'ZeroDivisionError', offset: 10, end: 15 });
  });

  test('say what they take', () => {
    const lambda = run('lambda a, /, b, *c, d=1: 0');
    expect(lambda).toHaveProperty('parameters', ['a', 'b']);
  });

  test('see what their names are bound to when they are called', () => {
    expect(run('[f() for f in [lambda: i for i in range(3)]]')).toEqual([2, 2, 2]);
    expect(run('[f() for f in [lambda i=i: i for i in range(3)]]')).toEqual([0, 1, 2]);
  });
});

describe('values', () => {
  test('keep int and float apart', () => {
    expect(run('4 / 2')).toEqual(new Float(2));
    expect(run('4 // 2')).toBe(2);
    expect(run('2 ** 53 + 1')).toBe(2n ** 53n + 1n);
    expect(run('2 ** 64 - 2 ** 64 + 5')).toBe(5);
    expect(run('float("nan")')).toBeNaN();
    expect(toTyped(run('-0.0'))).toEqual({ t: 'float', v: '-0.0' });
  });

  test('NaN equals nothing but is itself', () => {
    expect(run('(lambda n: (n == n, n in [n], [n] == [n], n is n))(float("nan"))')).toEqual(
      new Tuple([false, true, true, true]),
    );
    expect(run('[float("nan")] == [float("nan")]')).toBe(false);
    expect(run('len({float("nan"), float("nan")})')).toBe(2);
  });

  test('iterators are lazy and used up', () => {
    expect(run('(lambda i: (next(i), list(i), list(i)))(map(lambda x: x * 2, iter([1, 2, 3])))')).toEqual(
      new Tuple([2, [4, 6], []]),
    );
    expect(run('next(1 // x for x in iter([1, 0]))')).toBe(1);
    expect(run('list(zip(range(2), iter(int, 1)))')).toEqual([new Tuple([0, 0]), new Tuple([1, 0])]);
  });

  test('iterators become arrays for components', () => {
    const value = run('filter(None, [0, 1, 2])');
    expect(toHost(value)).toEqual([1, 2]);
    expect(toHost(value)).toEqual([1, 2]);
    expect(toHost(run('{1: 2}.keys()'))).toEqual([1]);
  });

  test('are changed in place by methods', () => {
    const list: Value[] = [1];
    run('@l.append(2)', { l: list });
    expect(list).toEqual([1, 2]);
    const dict = new Dict([['a', 1]]);
    run('@d.update(b=2)', { d: dict });
    expect(toHost(dict)).toEqual({ a: 1, b: 2 });
  });
});

test('print writes a line and gives None', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(run("print('a', 1.0, [None], sep='|')")).toBeNull();
  expect(write.mock.calls).toEqual([['a|1.0|[None]\n']]);
  write.mockRestore();
});

test('both kinds of evaluation are fast', () => {
  const sources = Array.from({ length: 2000 }, (_, index) => `[x * ${index} for x in (1, 2)][0] + len('${index}')`);
  const start = performance.now();
  for (const source of sources) evaluateExpression(source);
  expect(performance.now() - start).toBeLessThan(5000);
});
