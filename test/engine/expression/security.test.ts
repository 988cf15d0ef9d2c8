import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateExpression } from '../../../engine/expression/index.js';
import { toTyped, type Value } from '../../../engine/values/index.js';
import { failureOf } from './failure-of.js';

class Plain {
  secret = 1;
  method(): number {
    return 2;
  }
}

const names: Record<string, Value> = { plain: new Plain(), f: (x: number) => x + 1, o: { a: 1 } };

describe('attributes that lead out of the language are not allowed', () => {
  test.each([
    "''.constructor",
    '[].__class__',
    '().__class__.__bases__[0].__subclasses__()',
    '(lambda: 1).__globals__',
    'f.constructor',
    'f.prototype',
    'plain.constructor',
    'plain.__proto__',
    'str.__class__',
    "getattr('a', 'constructor')",
    "getattr([], '__class__', None)",
    "hasattr(1, '__class__')",
    "'{0.__class__}'.format(1)",
    "'{a.constructor}'.format_map({'a': 1})",
    "'{0:{0.__class__}}'.format(1)",
    "str.format('{0.__class__}', 1)",
    "f'{().__class__}'",
    '[x.__class__ for x in [1]]',
    '(lambda x: x._private)(1)',
    "setattr(plain, 'secret', 2)",
  ])('%s', (source) => {
    expect(failureOf(() => evaluateExpression(source, names))).toMatchObject({ code: 'not_allowed' });
  });
});

describe('built-ins that reach code or the interpreter are not allowed', () => {
  test.each(
    'eval exec compile __import__ globals locals vars input breakpoint delattr super __builtins__ exit'.split(' '),
  )('%s', (name) => {
    expect(failureOf(() => evaluateExpression(name))).toMatchObject({ code: 'not_allowed' });
    expect(failureOf(() => evaluateExpression(`${name}('x')`))).toMatchObject({ code: 'not_allowed' });
  });
});

describe('open reads and never writes', () => {
  test.each(['w', 'a', 'x', 'r+', 'rb+', 'w+', 'wb'])('mode %s', (mode) => {
    expect(failureOf(() => evaluateExpression(`open('medbundle-must-not-exist', '${mode}')`))).toMatchObject({
      code: 'not_allowed',
    });
    expect(existsSync('medbundle-must-not-exist')).toBe(false);
  });

  test('reads text', () => {
    expect(evaluateExpression("'medbundle' in open('package.json').read()")).toBe(true);
  });
});

describe('objects show nothing that they do not expose', () => {
  test.each([
    'plain.secret',
    'plain.method()',
    'f.call',
    'f.bind',
    'f.name',
    'o.a',
    "'a'.length",
    '[].push',
    '{}.size',
  ])('%s', (source) => {
    expect(failureOf(() => evaluateExpression(source, names))).toMatchObject({ pythonName: 'AttributeError' });
  });

  test.each(['constructor', '__proto__', 'toString', 'process', 'globalThis', 'Function', 'require', 'this'])(
    'JavaScript’s %s is no name',
    (name) => {
      expect(failureOf(() => evaluateExpression(name))).toMatchObject({ pythonName: 'NameError' });
    },
  );
});

test('__proto__ is an ordinary key', () => {
  expect(toTyped(evaluateExpression("{'__proto__': 1}"))).toEqual({
    t: 'dict',
    v: [
      [
        { t: 'str', v: '__proto__' },
        { t: 'int', v: '1' },
      ],
    ],
  });
  expect(evaluateExpression("dict(__proto__=5)['__proto__']")).toBe(5);
  expect(evaluateExpression("'{0[__class__]}'.format({'__class__': 5})")).toBe('5');
  expect(failureOf(() => evaluateExpression("{}['constructor']"))).toMatchObject({ pythonName: 'KeyError' });
  expect(failureOf(() => evaluateExpression("'%(__class__)s' % {}"))).toMatchObject({ pythonName: 'KeyError' });
});

describe('a Promise is not operated on', () => {
  const promise = Promise.resolve(1);
  test.each([
    'p + 1',
    'p.x',
    'p()',
    '[x for x in p]',
    'len(p)',
    'p == 1',
    "f'{p}'",
    'not p',
    'p[0]',
    '1 in p',
    'p < 1',
    '-p',
    'p or 1',
  ])('%s', (source) => {
    const failure = failureOf(() => evaluateExpression(source, { p: promise }));
    expect(failure).toMatchObject({ pythonName: 'TypeError' });
    expect(failure).toHaveProperty('fix');
  });

  test('but may be passed on', () => {
    expect(evaluateExpression('[p]', { p: promise })).toEqual([promise]);
  });
});
