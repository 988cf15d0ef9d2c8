import { unhashable } from './unhashable.js';

/** A Python bytearray: bytes that can be changed in place. */
export class ByteArray {
  readonly [unhashable] = true;

  constructor(public bytes: Uint8Array) {}

  get length(): number {
    return this.bytes.length;
  }
}
