import { describe, expect, test } from 'vitest';
import { absoluteContentOf } from '../../../engine/config/content.js';
import { type ConfigSource, loadTree } from '../../../engine/config/layers.js';
import { expandMacros } from '../../../engine/config/macros.js';
import { toHost } from '../../../engine/values/index.js';
import { placeOf } from './failures.js';
import { folderOf } from './folder.js';

const expand = (config: ConfigSource) => expandMacros(loadTree(config));
const plain = (config: ConfigSource): unknown => toHost(absoluteContentOf(expand(config).root, ''));
const failures = (config: ConfigSource) => expand(config).problems.map(({ failure }) => failure);

describe('in one file', () => {
  test('a macro is replaced by a copy, in any order and through each other', () => {
    expect(plain({ a: '%b::0', b: ['%c', 2], c: { d: '%e' }, e: 5 })).toEqual({
      a: { d: 5 },
      b: [{ d: 5 }, 2],
      c: { d: 5 },
      e: 5,
    });
  });

  test('an id may lead through a macro', () => {
    expect(plain({ a: '%b::x::y', b: '%c', c: { x: '%d' }, d: { y: 1 } })).toMatchObject({ a: 1 });
  });

  test('relative ids', () => {
    expect(plain({ A: 1, D: { v: 2, w: '%#v', x: '%##A', l: [3, '%#0', '%::::v'] } })).toEqual({
      A: 1,
      D: { v: 2, w: 2, x: 1, l: [3, 3, 2] },
    });
  });

  test('a copied text keeps the meaning of its own relative ids', () => {
    const config = { A: { x: 1, y: '@#x', z: "$@#x + @##B::q['k'] + f'{@#x}'" }, B: { q: { k: 1 }, m: '%A' } };
    expect(plain(config)).toMatchObject({
      B: { m: { x: 1, y: '@A::x', z: "$@A::x + @B::q['k'] + f'{@A::x}'" } },
    });
  });

  test('the last item of a list', () => {
    expect(plain({ l: [1, 2], a: '%l::-1' })).toMatchObject({ a: 2 });
  });

  test.each(['%Y-%m-%d', '%', '%%', '% a', '%.2f', '50%#y', '%Y-%m-%d.json', '%a b', '%#', '%###'])(
    '%j is text',
    (text) => {
      const config = { key: text, b: 1 };
      expect(plain(config)).toEqual(config);
      expect(failures(config)).toEqual([]);
    },
  );

  test('text that names an existing key is a macro whatever its letters', () => {
    expect(plain({ 'my-net': { 'a b': 1 }, a: '%my-net', b: '%my-net#a b' })).toMatchObject({ a: { 'a b': 1 }, b: 1 });
  });

  test('words for people are left alone', () => {
    const config = { net: { _target_: 'X', _desc_: '%net' }, _desc_: '%missing' };
    expect(plain(config)).toEqual(config);
  });

  test('one that names nothing is told with its place and the nearest id', () => {
    const at = folderOf({ 'a.json': '{"network": {"lr": 1},\n "a": "%netwrk::lr", "b": ["%network::x"]}' });
    const { problems } = expand(at('a.json'));
    expect(problems.map((problem) => [problem.code, problem.id, placeOf(problem)])).toEqual([
      ['unknown_macro', 'a', '2:7'],
      ['unknown_macro', 'b::0', '2:28'],
    ]);
    expect(problems[0]?.failure).toMatchObject({ suggestion: 'network::lr' });
  });

  test.each([
    [{ a: '%b', b: '%a' }, ['a', 'b', 'a']],
    [{ a: '%a' }, ['a', 'a']],
    [{ a: { b: '%a' } }, ['a', 'a::b', 'a']],
    [{ a: '%b::x', b: { x: ['%c'] }, c: { d: '%a' } }, ['a', 'b::x::0', 'c::d', 'a']],
  ])('a circle is shown: %j', (config, cycle) => {
    expect(failures(config)).toEqual([{ family: 'config', code: 'circular_macro', cycle }]);
  });

  test('a sibling is no circle', () => {
    expect(plain({ a: { b: 1, c: '%a::b' } })).toEqual({ a: { b: 1, c: 1 } });
  });

  test('above the root', () => {
    expect(failures({ a: '%##b' })).toMatchObject([{ code: 'relative_id_out_of_range' }]);
  });

  test('the merged tree stays as it was, and what holds no macro is shared', () => {
    const tree = loadTree({ a: { x: 1 }, b: '%a' });
    const { root } = expandMacros(tree);
    expect(tree.root.kind === 'mapping' && tree.root.get('b')).toMatchObject({ value: '%a' });
    expect(root.kind === 'mapping' && root.get('a')).toBe(tree.root.kind === 'mapping' && tree.root.get('a'));
    const still = loadTree({ a: [1] });
    expect(expandMacros(still).root).toBe(still.root);
  });
});

