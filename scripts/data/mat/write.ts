import { zlibSync } from 'fflate';
import type { NdArray } from '../../../engine/types/index.js';
import { endianMark, flags, headerBytes, storage, textBytes, version5, writtenAs } from './format.js';
import { columnMajorBytes } from './numbers.js';

/**
 * A MATLAB Level 5 MAT-file with these arrays, little-endian, as MATLAB's `load` and scipy's `loadmat` read it. The same
 * arrays give the same bytes on every machine: the header bears no date, and fflate, unlike zlib, compresses alike
 * everywhere.
 *
 * @param variables arrays of at least two dimensions
 */
export function writeMat(
  variables: Readonly<Record<string, NdArray>>,
  { compress = true }: { readonly compress?: boolean } = {},
): Uint8Array {
  const elements = Object.entries(variables).map(([name, array]) => {
    const element = matrixElement(name, array);
    if (!compress) return element;
    const packed = zlibSync(element, { level: 6 });
    return Buffer.concat([tag(storage.compressed, packed.length), packed]);
  });
  return Buffer.concat([header(), ...elements]);
}

function header(): Uint8Array {
  const bytes = Buffer.alloc(headerBytes, 0);
  bytes.fill(' ', 0, textBytes);
  bytes.write('MATLAB 5.0 MAT-file, written by medbundle', 0, 'latin1');
  bytes.writeUInt16LE(version5, 124);
  bytes.writeUInt16LE(endianMark, 126);
  return bytes;
}

function matrixElement(name: string, { data, shape, dtype }: NdArray): Uint8Array {
  const [storageType, classNumber] = writtenAs[dtype];
  const flagWords = Buffer.alloc(8);
  flagWords.writeUInt32LE(classNumber | (dtype === 'bool' ? flags.logical : 0), 0);
  const extents = Buffer.alloc(shape.length * 4);
  for (const [axis, extent] of shape.entries()) extents.writeInt32LE(extent, axis * 4);
  const parts = Buffer.concat([
    element(storage.uint32, flagWords),
    element(storage.int32, extents),
    element(storage.int8, Buffer.from(name, 'latin1')),
    element(storageType, columnMajorBytes(data, shape)),
  ]);
  return Buffer.concat([tag(storage.matrix, parts.length), parts]);
}

/** Tag, data, and zeros up to a multiple of eight bytes. */
function element(type: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([tag(type, data.length), data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}

function tag(type: number, count: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(count, 4);
  return bytes;
}
