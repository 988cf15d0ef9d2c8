import { describe, expect, test } from 'vitest';
import { ConfigParser, type ContentOptions } from '../../../engine/resolve/index.js';
import { Dict, Float, toHost } from '../../../engine/values/index.js';
import { errorOf, failureOf } from '../config/failures.js';
import { folderOf } from '../config/folder.js';
import { testComponents } from './components.js';

const parse = (config: unknown) => new ConfigParser(config, { registry: testComponents() });
const content = (config: unknown, id = '', options: ContentOptions = {}): unknown =>
  toHost(parse(config).getParsedContent(id, options) as object);

describe('strings', () => {
  test('only references and ids are rewritten', () => {
    const config = { color: '#fff', '@': '@ x', relu: 'aten::relu', note: 'see @#color', mail: 'me@a.com', n: '50%#y' };
    expect(content(config)).toEqual(config);
  });

  test('an at sign in a string of an expression is text, in the braces of an f-string a reference', () => {
    expect(content({ a: 1, b: "$'me@a.com'", c: "$f'{@a + 1} @a'", d: "$'#' + str(@a)" })).toEqual({
      a: 1,
      b: 'me@a.com',
      c: '2 @a',
      d: '#1',
    });
  });

  test('blanks around an expression', () => {
    expect(content({ a: '$ 1 + 1', b: '$\n1 ', c: '$\t@a' })).toEqual({ a: 2, b: 1, c: 2 });
  });

  test('words for people are never evaluated, and stay in data', () => {
    const config = { _desc_: '$1 +', net: { _target_: 'Make', _desc_: '@nothing', x: 1 }, d: { _desc_: '$5' } };
    expect(content(config)).toEqual({ _desc_: '$1 +', net: { x: 1 }, d: { _desc_: '$5' } });
    expect(parse(config).check()).toEqual([]);
  });
});

