import { describe, expect, test } from 'vitest';
import {
  Budget,
  defaultLimits,
  evaluate,
  evaluateExpression,
  parseExpression,
} from '../../../engine/expression/index.js';
import { failureOf } from './failure-of.js';

describe('memory', () => {
  test.each([
    '9**9**9',
    '10**10**10',
    '1 << 10**10',
    "'a' * 10**10",
    '[0] * 10**10',
    '(0,) * 10**12',
    "'a'.ljust(10**10)",
    "'a'.zfill(2**40)",
    "'%1000000000d' % 5",
    "'%.*f' % (10**9, 1.0)",
    "'{:1000000000000}'.format(1)",
    "f'{1:{10**12}}'",
    'bytes(10**12)',
    '(1).to_bytes(10**12)',
    "'ab'.join(['x' * 10**6] * 10**4)",
    "(lambda a: [a := a + a for _ in range(60)])('x')",
    "'x'.replace('', 'y' * 10**6) * 10**6",
    'int.from_bytes(bytes(10**8))',
  ])('%s', (source) => {
    expect(failureOf(() => evaluateExpression(source))).toMatchObject({ code: 'budget_exceeded', resource: 'memory' });
  });
});

describe('steps', () => {
  const small = { ...defaultLimits, steps: 200_000 };
  test.each([
    'sum(1 for a in range(10**6) for b in range(10**6))',
    'list(range(10**10))',
    'max(range(10**12))',
    '[x for x in iter(int, 1)]',
    'len(list(map(lambda x: x, iter(int, 1))))',
    'any(x < 0 for x in range(10**12))',
    '{i: i for i in range(10**9)}',
    'set(range(10**9))',
    '[*range(10**10)]',
    "''.join(str(i) for i in range(10**8))",
    '(lambda s: [s.append(s) for _ in range(10**9)])([])',
  ])('%s', (source) => {
    const scope = { names: new Map(), budget: new Budget(small) };
    expect(failureOf(() => evaluate(parseExpression(source), scope))).toMatchObject({ code: 'budget_exceeded' });
  });
});

describe('depth', () => {
  test.each([
    '(lambda f: f(f))(lambda f: f(f))',
    '(lambda f: f(f, 5000))(lambda f, n: n and 1 + f(f, n - 1))',
    `${'-'.repeat(50_000)}1`,
    `${'not '.repeat(50_000)}1`,
    `${'lambda: '.repeat(20_000)}1`,
  ])('%#', (source) => {
    expect(failureOf(() => evaluateExpression(source))).toMatchObject({ code: 'budget_exceeded', resource: 'depth' });
  });

  test('honest recursion has room', () => {
    expect(evaluateExpression('(lambda f: f(f, 300))(lambda f, n: n and 1 + f(f, n - 1))')).toBe(300);
  });

  test('long flat expressions have no depth', () => {
    expect(evaluateExpression(`1${' + 1'.repeat(20_000)}`)).toBe(20_001);
    expect(evaluateExpression(`1${' and 1'.repeat(20_000)}`)).toBe(1);
  });
});

describe('what is lazy or small costs nothing', () => {
  test.each([
    ['10**30 in range(10**40)', true],
    ['range(10**20)[5]', 5],
    ["'(' * 100000 == '('", false],
    ['pow(3, 10**100, 7)', 4],
    ['len(range(10**9))', 10 ** 9],
    ['sum(range(10**6))', 499999500000],
  ])('%s', (source, expected) => {
    expect(evaluateExpression(source)).toBe(expected);
  });
});
