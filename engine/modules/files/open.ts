import { readFileSync } from 'node:fs';
import { notAllowed, valueError } from '../../expression/raise.js';
import { decode } from '../../expression/text/decode.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { PyIterator, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { onDisk } from '../os/os-error.js';
import { pathText } from '../path-text.js';

/** A file opened for reading, text or bytes: what `open(path)` gives. It is read whole, so nothing needs closing. */
export class OpenedFile {
  static readonly [exposed]: Exposed = {
    name: property(),
    mode: property(),
    closed: property(),
    read: method('size').raw(),
    readline: method().raw(),
    readlines: method().raw(),
    close: method(),
    seek: method('offset'),
    tell: method(),
    readable: method(),
    writable: method(),
    __iter__: method().as('lines').raw(),
    __enter__: method().as('itself'),
  };

  #at = 0;
  closed = false;

  constructor(
    readonly name: string,
    readonly mode: string,
    readonly content: string | Uint8Array,
  ) {}

  #check(): void {
    if (this.closed) valueError('I/O operation on closed file.');
  }

  read(size: Value = null): Value {
    this.#check();
    const end = typeof size === 'number' && size >= 0 ? this.#at + size : this.content.length;
    const part = this.content.slice(this.#at, end);
    this.#at = Math.min(end, this.content.length);
    return part;
  }

  readline(): Value {
    this.#check();
    const { content } = this;
    const found = typeof content === 'string' ? content.indexOf('\n', this.#at) : content.indexOf(10, this.#at);
    return this.read((found < 0 ? content.length : found + 1) - this.#at);
  }

  readlines(): Value {
    return [...this.lines()];
  }

  lines(): PyIterator {
    this.#check();
    const next = (): IteratorResult<Value> => {
      if (this.#at >= this.content.length) return { done: true, value: undefined };
      return { done: false, value: this.readline() };
    };
    return new PyIterator('_io.TextIOWrapper', { next });
  }

  seek(offset: number): number {
    this.#at = Math.min(Math.max(offset, 0), this.content.length);
    return this.#at;
  }

  tell(): number {
    return this.#at;
  }

  readable(): boolean {
    return true;
  }

  writable(): boolean {
    return false;
  }

  itself(): this {
    return this;
  }

  close(): null {
    this.closed = true;
    return null;
  }
}

/** Opens a file for reading. Modes that write are not allowed in an expression. */
export function openForReading(
  path: string,
  mode: string,
  encoding: string | null,
  errors: string | null = null,
): OpenedFile {
  if (!/^(r|rt|tr|rb|br)$/.test(mode)) {
    if (/^[rwaxbt+]+$/.test(mode))
      notAllowed(`opening a file for writing (mode '${mode}')`, 'write files in a component');
    valueError(`invalid mode: '${mode}'`);
  }
  const bytes = new Uint8Array(onDisk(path, () => readFileSync(path)));
  if (mode.includes('b')) return new OpenedFile(path, mode, bytes);
  // Text files have one kind of line end for Python.
  const text = decode(bytes, encoding ?? 'utf-8', errors ?? 'strict').replace(/\r\n?/g, '\n');
  return new OpenedFile(path, mode, text);
}

/** Python's `open`, for reading only. */
export const openFunction = fn(
  'open',
  "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None",
  (a) =>
    openForReading(
      pathText(a.value('file')),
      a.text('mode'),
      a.isNone('encoding') ? null : a.text('encoding'),
      a.isNone('errors') ? null : a.text('errors'),
    ),
);
