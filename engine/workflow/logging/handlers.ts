import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogHandler, LogRecord } from '../../types/log.js';
import { reportOutput } from '../../types/outputs.js';
import type { TextStream } from '../../types/streams.js';
import { formatRecord, type LogFormat } from './format-record.js';

/** Writes records to standard output or standard error. */
export class StreamHandler implements LogHandler {
  constructor(
    readonly stream: TextStream,
    public level: number,
    readonly format: LogFormat,
  ) {}

  handle(record: LogRecord): void {
    this.stream.write(`${formatRecord(record, this.format)}\n`);
  }
}

/** Writes records to a file, which is made at the first record. */
export class FileHandler implements LogHandler {
  #descriptor: number | undefined;

  constructor(
    readonly path: string,
    /** `a` goes on at the end of an existing file, `w` starts it anew. */
    readonly mode: 'a' | 'w',
    public level: number,
    readonly format: LogFormat,
  ) {}

  handle(record: LogRecord): void {
    if (this.#descriptor === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#descriptor = openSync(this.path, this.mode);
      reportOutput({ kind: 'log', path: this.path });
    }
    writeSync(this.#descriptor, `${formatRecord(record, this.format)}\n`);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** Swallows records. */
export class NullHandler implements LogHandler {
  level = 0;

  handle(): void {}
}
