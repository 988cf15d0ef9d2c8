import { describe, expect, test } from 'vitest';
import { FrozenSet, hashKey, numericHash, PySet, Tuple } from '../../../engine/values/index.js';

describe('sets of numbers are iterated as in CPython', () => {
  test.each<[number[], number[]]>([
    [
      [3, 1, 2],
      [1, 2, 3],
    ],
    [
      [10, 20, 30, 40],
      [40, 10, 20, 30],
    ],
    [
      [-1, -2],
      [-1, -2],
    ],
    [
      [8, 0, 16],
      [8, 0, 16],
    ],
  ])('%j', (members, order) => {
    expect([...new PySet(members)]).toEqual(order);
  });

  test('also after members came and went', () => {
    const set = new PySet(Array.from({ length: 12 }, (_, index) => index));
    for (let member = 0; member < 10; member++) set.delete(member);
    set.add(3);
    expect([...set]).toEqual([3, 10, 11]);
    expect(set.pop()).toBe(3);
  });

  test('with a string among them they keep the order of insertion', () => {
    expect([...new PySet([3, 'b', 1, 'a'])]).toEqual([3, 'b', 1, 'a']);
  });
});

test('equal values are one member', () => {
  const set = new PySet([1, true, new Tuple([1, 2]), new Tuple([1, 2]), new FrozenSet([1]), new FrozenSet([1])]);
  expect(set.size).toBe(3);
  expect(set.has(new PySet([1]))).toBe(true);
});

test('what cannot be hashed has no key', () => {
  expect(hashKey([])).toBeUndefined();
  expect(hashKey(new PySet())).toBeUndefined();
  expect(hashKey(new Tuple([[]]))).toBeUndefined();
  expect(hashKey(new FrozenSet([1]))).toBe(hashKey(new FrozenSet([1])));
  expect(hashKey(2n ** 60n)).toBe(2n ** 60n);
  expect(hashKey(5n)).toBe(5);
  expect(hashKey(-0)).toBe(0);
});

test("numeric hashes are CPython's", () => {
  expect(numericHash(-1)).toBe(-2n);
  expect(numericHash(2n ** 61n - 1n)).toBe(0n);
  expect(numericHash(0.5)).toBe(1152921504606846976n);
  expect(numericHash(new Tuple([1, 2, 3]))).toBe(529344067295497451n);
  expect(numericHash('a')).toBeUndefined();
});
