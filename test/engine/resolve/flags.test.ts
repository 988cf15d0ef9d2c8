import { describe, expect, test } from 'vitest';
import { loadTree } from '../../../engine/config/layers.js';
import { ConfigParser } from '../../../engine/resolve/index.js';
import { toHost, type Value } from '../../../engine/values/index.js';
import { folderOf } from '../config/folder.js';
import { testComponents } from './components.js';

const parserFor = (config: unknown) => new ConfigParser(config, { registry: testComponents() });
const made = (parser: ConfigParser, id: string) => toHost(parser.getParsedContent(id) as Value);

describe('a flag that is no boolean counts by its truth, as in Python', () => {
  test.each<[unknown, boolean]>([
    ['True', true],
    ['true', true],
    ['False', true],
    ['0', true],
    ['', false],
    [1, true],
    [0, false],
    [null, false],
  ])('%j', (on, counts) => {
    const parser = parserFor({ a: { _target_: 'Flags', on, each: [true, on] } });
    expect(parser.check()).toEqual([]);
    expect(parser.notices).toMatchObject([
      { code: 'counts_by_truth', component: 'Flags', argument: 'on', counts, id: 'a::on' },
      { code: 'counts_by_truth', argument: 'each', counts: [true, counts] },
    ]);
    expect(made(parser, 'a')).toMatchObject({ on: counts, each: [true, counts] });
  });

  test('null is a value of its own where the flag may be null', () => {
    const parser = parserFor({ a: { _target_: 'Flags', maybe: null } });
    expect(parser.check()).toEqual([]);
    expect(parser.notices).toEqual([]);
    expect(made(parser, 'a')).toMatchObject({ maybe: null });
  });

  test.each([
    ['where a text has a meaning of its own', { mode: 'atuo' }, 'mode'],
    ['lists', { on: ['True'] }, 'on'],
    ['mappings', { on: { a: 1 } }, 'on'],
  ])('but not %s', (_, flags, argument) => {
    const [fault] = parserFor({ a: { _target_: 'Flags', ...flags } }).check();
    expect(fault?.failure).toMatchObject({ code: 'invalid_argument', argument });
  });

  test('the place told is where the text stands, in a file, an override or an expression, and it is told once', () => {
    const at = folderOf({
      'a.json':
        '{\n  "on": "True",\n  "amp": true,\n  "a": { "_target_": "Flags", "on": "@on", "each": "@amp" },\n  "b": { "_target_": "Flags", "on": "$str(1)" }\n}',
    });
    const parser = ConfigParser.fromTree(loadTree(at('a.json')), { registry: testComponents() });
    parser.override([{ id: 'amp', value: 'false', label: '--amp' }]);
    parser.check();
    parser.check();
    expect(made(parser, 'a')).toMatchObject({ on: true, each: true });
    expect(made(parser, 'b')).toMatchObject({ on: true });
    expect(parser.notices).toMatchObject([
      { id: 'a::on', got: 'the string "True"', position: { file: at('a.json'), line: 2, column: 9 } },
      { id: 'a::each', got: 'the string "false"', counts: true, position: { file: '--amp' } },
      { id: 'b::on', got: 'the string "1"', position: { line: 5, column: 37 } },
    ]);
  });
});

test('a wrong value that a reference brings is found before the run, where it stands', () => {
  const at = folderOf({ 'a.yaml': 'size: big\nsame: "@size"\nnet: {_target_: Sized, size: "@same"}\n' });
  const parser = ConfigParser.fromTree(loadTree(at('a.yaml')), { registry: testComponents() });
  expect(parser.check()).toMatchObject([
    {
      code: 'invalid_argument',
      id: 'net::size',
      position: { line: 1, column: 7 },
      related: [{ note: 'used here', position: { line: 3, column: 30 } }],
    },
  ]);
});
