import { describe, expect, test } from 'vitest';
import { contentOf } from '../../../engine/config/content.js';
import { type ConfigSource, loadTree } from '../../../engine/config/layers.js';
import { toHost } from '../../../engine/values/index.js';
import { placeOf } from './failures.js';
import { folderOf } from './folder.js';

const plain = (sources: ConfigSource): unknown => toHost(contentOf(loadTree(sources).root));
const codes = (sources: ConfigSource): string[] => loadTree(sources).problems.map(({ code }) => code);

describe('layers', () => {
  test('later ones replace, and new keys come last', () => {
    const merged = plain([
      { a: 1, b: 2 },
      { c: 3, a: 4 },
    ]);
    expect(merged).toEqual({ a: 4, b: 2, c: 3 });
    expect(Object.keys(merged as object)).toEqual(['a', 'b', 'c']);
  });

  test('keys reach into mappings and lists', () => {
    const base = { a: { b: { c: 1 } }, l: [1, { x: 2 }] };
    expect(plain([base, { 'a#b#c': 2, 'a::e': 7, 'l#0': 5, 'l::-1::x': 6 }])).toEqual({
      a: { b: { c: 2 }, e: 7 },
      l: [5, { x: 6 }],
    });
  });

  test('a key that reaches in needs its parent, at that moment', () => {
    expect(codes([{ 'a#b': 1, a: {} }])).toEqual(['unknown_id']);
    expect(codes([{ a: {}, 'a#b': 1 }])).toEqual([]);
    expect(codes([{ a: {} }, { 'a#b#c': 1 }, { 'x#y': 1 }])).toEqual(['unknown_id', 'unknown_id']);
    expect(
      codes([
        { a: 1, l: [1] },
        { 'a#b': 1, 'l#1': 1, 'l#x': 1 },
      ]),
    ).toEqual(['not_a_container', 'index_out_of_range', 'invalid_index']);
  });

  test('a plus sign updates mappings one level deep and extends lists', () => {
    const base = { a: { x: 1, y: { z: 1 } }, l: [1] };
    expect(plain([base, { '+a': { y: { w: 2 }, v: 3 }, '+l': [2, 3] }])).toEqual({
      a: { x: 1, y: { w: 2 }, v: 3 },
      l: [1, 2, 3],
    });
    expect(plain([{ a: [1], '+a': [2] }])).toEqual({ a: [1, 2] });
  });

  test('a plus sign where nothing is sets, with a notice', () => {
    const tree = loadTree([{ a: 1 }, { '+b': { x: 1 } }]);
    expect(toHost(contentOf(tree.root))).toEqual({ a: 1, b: { x: 1 } });
    expect(tree.notices).toMatchObject([{ code: 'merge_into_nothing', id: 'b' }]);
  });

  test.each([
    [{ a: [1] }, { '+a': { x: 1 } }],
    [{ a: { x: 1 } }, { '+a': [1] }],
    [{ a: 1 }, { '+a': 1 }],
    [{ a: null }, { '+a': [1] }],
  ])('%j does not merge with %j', (base, layer) => {
    expect(codes([base, layer])).toEqual(['merge_mismatch']);
  });

  test('an empty key is a mistake, anywhere in an id', () => {
    expect(codes([{ '': 1, '+': {}, 'a::': 1, '#a': 2 }])).toEqual([
      'empty_key',
      'empty_key',
      'empty_key',
      'empty_key',
    ]);
  });

  test('a single mapping is the config as it stands', () => {
    expect(plain({ a: { b: 1 }, 'a#b': 2, '+a': 3 })).toEqual({ a: { b: 1 }, 'a#b': 2, '+a': 3 });
  });

  test('what is given stays as it was', () => {
    const base = { a: { x: 1 }, l: [1] };
    plain([base, { '+a': { y: 2 }, '+l': [2], 'a#x': 5 }]);
    expect(base).toEqual({ a: { x: 1 }, l: [1] });
  });
});

describe('files', () => {
  test('lists with commas, spaces around them, and names that hold a comma', () => {
    const at = folderOf({ 'a.json': { a: 1 }, 'b.yaml': 'b: 2', 'c.json5': '{c: 3,}', 'x,y.json': { x: 1 } });
    expect(plain(`${at('a.json')} , ${at('b.yaml')},${at('c.json5')}`)).toEqual({ a: 1, b: 2, c: 3 });
    expect(plain([at('a.json'), { a: 5 }, at('b.yaml')])).toEqual({ a: 5, b: 2 });
    expect(plain(at('x,y.json'))).toEqual({ x: 1 });
    expect(plain('')).toEqual({});
  });

  test('one that is missing is told with the name it may have had', () => {
    const at = folderOf({ 'configs/train.json': {}, 'a.txt': '' });
    const { problems } = loadTree([at('configs/trian.json'), at('config/train.json'), at('a.txt'), at('b.json')]);
    expect(problems.map(({ failure }) => failure)).toMatchObject([
      { code: 'config_file_missing', suggestion: at('configs/train.json') },
      { code: 'config_file_missing', suggestion: at('configs/train.json') },
      { code: 'config_file_type' },
      { code: 'config_file_missing', suggestion: undefined },
    ]);
    expect(problems.map(({ pythonName }) => pythonName)).toEqual([
      'FileNotFoundError',
      'FileNotFoundError',
      'ValueError',
      'FileNotFoundError',
    ]);
  });

  test('all mistakes of all layers are told, each with its place', () => {
    const at = folderOf({
      'a.json': '{\n  "a": 1,\n  "a": 2,\n  "x#y": 1\n}',
      'b.json': '[1]',
      'c.yaml': 'a: [1\n',
      'd.json': '{"+a": [1]}',
    });
    const { problems } = loadTree([at('a.json'), at('b.json'), at('c.yaml'), at('d.json')]);
    expect(problems.map((problem) => [problem.code, placeOf(problem)])).toEqual([
      ['config_syntax', '2:1'],
      ['duplicate_key', '3:3'],
      ['unknown_id', '4:3'],
      ['config_not_mapping', '1:1'],
      ['merge_mismatch', '1:2'],
    ]);
  });

  test('line ends of Windows and text that is not UTF-8', () => {
    const at = folderOf({ 'a.yaml': 'a: |\r\n  x\r\n  y\r\nb: 1\r\n' });
    expect(plain(at('a.yaml'))).toEqual({ a: 'x\ny\n', b: 1 });
  });
});
