import { describe, expect, test } from 'vitest';
import { parseImport } from '../../../engine/expression/index.js';
import { failureOf } from './failure-of.js';

describe('import statements', () => {
  test.each<[string, object[]]>([
    ['import math', [{ module: 'math', as: 'math' }]],
    ['import os.path', [{ module: 'os', as: 'os', loads: 'os.path' }]],
    ['import os.path as p', [{ module: 'os.path', as: 'p' }]],
    [
      'import a, b as c',
      [
        { module: 'a', as: 'a' },
        { module: 'b', as: 'c' },
      ],
    ],
    [
      'from m.n import a as b, c',
      [
        { module: 'm.n', attribute: 'a', as: 'b' },
        { module: 'm.n', attribute: 'c', as: 'c' },
      ],
    ],
    [
      'from m import (a,\n  b,)',
      [
        { attribute: 'a', as: 'a' },
        { attribute: 'b', as: 'b' },
      ],
    ],
    ['from . import x', [{ module: '.', attribute: 'x' }]],
    ['import a; import b', [{ module: 'a' }, { module: 'b' }]],
    [' import a ', [{ module: 'a', start: 8, end: 9 }]],
  ])('%s', (source, expected) => {
    expect(parseImport(source)).toMatchObject(expected);
  });

  test.each(['1', 'importlib', 'from_x', 'imports', "'import a'", 'x.import_'])('%s is none', (source) => {
    expect(parseImport(source)).toBeNull();
  });

  test.each([
    'import',
    'import a.',
    'import a b',
    'from m',
    'from m import',
    'from m import *',
    'from m import ()',
    'import 1',
  ])('%s is malformed', (source) => {
    expect(failureOf(() => parseImport(source)).code).toBe('expression_syntax');
  });
});
