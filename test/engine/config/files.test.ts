import { describe, expect, test } from 'vitest';
import { readLayer } from '../../../engine/config/files.js';
import { errorOf } from './failures.js';
import { folderOf } from './folder.js';

const many = '9'.repeat(5000);
const file = folderOf({
  'inside.json/x.json': '{}',
  'a.json': '{}',
  'digits.json': `{"a": ${many}}`,
  'digits.json5': `{a: -${many}}`,
  'digits.yaml': `a: ${many}\n`,
  'text.json': `{"a": "${many}", "b": 1${'0'.repeat(4299)}}`,
});

describe('readLayer', () => {
  test.each([
    ['no.json', 'config_file_missing'],
    ['inside.json', 'config_file_unreadable'],
    ['a.json/b.json', 'config_file_unreadable'],
    [`${'x'.repeat(300)}.json`, 'config_file_unreadable'],
    ['a\0.json', 'config_file_unreadable'],
    ['a.txt', 'config_file_type'],
    ['digits.json', 'config_syntax'],
    ['digits.json5', 'config_syntax'],
    ['digits.yaml', 'config_syntax'],
  ])('tells what is wrong with %s', (name, code) => {
    expect(errorOf(() => readLayer(file(name))).code).toBe(code);
  });

  test('reads as many digits as Python', () => {
    expect(readLayer(file('text.json')).problems).toEqual([]);
  });
});
