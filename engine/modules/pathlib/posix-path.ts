import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { raise, valueError } from '../../expression/raise.js';
import { decode } from '../../expression/text/decode.js';
import { stringRepr } from '../../expression/text/string-repr.js';
import { type Exposed, exposed, method } from '../../registry/exposed.js';
import { PyIterator, type Value } from '../../values/index.js';
import { openForReading } from '../files/open.js';
import { Wildcard } from '../glob/wildcard.js';
import { FileStatus, makeDirectories } from '../os/index.js';
import { onDisk } from '../os/os-error.js';
import { realPath } from '../os/path-module.js';
import { expandUser } from '../os/posix-path.js';
import { type ParsedPath, PurePosixPath, parsePath } from './pure-path.js';

/** A path that may be looked up on the disk: pathlib's PosixPath, without what writes or removes files. */
export class PosixPath extends PurePosixPath {
  static override readonly [exposed]: Exposed = {
    exists: method(),
    is_file: method(),
    is_dir: method(),
    is_symlink: method(),
    is_mount: method(),
    stat: method(),
    resolve: method('strict'),
    absolute: method(),
    expanduser: method(),
    samefile: method('other_path'),
    read_text: method('encoding', 'errors'),
    read_bytes: method(),
    open: method('mode', 'buffering', 'encoding', 'errors', 'newline'),
    iterdir: method().raw(),
    glob: method('pattern').raw(),
    rglob: method('pattern').raw(),
    mkdir: method('mode', 'parents', 'exist_ok'),
  };

  protected override derive(parsed: ParsedPath): PosixPath {
    return new PosixPath(parsed);
  }

  override get kind(): string {
    return 'PosixPath';
  }

  exists(): boolean {
    return existsSync(this.toString());
  }

  isFile(): boolean {
    return statSync(this.toString(), { throwIfNoEntry: false })?.isFile() === true;
  }

  isDir(): boolean {
    return statSync(this.toString(), { throwIfNoEntry: false })?.isDirectory() === true;
  }

  isSymlink(): boolean {
    return lstatSync(this.toString(), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  }

  isMount(): boolean {
    return this.toString() === '/';
  }

  stat(): FileStatus {
    return new FileStatus(this.toString());
  }

  resolve(strict = false): PosixPath {
    const text = this.toString();
    return this.derive(parsePath([strict ? onDisk(text, () => realpathSync(text)) : realPath(text)]));
  }

  absolute(): PosixPath {
    return this.isAbsolute() ? this : this.derive(parsePath([process.cwd(), this.toString()]));
  }

  expanduser(): PosixPath {
    return this.derive(parsePath([expandUser(this.toString())]));
  }

  samefile(other: string): boolean {
    const own = this.toString();
    return onDisk(own, () => realpathSync(own)) === onDisk(other, () => realpathSync(other));
  }

  readText(encoding: string | null = null, errors: string | null = null): string {
    return decode(this.readBytes(), encoding ?? 'utf-8', errors ?? 'strict').replace(/\r\n?/g, '\n');
  }

  readBytes(): Uint8Array {
    const path = this.toString();
    return new Uint8Array(onDisk(path, () => readFileSync(path)));
  }

  open(mode = 'r', _buffering = -1, encoding: string | null = null): object {
    return openForReading(this.toString(), mode, encoding);
  }

  iterdir(): PyIterator {
    const path = this.toString();
    const names = onDisk(path, () => readdirSync(path)).sort();
    return new PyIterator('generator', names.map((name) => this.joinpath(name))[Symbol.iterator]());
  }

  /** Matching paths below this one, in alphabetical order; `**` is this directory and all below it. */
  glob(pattern: Value): PyIterator {
    return this.#found(pattern, []);
  }

  rglob(pattern: Value): PyIterator {
    return this.#found(pattern, ['**']);
  }

  #found(pattern: Value, lead: readonly string[]): PyIterator {
    const wanted = parsePath([String(pattern)]);
    if (wanted.root !== '') raise('NotImplementedError', 'Non-relative patterns are unsupported');
    if (wanted.parts.length === 0 && lead.length === 0)
      valueError(`Unacceptable pattern: ${stringRepr(String(pattern))}`);
    const found = new Set<string>();
    collect(this.toString(), [], [...lead, ...wanted.parts], String(pattern).endsWith('/'), found);
    const sorted = [...found].sort().map((path) => this.derive(parsePath([this.toString(), path])));
    return new PyIterator('generator', sorted[Symbol.iterator]());
  }

  mkdir(_mode = 0o777, parents = false, existOk = false): null {
    const path = this.toString();
    if (parents) makeDirectories(path, existOk);
    else if (!(existOk && this.isDir())) onDisk(path, () => mkdirSync(path));
    return null;
  }
}

/** Adds the paths below `base` that the remaining pattern parts lead to. */
function collect(
  base: string,
  done: readonly string[],
  parts: readonly string[],
  directoriesOnly: boolean,
  found: Set<string>,
): void {
  const here = [base, ...done].join('/');
  const [part, ...rest] = parts;
  if (part === undefined) {
    if (!directoriesOnly || isDirectory(here)) found.add(done.join('/'));
    return;
  }
  if (part === '**') {
    collect(base, done, rest, directoriesOnly || rest.length === 0, found);
    for (const entry of entriesOf(here)) {
      if (entry.isDirectory()) collect(base, [...done, entry.name], parts, directoriesOnly, found);
    }
    return;
  }
  if (part === '..' || !/[*?[]/.test(part)) {
    if (existsSync(`${here}/${part}`)) collect(base, [...done, part], rest, directoriesOnly, found);
    return;
  }
  const expression = new Wildcard(part);
  for (const entry of entriesOf(here)) {
    if (expression.test(entry.name) && (rest.length === 0 || isDirectory(`${here}/${entry.name}`))) {
      collect(base, [...done, entry.name], rest, directoriesOnly, found);
    }
  }
}

function entriesOf(path: string): { readonly name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