describe('from another file', () => {
  const other = {
    net: { _target_: 'Net', lr: '@lr', size: '%#depth', depth: 3, twice: '$@#depth * 2', act: '%shared::act' },
    shared: { act: 'relu' },
    list: [1, 2.5],
  };

  test('its own macros are replaced there; references stay and mean the including config', () => {
    const at = folderOf({ 'a.json': { lr: 1, net: '%b.json#net', last: '%b.json::list::-1' }, 'b.json': other });
    expect(plain(at('a.json'))).toEqual({
      lr: 1,
      net: { _target_: 'Net', lr: '@lr', size: 3, depth: 3, twice: '$@net::depth * 2', act: 'relu' },
      last: 2.5,
    });
  });

  test('it is looked for beside the file that names it, also from there on', () => {
    const at = folderOf({
      'a.json': { x: '%sub/b.json#x', all: '%sub/c.yaml' },
      'sub/b.json': { x: '%c.yaml#k' },
      'sub/c.yaml': 'k: [1, 2.0]\n',
    });
    expect(plain(at('a.json'))).toEqual({ x: [1, 2], all: { k: [1, 2] } });
  });

  test('keys that merge are kept as keys there, and a list can be a file', () => {
    const at = folderOf({
      'a.json': { m: '%b.json#+x', n: '%c.json#1', o: '%c.json5' },
      'b.json': { '+x': [1] },
      'c.json': '[1, "two"]',
      'c.json5': '[/**/]',
    });
    expect(plain(at('a.json'))).toEqual({ m: [1], n: 'two', o: [] });
  });

  test('faults: no such file, no such id, a circle through files, a duplicate key', () => {
    const at = folderOf({
      'a.json': { m: '%no.json#x', n: '%b.json#x', o: '%b.json#y', p: '%c.json#k' },
      'b.json': { y: '%a.json#o' },
      'c.json': '{"k": 1,\n "k": 2}',
    });
    const { problems } = expand(at('a.json'));
    expect(problems.map(({ code, id }) => [code, id])).toEqual([
      ['config_file_missing', 'm'],
      ['unknown_macro', 'n'],
      ['circular_macro', 'o'],
      ['duplicate_key', 'k'],
    ]);
    expect(problems[3]?.related.map(({ position }) => position.file)).toEqual([at('c.json'), at('a.json')]);
  });
});

describe('macros out of hand', () => {
  test('copies of copies are stopped', () => {
    const config: Record<string, unknown> = { a0: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] };
    for (let level = 0; level < 12; level++) config[`a${level + 1}`] = Array(10).fill(`%a${level}`);
    expect(failures(config).map(({ code }) => code)).toEqual(['config_too_large']);
  });

  test('so are macros through thousands of others', () => {
    const config: Record<string, unknown> = { a30000: 1 };
    for (let level = 0; level < 30000; level++) config[`a${level}`] = `%a${level + 1}`;
    expect(new Set(failures(config).map(({ code }) => code))).toEqual(new Set(['config_too_large']));
  });
});