describe('results', () => {
  test('numbers keep their Python types', () => {
    const parser = parse({ a: '$4/2', b: '$2**64', c: new Float(2), d: '$(1, 2)' });
    expect(parser.getParsedContent('a')).toEqual(new Float(2));
    expect(parser.getParsedContent('b')).toBe(18446744073709551616n);
    expect(parser.getParsedContent('c')).toEqual(new Float(2));
  });

  test('an item is made once', () => {
    const parser = parse({ a: { _target_: 'Count' }, b: ['@a', '$@a', { _target_: 'Count' }] });
    expect(parser.getParsedContent('b')).toEqual([1, 1, 2]);
    expect(parser.getParsedContent('a')).toBe(1);
    expect(parser.getParsedContent('a', { lazy: false })).toBe(3);
    expect(parser.getParsedContent('a')).toBe(3);
    parser.forget('a');
    expect(parser.getParsedContent('a')).toBe(4);
    parser.set(0, 'x');
    expect(parser.getParsedContent('a')).toBe(5);
  });

  test('an expression that yields None runs once too', () => {
    const parser = parse({ log: [], a: '$@log.append(1)', b: ['@a', '@a', '$@a'], c: '$len(@log)' });
    expect(toHost(parser.getParsedContent('') as object)).toMatchObject({ b: [null, null, null], c: 1 });
  });

  test('chains of references may be long', () => {
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a${i}`, `@a${i + 1}`]));
    expect(content({ ...chain, a20000: 5 }, 'a0')).toBe(5);
    const sums = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`a${i}`, `$@a${i + 1} + 1`]));
    expect(content({ ...sums, a5000: 0 }, 'a0')).toBe(5000);
  });

  test('what is returned is a copy: changing it changes no config', () => {
    const parser = parse({ a: { b: [1] } });
    const got = parser.get('a');
    if (got instanceof Dict) got.set('b', 2);
    expect(toHost(parser.get('a') as object)).toEqual({ b: [1] });
  });
});

test('a change that fails half-way leaves no stale results', () => {
  const parser = parse({ a: 1, b: '$@a + 1' });
  expect(parser.getParsedContent('b')).toBe(2);
  expect(failureOf(() => parser.update({ a: 5, 'x::y': 1 })).code).toBe('unknown_id');
  expect(parser.getParsedContent('b')).toBe(6);
  parser.update(new Dict([['+l', [1]]]));
  parser.update({ '+l': [2] });
  expect(parser.get('l')).toEqual([1, 2]);
});

describe('parts that are not made', () => {
  const config = {
    lr: 1,
    net: { _target_: 'Count', lr: '@lr', twice: '$@lr * 2', inner: { _target_: 'Count', _disabled_: true } },
    sum: '$@lr + @#lr',
    all: ['@net', '@sum'],
  };

  test('instantiate false gives configs with their references filled in', () => {
    expect(content(config, 'all', { instantiate: false })).toEqual([
      { _target_: 'Count', lr: 1, twice: 2, inner: { _target_: 'Count', _disabled_: true } },
      2,
    ]);
  });

  test('evalExpr false gives the texts of expressions, relative ids written out', () => {
    expect(content(config, 'all', { instantiate: false, evalExpr: false })).toEqual([
      { _target_: 'Count', lr: 1, twice: '$@lr * 2', inner: { _target_: 'Count', _disabled_: true } },
      '$@lr + @lr',
    ]);
  });

  test('such results do not stay for later look-ups, nor the other way round', () => {
    const parser = parse(config);
    for (let round = 0; round < 2; round++) {
      expect(parser.getParsedContent('net', { instantiate: false })).toBeInstanceOf(Dict);
      expect(parser.getParsedContent('sum', { evalExpr: false })).toBe('$@lr + @lr');
      expect(parser.getParsedContent('net')).toBe(1);
      expect(parser.getParsedContent('sum')).toBe(2);
    }
  });
});

describe('errors', () => {
  const at = folderOf({
    'a.json': '{\n "bad": "$[1,\\n 2][5]",\n "sec": {"list": [0, "@bad"]},\n "use": ["@sec"],\n "zero": "$1 + 1/0"\n}',
    'b.yaml':
      'circle:\n  a: $@other + 1\nother: "@circle"\nnet:\n  _target_: Sized\n  size: 0\nodd:\n  _target_: Sized\n  sise: 1\n',
  });
  const parser = new ConfigParser(undefined, { registry: testComponents() });

  test('one inside of an expression keeps its name, id, place and the way to it', () => {
    parser.readConfig(at('a.json'));
    const error = errorOf(() => parser.getParsedContent('use'));
    expect(error).toMatchObject({
      code: 'python_exception',
      pythonName: 'IndexError',
      id: 'bad',
      chain: ['use', 'sec', 'bad'],
      position: { file: at('a.json'), line: 2 },
    });
    expect(errorOf(() => parser.getParsedContent('zero'))).toMatchObject({
      pythonName: 'ZeroDivisionError',
      position: { line: 5, column: 16 },
      chain: ['zero'],
    });
  });

  test('a circle is shown whole', () => {
    parser.readConfig(at('b.yaml'));
    expect(errorOf(() => parser.getParsedContent('circle'))).toMatchObject({
      pythonName: 'ValueError',
      failure: { code: 'circular_reference', cycle: ['circle', 'circle::a', 'other', 'circle'] },
    });
  });

  test('faults of arguments stand at the argument', () => {
    parser.readConfig(at('b.yaml'));
    expect(errorOf(() => parser.getParsedContent('net'))).toMatchObject({
      code: 'invalid_argument',
      id: 'net::size',
      position: { line: 6, column: 9 },
    });
    expect(errorOf(() => parser.getParsedContent('odd'))).toMatchObject({
      code: 'unknown_argument',
      id: 'odd::sise',
      position: { line: 9, column: 3 },
      failure: { suggestion: 'size' },
    });
  });

  test.each([
    [{ network: 1, a: '@netwrk' }, 'a', { code: 'missing_reference', suggestion: 'network' }],
    [{ train: { net: 1 }, a: '@net' }, 'a', { code: 'missing_reference', suggestion: 'train::net' }],
    [{ train: { lr: 1 }, a: '$@trian#lr + 1' }, 'a', { code: 'missing_reference', suggestion: 'train::lr' }],
    [{ a: '$[1, 2]', b: '@a::0' }, 'b', { code: 'reference_into_result', instead: '$@a[0]' }],
    [{ a: { _target_: 'Make' }, b: '$@a#weight' }, 'b', { code: 'reference_into_result', instead: '$@a.weight' }],
    [{ a: { x: { y: '@####z' } } }, 'a', { code: 'relative_id_out_of_range' }],
    [{ a: { _target_: 'Mke' } }, 'a', { code: 'unknown_component', suggestion: 'Make' }],
    [{ a: { _target_: 'Make', _mode_: 'calable' } }, 'a', { code: 'invalid_mode', suggestion: 'callable' }],
    [{ a: '$import subprocess' }, 'a', { code: 'python_exception', pythonName: 'ModuleNotFoundError' }],
    [{ a: { _target_: 'Broken' } }, 'a', { code: 'component_failed', problem: 'RangeError: not a size' }],
    [{ abc: 1 }, 'abd', { code: 'unknown_id', suggestion: 'abc' }],
  ])('%j, %s', (config, id, failure) => {
    expect(failureOf(() => content(config, id))).toMatchObject(failure);
  });
});

describe('components', () => {
  test('a missing target of a bare name is no module, even where names look alike', () => {
    expect(content({ a: { _target_: 'monai.test.MakeD', x: 1 }, b: { _target_: 'MakeD', y: 2 } })).toEqual({
      a: { x: 1 },
      b: { y: 2 },
    });
  });

  test('excluded modules are not searched for bare names', () => {
    const parser = new ConfigParser(
      { a: { _target_: 'Make' }, b: { _target_: 'monai.test.Make' } },
      { registry: testComponents(), excludes: 'test' },
    );
    expect(failureOf(() => parser.getParsedContent('a')).code).toBe('unknown_component');
    expect(parser.getParsedContent('b')).toEqual(new Dict());
  });

  test('debug mode makes the component where no debugger is attached', () => {
    expect(content({ a: { _target_: 'Make', x: 1, _mode_: 'debug' }, b: { _target_: 'Make', _debug_: true } })).toEqual(
      {
        a: { x: 1 },
        b: {},
      },
    );
  });

  test('a target that cannot be called is the item, with a notice', () => {
    const parser = parse({ a: { _target_: '$[1]', x: 1 } });
    expect(parser.getParsedContent('a')).toEqual([1]);
    expect(parser.notices).toMatchObject([{ code: 'target_not_callable', id: 'a' }]);
  });
});

describe('names', () => {
  test('globals are modules by name, or values; false takes even the usual ones away', () => {
    const globals = { m: 'math', limit: 3, double: (value: number) => value * 2 };
    const parser = new ConfigParser({ a: '$m.floor(2.5) + limit + double(4)' }, { globals });
    expect(parser.getParsedContent('a')).toBe(13);
    const bare = new ConfigParser({ a: '$np' }, { globals: false });
    expect(failureOf(() => bare.getParsedContent('a'))).toMatchObject({ pythonName: 'NameError' });
  });

  test('imports bind all their names, wherever they stand, before anything else', () => {
    const config = {
      a: '$math.floor(x.ceil(1.5)) + int(path is not None)',
      z: { y: ['$import math, math as x', '$import os.path', '$from os import path, sep'] },
    };
    expect(content(config, 'a')).toBe(3);
  });
});

describe('text from another file', () => {
  test('its relative references mean the including config, or its own copy where that has nothing there', () => {
    const at = folderOf({
      'a.json': { x: '%b.json#net', y: { z: '%b.json' } },
      'b.json': { net: { a: 1, b: '@#a', c: '$@#a + @##k', k: 5 }, k: 2 },
    });
    const parser = new ConfigParser({ k: 7 });
    parser.readConfig([at('a.json'), { k: 7 }]);
    expect(toHost(parser.getParsedContent('') as object)).toMatchObject({
      x: { b: 1, c: 8 },
      y: { z: { net: { b: 1, c: 8 } } },
    });
  });
});

describe('files', () => {
  test('export and load', () => {
    const at = folderOf({});
    const config = { a: new Float(2), b: [1n << 70n, 0.1, 'yes', '1e3', null], c: { '@x': '$y', e: 'é' } };
    for (const format of ['json', 'yaml'] as const) {
      const path = at(`out.${format}`);
      ConfigParser.exportConfigFile(config, path, format);
      const loaded = ConfigParser.loadConfigFile(path);
      expect(loaded instanceof Dict && loaded.get('a')).toEqual(new Float(2));
      expect(loaded instanceof Dict && loaded.get('b')).toEqual(config.b);
      expect(toHost(loaded as object)).toEqual({ a: 2, b: config.b, c: config.c });
    }
    expect(() => ConfigParser.exportConfigFile({ a: new Date() }, at('x.json'))).toThrow();
  });

  test('paths and ids', () => {
    expect(ConfigParser.splitPathId('a/b.json#x::y')).toEqual(['a/b.json', 'x::y']);
    expect(ConfigParser.splitPathId('x#y')).toEqual(['', 'x::y']);
    expect(ConfigParser.splitPathId('B.YAML')).toEqual(['B.YAML', '']);
    expect(ConfigParser.splitPathId('my#dir/a.json5#k')).toEqual(['my#dir/a.json5', 'k']);
  });
});
