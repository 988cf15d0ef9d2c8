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

test('one that waits long does not hold up what does not need it', async () => {
  let finish = (): void => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const parser = parse({ run: '$wait()', a: 1, b: ['@run'] });
  const globals = { wait: () => slow };
  const waiting = new ConfigParser(parser.get(), { globals });
  const run = waiting.resolve('run');
  const after = waiting.resolve('b');
  expect(await waiting.resolve('a')).toBe(1);
  finish();
  expect(await run).toBeNull();
  expect(await after).toEqual([null]);
});

test('a circle across two that wait is an error, not a standstill', async () => {
  const parser = parse({
    a: ['@start', '@b'],
    b: ['@late', '@a'],
    start: { _target_: 'Later', value: 1 },
    late: { _target_: 'Later', value: 2 },
  });
  const both = await Promise.allSettled([parser.resolve('a'), parser.resolve('b')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(both[0]).toMatchObject({ reason: { code: 'circular_reference' } });
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
