import protobuf from 'protobufjs/minimal.js';

const { Reader, Writer } = protobuf;

type Scalar = 'int32' | 'int64' | 'float' | 'string' | 'bytes';

/** A field of a protocol buffer: its number, and what it holds. */
export interface Field {
  readonly id: number;
  readonly type: Scalar | MessageDescription;
  readonly repeated?: true;
}

/** A message: its fields by the names they have in JavaScript. */
export interface MessageDescription {
  readonly [name: string]: Field;
}

/** A message's content: absent fields are left out. */
export type MessageContent = Readonly<Record<string, unknown>>;

/** The bytes of a message. */
export function encode(description: MessageDescription, content: object): Uint8Array {
  const writer = Writer.create();
  write(writer, description, content);
  return writer.finish();
}

/** What the bytes of a message say; fields that the description does not have are skipped. */
export function decode(description: MessageDescription, bytes: Uint8Array): object {
  return read(Reader.create(bytes), description, bytes.length);
}

function write(writer: protobuf.Writer, description: MessageDescription, content: object): void {
  const values: MessageContent = { ...content };
  for (const [name, field] of Object.entries(description)) {
    const value = values[name];
    if (value === undefined) continue;
    const items: readonly unknown[] = field.repeated && Array.isArray(value) ? value : [value];
    for (const item of items) writeItem(writer, field, item);
  }
}

/** Keys hold the field's number and a wire type: 0 varint, 2 length and bytes, 5 four bytes. */
function writeItem(writer: protobuf.Writer, { id, type }: Field, item: unknown): void {
  switch (type) {
    case 'int32':
      writer.uint32(id << 3).int32(Number(item));
      break;
    case 'int64':
      writer.uint32(id << 3).int64(Number(item));
      break;
    case 'float':
      writer.uint32((id << 3) | 5).float(Number(item));
      break;
    case 'string':
      writer.uint32((id << 3) | 2).string(String(item));
      break;
    case 'bytes':
      writer.uint32((id << 3) | 2).bytes(item instanceof Uint8Array ? item : new Uint8Array());
      break;
    default:
      writer.uint32((id << 3) | 2).fork();
      write(writer, type, Object(item));
      writer.ldelim();
  }
}

function read(reader: protobuf.Reader, description: MessageDescription, end: number): Record<string, unknown> {
  const names = new Map(Object.entries(description).map(([name, field]) => [field.id, { name, field }]));
  const content: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(description)) if (field.repeated) content[name] = [];
  while (reader.pos < end) {
    const key = reader.uint32();
    const known = names.get(key >>> 3);
    if (!known) {
      reader.skipType(key & 7);
      continue;
    }
    const { name, field } = known;
    const list = content[name];
    // Numbers of a repeated field may come packed into one piece.
    const packed = (key & 7) === 2 && (field.type === 'int32' || field.type === 'int64' || field.type === 'float');
    const stop = packed ? reader.uint32() + reader.pos : 0;
    do {
      const item = readItem(reader, field);
      if (Array.isArray(list)) list.push(item);
      else content[name] = item;
    } while (packed && reader.pos < stop);
  }
  return content;
}

function readItem(reader: protobuf.Reader, { type }: Field): unknown {
  switch (type) {
    case 'int32':
      return reader.int32();
    case 'int64':
      // Some installations give whole numbers of 64 bits as objects that print as decimals.
      return Number(String(reader.int64()));
    case 'float':
      return reader.float();
    case 'string':
      return reader.string();
    case 'bytes':
      return reader.bytes();
    default: {
      const length = reader.uint32();
      return read(reader, type, reader.pos + length);
    }
  }
}
