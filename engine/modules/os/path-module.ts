import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { items } from '../../expression/operators/iterate.js';
import { valueError } from '../../expression/raise.js';
import { makeFloat, Tuple, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { pathText } from '../path-text.js';
import { members, TableModule } from '../table-module.js';
import { onDisk } from './os-error.js';
import * as posix from './posix-path.js';

function ofPath(name: string, compute: (path: string) => Value, signature = 'path'): ReturnType<typeof fn> {
  const [parameter = 'path'] = signature.split(',');
  return fn(name, signature, (a) => compute(pathText(a.value(parameter))));
}

function paths(a: Arguments, name: string): string[] {
  return Array.from(items(a.value(name)), pathText);
}

/** Whether the path leads to something for which `test` holds; broken links and missing files lead nowhere. */
function leadsTo(path: string, test: (stats: NonNullable<ReturnType<typeof statSync>>) => boolean): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && test(stats);
}

/** False where the operating system does not even let one ask, as in Python. */
function quietly(ask: () => boolean): boolean {
  try {
    return ask();
  } catch {
    return false;
  }
}

const texts = [
  fn('join', 'a, /, *paths', (a) => posix.joinPaths(pathText(a.value('a')), ...a.rest.map(pathText))),
  ofPath('split', (path) => new Tuple(posix.splitPath(path)), 'p'),
  ofPath('splitext', (path) => new Tuple(posix.splitExtension(path)), 'p'),
  ofPath('splitdrive', (path) => new Tuple(['', path]), 'p'),
  ofPath('basename', posix.baseName, 'p'),
  ofPath('dirname', posix.directoryName, 'p'),
  ofPath('normpath', posix.normalizePath),
  ofPath('normcase', (path) => path, 's'),
  ofPath('isabs', posix.isAbsolutePath, 's'),
  ofPath('abspath', posix.absolutePath),
  ofPath('expanduser', posix.expandUser),
  ofPath('expandvars', posix.expandVariables),
  fn('relpath', 'path, start=None', (a) => {
    const path = pathText(a.value('path'));
    if (path === '') valueError('no path specified');
    return posix.relativePath(path, a.isNone('start') ? '.' : pathText(a.value('start')));
  }),
  fn('commonprefix', 'm', (a) => posix.commonPrefix(paths(a, 'm'))),
  fn('commonpath', 'paths', (a) => {
    const all = paths(a, 'paths');
    if (all.length === 0) valueError('commonpath() arg is an empty sequence');
    return posix.commonPath(all) ?? valueError("Can't mix absolute and relative paths");
  }),
];

const questions = [
  ofPath('exists', (path) => quietly(() => existsSync(path))),
  ofPath('lexists', (path) => quietly(() => lstatSync(path, { throwIfNoEntry: false }) !== undefined)),
  ofPath('isfile', (path) => quietly(() => leadsTo(path, (stats) => stats.isFile()))),
  ofPath('isdir', (path) => quietly(() => leadsTo(path, (stats) => stats.isDirectory())), 's'),
  ofPath('islink', (path) => quietly(() => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)),
  ofPath('getsize', (path) => onDisk(path, () => statSync(path).size), 'filename'),
  ofPath('getmtime', (path) => onDisk(path, () => makeFloat(statSync(path).mtimeMs / 1000)), 'filename'),
  fn('realpath', 'filename, *, strict=False', (a) => realPath(pathText(a.value('filename')))),
  fn('samefile', 'f1, f2', (a) => {
    const [one, other] = [pathText(a.value('f1')), pathText(a.value('f2'))];
    return onDisk(one, () => realpathSync(one)) === onDisk(other, () => realpathSync(other));
  }),
];

/** The path with every link followed; the part that does not exist stays as it is. */
export function realPath(path: string): string {
  const whole = posix.absolutePath(path);
  for (let at = whole, rest = ''; ; ) {
    if (existsSync(at))
      return posix.normalizePath(rest === '' ? realpathSync(at) : posix.joinPaths(realpathSync(at), rest));
    const [head, tail] = posix.splitPath(at);
    if (head === at) return whole;
    rest = rest === '' ? tail : `${tail}/${rest}`;
    at = head;
  }
}

/** `os.path`. */
export const pathModule = new TableModule(
  'os.path',
  members([...texts, ...questions], {
    sep: '/',
    altsep: null,
    extsep: '.',
    pathsep: ':',
    curdir: '.',
    pardir: '..',
    defpath: '/bin:/usr/bin',
    devnull: '/dev/null',
  }),
);
