import { items } from '../../expression/operators/iterate.js';
import { PyIterator } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { pathText } from '../path-text.js';
import { members, TableModule } from '../table-module.js';
import { findPaths } from './find-paths.js';
import { hasWildcard, Wildcard } from './wildcard.js';

const SEARCH = 'pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False';

function found(a: Arguments): string[] {
  return findPaths(pathText(a.value('pathname')), {
    root: a.isNone('root_dir') ? '' : pathText(a.value('root_dir')),
    recursive: a.flag('recursive'),
    hidden: a.flag('include_hidden'),
  });
}

/** Python's `glob`; where Python's order is the disk's, this one's is alphabetical. */
export const globModule = new TableModule(
  'glob',
  members([
    fn('glob', SEARCH, found),
    fn('iglob', SEARCH, (a) => new PyIterator('generator', found(a)[Symbol.iterator]())),
    fn('escape', 'pathname', (a) => a.text('pathname').replace(/[*?[]/g, '[$&]')),
    fn('has_magic', 's', (a) => hasWildcard(a.text('s'))),
  ]),
);

/** Python's `fnmatch`. */
export const fnmatchModule = new TableModule(
  'fnmatch',
  members([
    ...['fnmatch', 'fnmatchcase'].map((name) =>
      fn(name, 'name, pat', (a) => new Wildcard(a.text('pat')).test(pathText(a.value('name')))),
    ),
    fn('filter', 'names, pat', (a) => {
      const expression = new Wildcard(a.text('pat'));
      return [...items(a.value('names'))].filter((name) => expression.test(pathText(name)));
    }),
  ]),
);
