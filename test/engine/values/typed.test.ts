import { describe, expect, test } from 'vitest';
import {
  ByteArray,
  Complex,
  Dict,
  ellipsis,
  Float,
  FrozenSet,
  fromTyped,
  makeFloat,
  PySet,
  Range,
  Tuple,
  toTyped,
  type Value,
} from '../../../engine/values/index.js';

describe("Python's types survive a round trip", () => {
  test.each<[Value, string]>([
    [null, 'none'],
    [true, 'bool'],
    [3, 'int'],
    [10n ** 30n, 'int'],
    [new Float(2), 'float'],
    [0.5, 'float'],
    [Number.NaN, 'float'],
    [Number.NEGATIVE_INFINITY, 'float'],
    [makeFloat(-0), 'float'],
    ['é\n', 'str'],
    [new Uint8Array([0, 255]), 'bytes'],
    [new ByteArray(new Uint8Array([1])), 'bytearray'],
    [[1, [2]], 'list'],
    [new Tuple([1, new Float(1)]), 'tuple'],
    [new PySet([1, 'a']), 'set'],
    [new FrozenSet([1]), 'frozenset'],
    [
      new Dict([
        [1, 'a'],
        ['b', [null]],
      ]),
      'dict',
    ],
    [new Complex(1, -0), 'complex'],
    [new Range(1, 9, 2), 'range'],
    [ellipsis, 'ellipsis'],
  ])('%#: %s', (value, kind) => {
    const typed = toTyped(value);
    expect(typed.t).toBe(kind);
    expect(toTyped(fromTyped(JSON.parse(JSON.stringify(typed))))).toEqual(typed);
  });
});

test('plain JavaScript is written as Python sees it', () => {
  expect(toTyped({ a: [1.5, undefined], b: new Map([[1, new Set([true])]]) })).toEqual({
    t: 'dict',
    v: [
      [
        { t: 'str', v: 'a' },
        { t: 'list', v: [{ t: 'float', v: '1.5' }, { t: 'none' }] },
      ],
      [
        { t: 'str', v: 'b' },
        {
          t: 'dict',
          v: [
            [
              { t: 'int', v: '1' },
              { t: 'set', v: [{ t: 'bool', v: true }] },
            ],
          ],
        },
      ],
    ],
  });
});

test('other spellings are read, too', () => {
  expect(fromTyped({ t: 'int', v: 3 })).toBe(3);
  expect(fromTyped({ t: 'int', v: '123456789012345678901' })).toBe(123456789012345678901n);
  expect(fromTyped({ t: 'float', v: 2 })).toEqual(new Float(2));
  expect(fromTyped({ t: 'float', v: '-inf' })).toBe(Number.NEGATIVE_INFINITY);
  expect(fromTyped({ t: 'bool', v: 'True' })).toBe(true);
  expect(fromTyped({ t: 'bytes', v: [1, 2] })).toEqual(new Uint8Array([1, 2]));
  expect(() => fromTyped({ t: 'object', v: 'Thing' })).toThrow(TypeError);
});
