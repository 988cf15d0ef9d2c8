import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import protobuf from 'protobufjs/minimal.js';
import { fieldOf, keepProcessState, numberIn } from '../../engine/types/resumable.js';
import { runKeeper } from '../../engine/types/run-keeper.js';
import { maskedCrc32c } from './crc32c.js';

const { Writer } = protobuf;

/** A value of a step. Images are encoded PNG or GIF. */
export type SummaryValue =
  | { readonly tag: string; readonly scalar: number }
  | {
      readonly tag: string;
      readonly image: {
        readonly encoded: Uint8Array;
        readonly width: number;
        readonly height: number;
        /** Channels: 1 grey, 3 colour. */
        readonly colorspace: number;
      };
    };

let opened = 0;

/** The event files of the run, in the order in which their writers were made: the same whenever the run is made again. */
let ofThisRun: EventFile[] = [];

/**
 * A file of TensorBoard events: TFRecords (length, masked CRC-32C, data, masked CRC-32C) of `tensorflow.Event` messages. The file is made with the
 * first value; values are written when flushed. A run that is resumed goes on with its files, from the length they had when it was saved.
 */
export class EventFile {
  #path: string | null = null;
  #waiting: Uint8Array[] = [];

  constructor(readonly directory: string) {
    ofThisRun.push(this);
  }

  /** The file's path, once it is there. */
  get path(): string | null {
    return this.#path;
  }

  /** Goes on with a file that was `length` bytes long; what came after is cut off. A file that is not there is left alone. */
  continue(path: string, length: number): void {
    if (this.#path) return;
    try {
      if (statSync(path).size > length) truncateSync(path, length);
      this.#path = path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }

  /** @param step the value's place on the horizontal axis */
  add(value: SummaryValue, step: number): void {
    if (!this.#path) this.#open();
    const summary = Writer.create().uint32(field(1, 2)).bytes(summaryValue(value)).finish();
    this.#record(event().uint32(field(2, 0)).int64(step).uint32(field(5, 2)).bytes(summary).finish());
  }

  /** Writes everything added so far. */
  flush(): void {
    if (!this.#path || this.#waiting.length === 0) return;
    appendFileSync(this.#path, Buffer.concat(this.#waiting));
    this.#waiting = [];
  }

  #open(): void {
    mkdirSync(this.directory, { recursive: true });
    const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
    const run = runKeeper()?.name;
    const suffix = run === undefined ? '' : `.${run}`;
    const name = `events.out.tfevents.${seconds}.${hostname() || 'localhost'}.${process.pid}.${opened++}${suffix}`;
    this.#path = join(this.directory, name);
    this.#record(event().uint32(field(3, 2)).string('brain.Event:2').finish());
  }

  #record(data: Uint8Array): void {
    const record = Buffer.alloc(data.length + 16);
    record.writeBigUInt64LE(BigInt(data.length), 0);
    record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
    record.set(data, 12);
    record.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
    this.#waiting.push(record);
  }
}

/** A protobuf field's key. Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
function field(number: number, wireType: 0 | 1 | 2 | 5): number {
  return (number << 3) | wireType;
}

/** An `Event` with its time. */
function event(): protobuf.Writer {
  return Writer.create()
    .uint32(field(1, 1))
    .double(Date.now() / 1000);
}

/** A `Summary.Value`. */
function summaryValue(value: SummaryValue): Uint8Array {
  const writer = Writer.create().uint32(field(1, 2)).string(value.tag);
  if ('scalar' in value) return writer.uint32(field(2, 5)).float(value.scalar).finish();
  const { encoded, width, height, colorspace } = value.image;
  const image = Writer.create()
    .uint32(field(1, 0))
    .int32(height)
    .uint32(field(2, 0))
    .int32(width)
    .uint32(field(3, 0))
    .int32(colorspace)
    .uint32(field(4, 2))
    .bytes(encoded)
    .finish();
  return writer.uint32(field(4, 2)).bytes(image).finish();
}

keepProcessState('events', {
  begin() {
    ofThisRun = [];
  },
  startOver() {
    removeLater(
      ofThisRun.map(({ directory }) => ({ directory, file: null })),
      [runKeeper()?.name],
    );
  },
  resumeState: () => ({
    run: runKeeper()?.name ?? null,
    files: ofThisRun.map((file) => {
      file.flush();
      const { directory, path } = file;
      return { directory, file: path && basename(path), length: path ? statSync(path).size : 0 };
    }),
  }),
  resumeFrom(state) {
    const files = fieldOf(state, 'files');
    const saved: unknown[] = Array.isArray(files) ? [...files] : [];
    removeLater(saved, [fieldOf(state, 'run'), runKeeper()?.name]);
    for (const file of ofThisRun) {
      // A folder's files are told apart by their order, as their names hold the time.
      const at = saved.findIndex((one) => fieldOf(one, 'directory') === file.directory);
      const [own] = at < 0 ? [] : saved.splice(at, 1);
      const name = fieldOf(own, 'file');
      if (typeof name === 'string') file.continue(join(file.directory, name), numberIn(own, 'length', 0));
    }
  },
});

/** Removes the files that a run began after it was saved: what is in them comes again. */
function removeLater(saved: readonly unknown[], runs: readonly unknown[]): void {
  const names = new Set(saved.map((one) => fieldOf(one, 'file')));
  for (const directory of new Set(saved.map((one) => fieldOf(one, 'directory')))) {
    if (typeof directory !== 'string' || !existsSync(directory)) continue;
    for (const name of readdirSync(directory)) {
      const isOfRun = runs.some((run) => typeof run === 'string' && name.endsWith(`.${run}`));
      if (isOfRun && name.includes('.tfevents.') && !names.has(name)) rmSync(join(directory, name));
    }
  }
}
