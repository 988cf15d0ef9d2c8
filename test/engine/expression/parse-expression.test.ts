import { describe, expect, test } from 'vitest';
import { parseExpression, references } from '../../../engine/expression/index.js';
import { failureOf } from './failure-of.js';

describe('the syntax tree', () => {
  test('knows where each node stands', () => {
    expect(parseExpression('a + f(b, k=1)[0]')).toMatchObject({
      kind: 'binary',
      start: 0,
      end: 16,
      left: { kind: 'name', start: 0, end: 1 },
      right: {
        kind: 'subscript',
        start: 4,
        end: 16,
        object: { kind: 'call', start: 4, end: 13, keywords: [{ name: 'k', start: 9, end: 12 }] },
      },
    });
  });

  test.each([
    ['-2 ** 2', { kind: 'unary', operand: { kind: 'binary', operator: '**' } }],
    ['2 ** -1', { kind: 'binary', right: { kind: 'unary' } }],
    ['2 ** 3 ** 2', { kind: 'binary', left: { kind: 'constant' }, right: { operator: '**' } }],
    ['not a == b', { kind: 'unary', operator: 'not', operand: { kind: 'comparison' } }],
    ['a or b and c', { kind: 'logical', operator: 'or', operands: [{ kind: 'name' }, { operator: 'and' }] }],
    ['a if b else c if d else e', { kind: 'conditional', no: { kind: 'conditional' } }],
    ['1, 2', { kind: 'tuple', items: [{ value: 1 }, { value: 2 }] }],
    ['x[1:2, ...]', { kind: 'subscript', index: { kind: 'tuple', items: [{ kind: 'slice' }, { kind: 'constant' }] } }],
  ])('%s', (source, tree) => {
    expect(parseExpression(source)).toMatchObject(tree);
  });

  test.each([' 1', '1 ', '\n 1\n', '\t1 # note', '(1\n)', '1 \\\n', '\n\n1'])(
    'blank space around %j does not matter',
    (source) => {
      if (source.endsWith('\\\n')) expect(() => parseExpression(source)).toThrow();
      else expect(parseExpression(source)).toMatchObject({ kind: 'constant', value: 1 });
    },
  );
});

describe('references', () => {
  const ids = (source: string): string[] => references(parseExpression(source)).map(({ id }) => id);

  test.each<[string, string[]]>([
    ['@a', ['a']],
    ['@a.b', ['a']],
    ['@a::b#c[0]', ['a::b::c']],
    ['@x-y', ['x']],
    ['f(@a, *@b, **@c)', ['a', 'b', 'c']],
    ['-@a + @über::0', ['a', 'über::0']],
    ['@a if @b else @c', ['a', 'b', 'c']],
    ["f'{@a:>5} @b {@c#d}' + '@e'", ['a', 'c::d']],
    ['lambda x=@a: x + @b', ['a', 'b']],
    ['[@a for i in @b if @c]', ['a', 'b', 'c']],
    ['@#x + @##y', ['::x', '::::y']],
  ])('%s', (source, expected) => {
    expect(ids(source)).toEqual(expected);
  });

  test('have offsets, and keep what was written', () => {
    expect(references(parseExpression('1 + @train#loss'))).toEqual([
      { kind: 'reference', id: 'train::loss', written: 'train#loss', start: 4, end: 15 },
    ]);
  });

  test.each(['1 @a', '@a @b', '@', '@ a', '@a 1'])('%s is no expression', (source) => {
    expect(failureOf(() => parseExpression(source)).code).toBe('expression_syntax');
  });
});

describe('syntax errors', () => {
  test.each([
    ['1 +', 3],
    ['(1', 0],
    ['1)', 1],
    ['[1, 2)', 5],
    ["'abc", 0],
    ['a = 1', 2],
    ['x if y', 6],
    ['f(a=1, a=2)', 7],
    ['f(a=1, 2)', 7],
    ['0777', 0],
    ['1abc', 0],
    ['a ? b', 2],
    ['lambda x, x: 1', 10],
    ['[x for 1 in y]', 7],
    ["f'{1'", 4],
    ["'\\x1'", 1],
  ])('%s fails at %i', (source, offset) => {
    expect(failureOf(() => parseExpression(source))).toMatchObject({ code: 'expression_syntax', offset });
  });

  test('count from where the expression stands', () => {
    expect(failureOf(() => parseExpression('1 +', { offset: 10 }))).toMatchObject({ offset: 13 });
  });

  test('say what to write instead', () => {
    expect(failureOf(() => parseExpression('x = 1'))).toHaveProperty('fix');
    expect(failureOf(() => parseExpression('print 1'))).toHaveProperty('fix');
    expect(failureOf(() => parseExpression('a && b'))).toHaveProperty('fix');
  });
});
