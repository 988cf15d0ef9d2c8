import { crc32 } from './crc32.js';

/** An entry of an archive: stored, not compressed. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

const alignment = 64;
const localHeaderSize = 30;
const centralHeaderSize = 46;

/**
 * A ZIP archive as PyTorch writes them: every entry stored, its content on a 64-byte boundary (the gap is an extra field
 * named "FB"). Returned in pieces, so that large tensors are not copied.
 * @throws RangeError beyond 4 GiB, which needs ZIP64
 */
export function zipPieces(entries: readonly ZipEntry[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const nameBytes = new TextEncoder().encode(name);
    const unpadded = offset + localHeaderSize + nameBytes.length + 4;
    const gap = (alignment - (unpadded % alignment)) % alignment;
    const fields = { crc: crc32(content), size: content.length, nameLength: nameBytes.length };
    const local = new DataView(new ArrayBuffer(localHeaderSize));
    local.setUint32(0, 0x04034b50, true);
    commonFields(local, 4, fields);
    local.setUint16(28, 4 + gap, true);
    const extra = new Uint8Array(4 + gap).fill(0x5a, 4);
    extra.set([0x46, 0x42, gap & 0xff, gap >> 8]);
    pieces.push(bytesOf(local), nameBytes, extra, content);

    const central = new DataView(new ArrayBuffer(centralHeaderSize));
    central.setUint32(0, 0x02014b50, true);
    commonFields(central, 6, fields);
    central.setUint32(42, offset, true);
    directory.push(bytesOf(central), nameBytes);
    offset += localHeaderSize + nameBytes.length + 4 + gap + content.length;
    if (offset > 0xffffffff) throw new RangeError('a checkpoint may not exceed 4 GiB');
  }
  const directorySize = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directorySize, true);
  end.setUint32(16, offset, true);
  return [...pieces, ...directory, bytesOf(end)];
}

/** The fields that a local and a central header share; `at` is where "version needed" stands. */
function commonFields(
  view: DataView,
  at: number,
  { crc, size, nameLength }: Record<'crc' | 'size' | 'nameLength', number>,
): void {
  if (at === 6) view.setUint16(4, 20, true);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true);
  // 1 January 1980, so that equal contents make equal files.
  view.setUint16(at + 8, 0x21, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}
