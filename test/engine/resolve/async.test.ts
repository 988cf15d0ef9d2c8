import { expect, test } from 'vitest';
import { BundleError } from '../../../engine/errors.js';
import { ConfigParser } from '../../../engine/resolve/index.js';
import { toHost } from '../../../engine/values/index.js';
import { testComponents } from './components.js';

const parse = (config: unknown) => new ConfigParser(config, { registry: testComponents() });

test('a Promise is awaited before anything uses it', async () => {
  const parser = parse({
    a: { _target_: 'Later', value: 5 },
    b: '$@a + 1',
    c: ['@b', { _target_: 'Later', value: '@a' }],
  });
  expect(await parser.resolve('c')).toEqual([6, 5]);
  expect(parser.getParsedContent('a')).toBe(5);
  expect(toHost((await parser.resolve()) as object)).toEqual({ a: 5, b: 6, c: [6, 5] });
});

test('without waiting it stays a Promise', async () => {
  const parser = parse({ a: { _target_: 'Later', value: 5 }, b: ['@a'] });
  const first = parser.getParsedContent('a');
  expect(first).toBeInstanceOf(Promise);
  expect(parser.getParsedContent('b')).toEqual([first]);
  expect(await parser.resolve('a')).toBe(5);
});

test('two at once make each item once', async () => {
  const parser = parse({
    n: { _target_: 'Count' },
    a: { _target_: 'Later', value: '@n' },
    b: ['@a', '@n'],
    c: '$[@a, @n]',
  });
  expect(await Promise.all([parser.resolve('b'), parser.resolve('c'), parser.resolve('n')])).toEqual([
    [1, 1],
    [1, 1],
    1,
  ]);
});

test('what rejects is an error with its place and chain, and can be tried again', async () => {
  const parser = parse({ a: { _target_: 'Later', value: 1, fails: true }, b: ['@a'], c: 1 });
  const error = await parser.resolve('b').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BundleError);
  expect(error).toMatchObject({ code: 'component_failed', id: 'a', chain: ['b', 'a'], cause: { message: 'too late' } });
  expect(await parser.resolve('c')).toBe(1);
  await expect(parser.resolve('a')).rejects.toThrow('too late');
  parser.set(false, 'a::fails');
  expect(await parser.resolve('b')).toEqual([1]);
});
