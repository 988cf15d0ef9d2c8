import { inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';
import { Damage } from './tree.js';

interface Place {
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly header: number;
}

/** A ZIP archive in memory. Every offset and size is checked against the file before it is used. */
export class ZipReader {
  readonly #file: Uint8Array;
  readonly #view: DataView;
  readonly #places = new Map<string, Place>();

  /** @throws Damage when the directory is missing or does not fit the file */
  constructor(file: Uint8Array) {
    this.#file = file;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    this.#readDirectory();
  }

  names(): IterableIterator<string> {
    return this.#places.keys();
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** Stored size of an entry, uncompressed. */
  sizeOf(name: string): number {
    return this.#placeOf(name).size;
  }

  /** The content of an entry. @throws Damage when it is not there, cut off, or its checksum is wrong */
  read(name: string): Uint8Array {
    const place = this.#placeOf(name);
    const nameLength = this.#u16(place.header + 26);
    const extraLength = this.#u16(place.header + 28);
    if (this.#u32(place.header) !== 0x04034b50) throw new Damage(`the entry "${name}" has no header`);
    const start = place.header + 30 + nameLength + extraLength;
    if (start + place.compressed > this.#file.length) throw new Damage(`the entry "${name}" is cut off`);
    const stored = this.#file.subarray(start, start + place.compressed);
    const content = place.method === 0 ? stored : inflated(name, stored, place);
    if (content.length !== place.size) throw new Damage(`the entry "${name}" has the wrong size`);
    if (crc32(content) !== place.crc) throw new Damage(`the entry "${name}" fails its checksum`);
    return content;
  }

  #placeOf(name: string): Place {
    const place = this.#places.get(name);
    if (!place) throw new Damage(`it has no entry "${name}"`);
    return place;
  }

  #readDirectory(): void {
    const end = this.#findEnd();
    const count = this.#u16(end + 10);
    let at = this.#u32(end + 16);
    if (count === 0xffff || at === 0xffffffff) throw new Damage('it is a ZIP64 archive (larger than 4 GiB)');
    for (let index = 0; index < count; index++) {
      if (this.#u32(at) !== 0x02014b50) throw new Damage('its directory is damaged');
      const nameLength = this.#u16(at + 28);
      if (at + 46 + nameLength > this.#file.length) throw new Damage('its directory is cut off');
      const name = new TextDecoder().decode(this.#file.subarray(at + 46, at + 46 + nameLength));
      this.#places.set(name, {
        method: this.#u16(at + 10),
        crc: this.#u32(at + 16),
        compressed: this.#u32(at + 20),
        size: this.#u32(at + 24),
        header: this.#u32(at + 42),
      });
      at += 46 + nameLength + this.#u16(at + 30) + this.#u16(at + 32);
    }
  }

  /** The end record stands within the last 64 KiB. */
  #findEnd(): number {
    for (let at = this.#file.length - 22; at >= Math.max(0, this.#file.length - 65557); at--) {
      if (this.#view.getUint32(at, true) === 0x06054b50) return at;
    }
    throw new Damage('it is not a ZIP archive, or its end is missing');
  }

  #u16(at: number): number {
    if (at < 0 || at + 2 > this.#file.length) throw new Damage('it is cut off');
    return this.#view.getUint16(at, true);
  }

  #u32(at: number): number {
    if (at < 0 || at + 4 > this.#file.length) throw new Damage('it is cut off');
    return this.#view.getUint32(at, true);
  }
}

function inflated(name: string, stored: Uint8Array, { method, size }: Place): Uint8Array {
  if (method !== 8) throw new Damage(`the entry "${name}" is compressed in a way that is not supported`);
  // Deflate shrinks at most about a thousandfold: a larger claim is not worth an allocation.
  if (size > stored.length * 1032 + 64) throw new Damage(`the entry "${name}" claims an impossible size`);
  try {
    return inflateRawSync(stored, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new Damage(`the entry "${name}" cannot be decompressed`);
  }
}
