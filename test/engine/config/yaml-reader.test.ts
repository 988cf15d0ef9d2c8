import { describe, expect, test } from 'vitest';
import { contentOf } from '../../../engine/config/content.js';
import { readJson } from '../../../engine/config/json-reader.js';
import { Source } from '../../../engine/config/source.js';
import { readYaml } from '../../../engine/config/yaml-reader.js';
import { toTyped, type Value } from '../../../engine/values/index.js';
import { errorOf, failureOf, placeOf } from './failures.js';

const read = (text: string) => readYaml(new Source('a.yaml', text, undefined));
const json = (text: string): Value => contentOf(readJson(new Source('a.json', text, undefined)).root);
const content = (text: string): Value => contentOf(read(text).root);

describe('plain scalars', () => {
  test.each([
    ['1e-3', 'float', '0.001'],
    ['1e3', 'float', '1000.0'],
    ['.5', 'float', '0.5'],
    ['-.5', 'float', '-0.5'],
    ['1.', 'float', '1.0'],
    ['0x1F', 'int', '31'],
    ['+1', 'int', '1'],
    ['.inf', 'float', 'inf'],
    ['-.INF', 'float', '-inf'],
    ['.NaN', 'float', 'nan'],
    ['99999999999999999999', 'int', '99999999999999999999'],
    ['1-2', 'str', '1-2'],
    ['tRue', 'str', 'tRue'],
    ['None', 'str', 'None'],
    ['y', 'str', 'y'],
    ['1:60', 'str', '1:60'],
    ['0x', 'str', '0x'],
  ])('%s is the %s %s, without a notice', (text, t, v) => {
    const { root, notices } = read(`- ${text}`);
    expect(toTyped(contentOf(root))).toEqual({ t: 'list', v: [{ t, v }] });
    expect(notices).toEqual([]);
  });

  test.each([
    ['yes', 'bool', true],
    ['Off', 'bool', false],
    ['010', 'int', '8'],
    ['-010', 'int', '-8'],
    ['1:30', 'int', '90'],
    ['-1:30', 'int', '-90'],
    ['1:30.5', 'float', '90.5'],
    ['1_000', 'int', '1000'],
    ['0b101', 'int', '5'],
    ['-0x1F', 'int', '-31'],
    ['08', 'str', '08'],
    ['0o10', 'int', '8'],
    ['2020-01-01', 'str', '2020-01-01'],
  ])('%s is the %s %s, with a notice that YAML 1.1 and 1.2 differ', (text, t, v) => {
    const { root, notices } = read(`- ${text}`);
    expect(toTyped(contentOf(root))).toEqual({ t: 'list', v: [{ t, v }] });
    expect(notices).toMatchObject([{ code: 'yaml_versions', text, position: { line: 1, column: 3 } }]);
  });

  test.each(['~', 'null', 'Null', 'NULL', ''])('%j is null', (text) => {
    expect(content(`a: ${text}`)).toEqual(json('{"a": null}'));
  });

  test('quotes make text of anything', () => {
    expect(content(`[ 'yes', "010", '1e-3', ! 5 ]`)).toEqual(['yes', '010', '1e-3', '5']);
  });
});

test('block texts end as they are written', () => {
  expect(content('a: |\n  x\n  y')).toEqual(json('{"a": "x\\ny"}'));
  expect(content('a: |\n  x\n  y\n')).toEqual(json('{"a": "x\\ny\\n"}'));
  expect(content('a: >-\n  x\n  y\nb: 1')).toEqual(json('{"a": "x y", "b": 1}'));
});

test.each(['', '# only a comment', '---', '---\n...\n', 'null'])('%j is an empty layer', (text) => {
  expect(content(text)).toEqual(json('{}'));
});

