import { describe, expect, test } from 'vitest';
import { loadTree } from '../../../engine/config/layers.js';
import { ConfigParser } from '../../../engine/resolve/index.js';
import { placeOf } from '../config/failures.js';
import { folderOf } from '../config/folder.js';
import { testComponents } from './components.js';

const check = (config: unknown) => new ConfigParser(config, { registry: testComponents() }).check();
const faults = (config: unknown) => check(config).map(({ failure }) => failure);

test('five different mistakes in two layers are told at once, each with its place', () => {
  const at = folderOf({
    'train.json': `{
  "imports": ["$import math", "$import subprocess"],
  "lr": 0.1,
  "lr": 0.2,
  "net": { "_target_": "Sized", "size": "big", "keys": ["@missing"] },
  "loss": { "_target_": "Mkae" }
}`,
    'evaluate.yaml': 'sum: $@lr +\nuse: $math.sqrt(@lr) + nowhere\na: "@b"\nb: ["@a"]\nnet#keys#5: x\ncopy: "%nte"\n',
  });
  const parser = ConfigParser.fromTree(loadTree([at('train.json'), at('evaluate.yaml')]), {
    registry: testComponents(),
  });
  const found = parser.check().map((error) => [error.position?.file, placeOf(error), error.id, error.code]);
  const [train, evaluate] = [at('train.json'), at('evaluate.yaml')];
  expect(found).toEqual([
    [train, '4:3', 'lr', 'duplicate_key'],
    [evaluate, '5:1', 'net::keys::5', 'index_out_of_range'],
    [evaluate, '6:7', 'copy', 'unknown_macro'],
    [train, '2:40', 'imports::1', 'python_exception'],
    [train, '5:41', 'net::size', 'invalid_argument'],
    [train, '5:58', 'net::keys::0', 'missing_reference'],
    [train, '6:25', 'loss::_target_', 'unknown_component'],
    [evaluate, '1:12', 'sum', 'expression_syntax'],
    [evaluate, '2:24', 'use', 'python_exception'],
    [evaluate, '3:4', 'a', 'circular_reference'],
  ]);
});

test('a sound config has no faults', () => {
  const config = {
    imports: ['$import math', '$from os import path as p'],
    lr: 0.5,
    f: '$lambda x, *rest, k=math.pi: [x + y for y in rest if (n := y) and n]',
    g: ['$', '{k: v for k, v in @d.items()}'].join(''),
    d: { a: 1 },
    net: { _target_: 'Sized', size: 3, scale_factor: '@lr', keys: ['a', '$str(@lr)'] },
    partial: { _target_: 'Sized', _mode_: 'callable', keys: ['x'] },
    off: { _target_: 'NoSuchThing', _disabled_: true, x: 1 },
    maybe: { _target_: 'NoSuchThing', _disabled_: '$@lr > 1' },
    made: { _target_: '@f', x: 1 },
    also: { _target_: '$@f', _mode_: '@mode' },
    mode: 'default',
    builtin: { _target_: 'dict', a: 1 },
    named: '$np.float32 if p.exists("x") else print',
    desc: { _desc_: '$ @ %' },
  };
  expect(check(config)).toEqual([]);
});

describe('components', () => {
  test.each([
    [{ _target_: 'Sized' }, { code: 'missing_argument', argument: 'size' }],
    [
      { _target_: 'Sized', size: 1, sise: 1 },
      { code: 'unknown_argument', argument: 'sise', suggestion: 'size' },
    ],
    [
      { _target_: 'Sized', size: 0 },
      { code: 'invalid_argument', argument: 'size' },
    ],
    [{ _target_: 'Sized', size: 1, _mode_: 'call' }, { code: 'invalid_mode' }],
    [{ _target_: 'Sized', size: 1, _disabled_: '$False', keys: 5 }, { code: 'invalid_argument' }],
    [{ _target_: 'monai.tests.Sized' }, { code: 'unknown_component', suggestion: 'monai.test.Sized' }],
  ])('%j', (net, failure) => {
    expect(faults({ net })).toMatchObject([failure]);
  });

  test('where a fault stands', () => {
    const at = folderOf({ 'a.json': '{"net": {\n "_target_": "Sized",\n "sise": 1}}' });
    const parser = ConfigParser.fromTree(loadTree(at('a.json')), { registry: testComponents() });
    expect(parser.check().map((error) => [error.code, error.id, placeOf(error)])).toEqual([
      ['unknown_argument', 'net::sise', '3:2'],
      ['missing_argument', 'net', '2:14'],
    ]);
  });
});

describe('circles', () => {
  test('each is told once', () => {
    const cycles = faults({ a: '@b', b: '@c', c: '@a', d: ['@d', '@a'], e: { x: { _target_: 'Make', y: '@e::x' } } });
    expect(cycles).toMatchObject([
      { code: 'circular_reference', cycle: ['b', 'c', 'a', 'b'] },
      { code: 'circular_reference', cycle: ['d', 'd'] },
      { code: 'circular_reference', cycle: ['e::x', 'e::x'] },
    ]);
  });

  test('what only looks like one is none', () => {
    expect(faults({ a: { b: 1, c: '@a::b', d: ['@#0', '@a::c'].slice(1) }, e: ['@f', '@f'], f: '@g', g: 1 })).toEqual(
      [],
    );
  });
});

describe('expressions', () => {
  test.each([
    ['$undefined + 1', { pythonName: 'NameError' }],
    ['$[x for y in [1]]', { pythonName: 'NameError' }],
    ['$lambda a: b', { pythonName: 'NameError' }],
    ['$ture', { pythonName: 'NameError' }],
    ['$eval("x")', { code: 'not_allowed' }],
    ['$1 +', { code: 'expression_syntax' }],
    ['$from os import nothing_like_that', { pythonName: 'ImportError' }],
    ['$@nothing if False else 1', { code: 'missing_reference' }],
    ['$@####a', { code: 'relative_id_out_of_range' }],
  ])('%s', (text, failure) => {
    expect(faults({ a: text })).toMatchObject([failure]);
  });

  test('names given by the program are known', () => {
    const parser = new ConfigParser({ a: '$limit + m.pi' }, { globals: { limit: 3, m: 'math' } });
    expect(parser.check()).toEqual([]);
  });
});

test("a bundle's own scripts need trust", () => {
  const registry = testComponents();
  registry.untrustedBundle = '/bundle';
  const parser = new ConfigParser({ a: { _target_: 'scripts.Thing' }, b: '$import scripts' }, { registry });
  expect(parser.check().map(({ code }) => code)).toEqual(['needs_trust', 'needs_trust']);
});
