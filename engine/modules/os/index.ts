import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Exposed, exposed, property } from '../../registry/exposed.js';
import { makeFloat, makeInt, PyIterator, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { pathText } from '../path-text.js';
import { members, TableModule } from '../table-module.js';
import { Environment } from './environ.js';
import { onDisk } from './os-error.js';
import { pathModule } from './path-module.js';
import { directoryName, joinPaths } from './posix-path.js';

/** What `os.stat` gives. */
export class FileStatus {
  static readonly [exposed]: Exposed = {
    st_size: property('size'),
    st_mode: property('mode'),
    st_mtime: property('modified').raw(),
    st_mtime_ns: property('modifiedNanoseconds').raw(),
  };

  readonly size: number;
  readonly mode: number;
  readonly modified: Value;
  readonly modifiedNanoseconds: Value;

  constructor(path: string) {
    const stats = onDisk(path, () => statSync(path, { bigint: true }));
    this.size = Number(stats.size);
    this.mode = Number(stats.mode);
    this.modified = makeFloat(Number(stats.mtimeNs) / 1e9);
    this.modifiedNanoseconds = makeInt(stats.mtimeNs);
  }
}

/** Makes a directory and those above it. */
export function makeDirectories(path: string, existOk: boolean): void {
  onDisk(path, () => {
    const parent = directoryName(path.replace(/\/+$/, ''));
    if (parent !== '') mkdirSync(parent, { recursive: true });
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() && existOk) return;
    mkdirSync(path);
  });
}

/** `os.walk`: every directory from the top down, with its directories and files, in alphabetical order. */
function* walk(top: string): Generator<Value, void> {
  let entries: { name: string; isDirectory: boolean }[];
  try {
    entries = readdirSync(top).map((name) => ({
      name,
      isDirectory: statSync(joinPaths(top, name), { throwIfNoEntry: false })?.isDirectory() === true,
    }));
  } catch {
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const directories = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const files = entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
  yield new Tuple([top, directories, files]);
  for (const name of directories) yield* walk(joinPaths(top, name));
}

/** The part of `os` that looks and makes directories: it starts nothing, removes nothing, and sets no variable. */
export const osModule = new TableModule(
  'os',
  members(
    [
      fn('getcwd', '', () => process.cwd()),
      fn('getenv', 'key, default=None', (a) => process.env[a.text('key')] ?? a.value('default')),
      fn('listdir', 'path=None', (a) => {
        const path = a.isNone('path') ? '.' : pathText(a.value('path'));
        return onDisk(path, () => readdirSync(path)).sort();
      }),
      fn('makedirs', 'name, mode=511, exist_ok=False', (a) => {
        makeDirectories(pathText(a.value('name')), a.flag('exist_ok'));
        return null;
      }),
      fn('mkdir', 'path, mode=511, *, dir_fd=None', (a) => {
        const path = pathText(a.value('path'));
        onDisk(path, () => mkdirSync(path));
        return null;
      }),
      fn(
        'walk',
        'top, topdown=True, onerror=None, followlinks=False',
        (a) => new PyIterator('generator', walk(pathText(a.value('top')))),
      ),
      fn('stat', 'path', (a) => new FileStatus(pathText(a.value('path')))),
      fn('fspath', 'path', (a) => pathText(a.value('path'))),
      fn('cpu_count', '', () => availableParallelism()),
      fn('getpid', '', () => process.pid),
    ],
    {
      path: pathModule,
      environ: new Environment(),
      sep: '/',
      altsep: null,
      extsep: '.',
      pathsep: ':',
      linesep: '\n',
      curdir: '.',
      pardir: '..',
      devnull: '/dev/null',
      name: 'posix',
    },
  ),
);
