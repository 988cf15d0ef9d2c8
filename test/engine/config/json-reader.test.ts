import { describe, expect, test } from 'vitest';
import { contentOf } from '../../../engine/config/content.js';
import { readJson } from '../../../engine/config/json-reader.js';
import { readJson5 } from '../../../engine/config/json5-reader.js';
import { MappingNode } from '../../../engine/config/node.js';
import { Source } from '../../../engine/config/source.js';
import { type Typed, toTyped } from '../../../engine/values/index.js';
import { errorOf, failureOf, placeOf } from './failures.js';

const read = (text: string) => readJson(new Source('a.json', text, undefined));
const read5 = (text: string) => readJson5(new Source('a.json5', text, undefined));
const typed = (text: string): Typed => toTyped(contentOf(read(text).root));
const typed5 = (text: string): Typed => toTyped(contentOf(read5(text).root));

describe('numbers', () => {
  test.each([
    ['1', 'int', '1'],
    ['-0', 'int', '0'],
    ['123456789012345678901234567890', 'int', '123456789012345678901234567890'],
    ['9007199254740993', 'int', '9007199254740993'],
    ['2.0', 'float', '2.0'],
    ['-0.0', 'float', '-0.0'],
    ['1e2', 'float', '100.0'],
    ['1E400', 'float', 'inf'],
    ['NaN', 'float', 'nan'],
    ['-Infinity', 'float', '-inf'],
  ])('%s is the %s %s', (text, t, v) => {
    expect(typed(text)).toEqual({ t, v });
  });
});

test('escapes are decoded, surrogate pairs and lone surrogates too', () => {
  expect(contentOf(read('"\\u00e9\\n\\/\\ud83d\\ude00\\ud800 \u2028"').root)).toBe('é\n/😀\ud800 \u2028');
});

test.each([
  ['{"a": 1,}', '1:8'],
  ['[1,\n 2,\n]', '2:3'],
  ['{"a" 1}', '1:6'],
  ['{a: 1}', '1:2'],
  ["{'a': 1}", '1:2'],
  ['01', '1:2'],
  ['+1', '1:1'],
  ['.5', '1:1'],
  ['1.', '1:2'],
  ['-NaN', '1:1'],
  ['"a\tb"', '1:3'],
  ['"\\x41"', '1:2'],
  ['"\\u12"', '1:2'],
  ['"open', '1:1'],
  ['', '1:1'],
  ['{} x', '1:4'],
  ['\uFEFF{}', '1:1'],
  ['\u00a0{}', '1:1'],
  ['// comment\n1', '1:1'],
])('%j is refused at %s, as Python refuses it', (text, place) => {
  const error = errorOf(() => read(text));
  expect(error.code).toBe('config_syntax');
  expect(error.pythonName).toBe('JSONDecodeError');
  expect(placeOf(error)).toBe(place);
});

test('a key given twice is a problem with both places, and the last value holds', () => {
  const { root, problems } = read('{"a": {"b": 1,\n  "b": 2}, "l": [{"x": 1, "x": 3}]}');
  expect(problems.map(placeOf)).toEqual(['2:3', '2:27']);
  expect(problems.map(({ id }) => id)).toEqual(['a::b', 'l::0::x']);
  expect(problems[0]?.related[0]?.position).toMatchObject({ file: 'a.json', line: 1, column: 8 });
  expect(contentOf(root)).toEqual(contentOf(read('{"a": {"b": 2}, "l": [{"x": 3}]}').root));
});

test('every value knows its place', () => {
  const { root } = read('{\n  "a": [1,\n    "two"]\n}');
  const list = root.kind === 'mapping' ? root.get('a') : undefined;
  expect(list?.position).toMatchObject({ file: 'a.json', layer: 'a.json', line: 2, column: 8 });
  expect(list?.kind === 'sequence' ? list.items[1]?.position : undefined).toMatchObject({ line: 3, column: 5 });
});

test('nesting has a limit, as in Python', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(failureOf(() => read(deep)).code).toBe('config_too_large');
});

test('no key is special', () => {
  const { root } = read('{"__proto__": 1, "constructor": 2}');
  expect(root).toBeInstanceOf(MappingNode);
  expect(root.kind === 'mapping' ? root.keys() : []).toEqual(['__proto__', 'constructor']);
});

describe('JSON5', () => {
  test('comments, commas, quotes and bare keys', () => {
    const text = `// a comment
    {a: 'it\\'s', $b_1: [1, 2,], "c": {/* none */}, d: "line\\
 goes on", \\u0065: null}`;
    expect(contentOf(read5(text).root)).toEqual(
      contentOf(read('{"a": "it\'s", "$b_1": [1, 2], "c": {}, "d": "line goes on", "e": null}').root),
    );
  });

  test.each([
    ['0x10', 'int', '16'],
    ['-0x10', 'int', '-16'],
    ['+5', 'int', '5'],
    ['.5', 'float', '0.5'],
    ['2.', 'float', '2.0'],
    ['-Infinity', 'float', '-inf'],
    ['+1e3', 'float', '1000.0'],
  ])('%s is the %s %s', (text, t, v) => {
    expect(typed5(text)).toEqual({ t, v });
  });

  test('faults and places', () => {
    expect(placeOf(errorOf(() => read5('{a: 01}')))).toBe('1:6');
    const { root, problems } = read5('{a: 1,\n a: 2}');
    expect(problems.map(placeOf)).toEqual(['2:2']);
    expect(root.kind === 'mapping' ? root.get('a')?.position : undefined).toMatchObject({ line: 2, column: 5 });
  });
});