describe('merge keys', () => {
  test('the base comes first, own keys replace', () => {
    const text = 'base: &b {x: 1, y: 2}\nnet:\n  y: 3\n  z: 4\n  <<: *b\n';
    const { root } = read(text);
    const net = root.kind === 'mapping' ? root.get('net') : undefined;
    expect(net?.kind === 'mapping' ? net.keys() : undefined).toEqual(['x', 'y', 'z']);
    expect(content(text)).toEqual(json('{"base": {"x": 1, "y": 2}, "net": {"x": 1, "y": 3, "z": 4}}'));
  });

  test('of several bases the first wins', () => {
    const text = 'a: &a {k: 1}\nb: &b {k: 2, l: 3}\nc:\n  <<: [*a, *b]\n';
    expect(content(text)).toEqual(json('{"a": {"k": 1}, "b": {"k": 2, "l": 3}, "c": {"k": 1, "l": 3}}'));
  });

  test('a quoted << is a key like any other', () => {
    expect(content(`'<<': 1`)).toEqual(json('{"<<": 1}'));
  });
});

test('an alias is a copy with a place of its own', () => {
  const { root } = read('a: &x [1, 2]\nb: *x\n');
  const [a, b] = root.kind === 'mapping' ? [root.get('a'), root.get('b')] : [];
  expect(a).not.toBe(b);
  expect(a && contentOf(a)).toEqual(b && contentOf(b));
});

test('aliases cannot ask for billions of values', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  expect(failureOf(() => read(lines.join('\n'))).code).toBe('config_too_large');
});

test('keys may be numbers, booleans and null, and are compared as Python does', () => {
  expect(toTyped(content('1: a\n2.5: b\ntrue: c\n~: d\n'))).toEqual({
    t: 'dict',
    v: [
      [
        { t: 'int', v: '1' },
        { t: 'str', v: 'c' },
      ],
      [
        { t: 'float', v: '2.5' },
        { t: 'str', v: 'b' },
      ],
      [{ t: 'none' }, { t: 'str', v: 'd' }],
    ],
  });
  expect(read('1: a\ntrue: b\n').problems).toMatchObject([{ code: 'duplicate_key' }]);
});

test('a key given twice is a problem with both places', () => {
  const { problems } = read('a:\n  k: 1\n  k: 2\n');
  expect(problems.map(placeOf)).toEqual(['3:3']);
  expect(problems[0]).toMatchObject({ id: 'a::k', related: [{ position: { line: 2, column: 3 } }] });
});

test.each([
  ['a: @b', '1:4'],
  ['a: %b', '1:4'],
  ['a: `b', '1:4'],
  ['a:\n\tb: 1', '2:1'],
  ['a: b: c', '1:4'],
  ['a: "x', '1:6'],
  ['a: 1\n---\nb: 2', '2:1'],
  ['a: !thing 1', '1:11'],
  ['a: *nothing', '1:4'],
  ['- &a [*a]', '1:7'],
  ['? [a, b]\n: 1', '1:3'],
  ['a: !!int x', '1:10'],
])('%j is refused at %s', (text, place) => {
  const error = errorOf(() => read(text));
  expect(error.code).toBe('config_syntax');
  expect(placeOf(error)).toBe(place);
});

test('tags of YAML itself', () => {
  expect(
    toTyped(content('- !!str 1\n- !!float 1\n- !!int "7"\n- !!binary aGk=\n- !!set {x, y}\n- !!omap [a: 1]\n')),
  ).toEqual({
    t: 'list',
    v: [
      { t: 'str', v: '1' },
      { t: 'float', v: '1.0' },
      { t: 'int', v: '7' },
      { t: 'bytes', v: 'aGk=' },
      {
        t: 'set',
        v: [
          { t: 'str', v: 'x' },
          { t: 'str', v: 'y' },
        ],
      },
      {
        t: 'list',
        v: [
          {
            t: 'tuple',
            v: [
              { t: 'str', v: 'a' },
              { t: 'int', v: '1' },
            ],
          },
        ],
      },
    ],
  });
});
