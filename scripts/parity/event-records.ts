import protobuf from 'protobufjs/minimal.js';
import { maskedCrc32c } from '../../components/handlers/crc32c.js';

/** What an event file holds: version lines aside, one value each. */
export interface EventRecord {
  readonly step: number;
  readonly tag: string;
  readonly scalar?: number;
  /** An encoded image, with the size it states. */
  readonly image?: { readonly encoded: Uint8Array; readonly width: number; readonly height: number };
}

/** Reads an event file, and checks its checksums. */
export function readEvents(file: Buffer): { version: string; records: EventRecord[] } {
  const records: EventRecord[] = [];
  let version = '';
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    check(file.readUInt32LE(at + 8), file.subarray(at, at + 8));
    check(file.readUInt32LE(at + 12 + length), data);
    at += length + 16;
    const event = fields(data);
    version ||= text(event.get(3));
    const summary = event.get(5);
    if (summary instanceof Uint8Array) records.push(record(Number(event.get(2) ?? 0), fields(summary).get(1)));
  }
  return { version, records };
}

function check(stored: number, data: Uint8Array): void {
  if (stored !== maskedCrc32c(data)) throw new Error('a checksum is wrong');
}

function record(step: number, summaryValue: unknown): EventRecord {
  const value = fields(bytes(summaryValue));
  const tag = text(value.get(1));
  if (value.has(2)) return { step, tag, scalar: Number(value.get(2)) };
  const image = fields(bytes(value.get(4)));
  return {
    step,
    tag,
    image: { height: Number(image.get(1)), width: Number(image.get(2)), encoded: bytes(image.get(4)) },
  };
}

/** The fields of a message by number, the last of each. */
function fields(message: Uint8Array): Map<number, number | Uint8Array> {
  const reader = protobuf.Reader.create(message);
  const found = new Map<number, number | Uint8Array>();
  while (reader.pos < reader.len) {
    const key = reader.uint32();
    const wireType = key & 7;
    const value =
      wireType === 0
        ? Number(reader.int64())
        : wireType === 1
          ? reader.double()
          : wireType === 5
            ? reader.float()
            : reader.bytes();
    found.set(key >>> 3, value);
  }
  return found;
}

function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function text(value: unknown): string {
  return new TextDecoder().decode(bytes(value));
}
