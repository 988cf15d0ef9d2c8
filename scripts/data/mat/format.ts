import type { DTypeName } from '../../../engine/types/index.js';

/**
 * Numbers of the MATLAB Level 5 MAT-file format ("MAT-File Format", The MathWorks): a 128-byte header, then elements of
 * an 8-byte tag (type, byte count) and data padded to 8 bytes.
 */

export const headerBytes = 128;
export const textBytes = 116;
export const version5 = 0x0100;
/** MATLAB 7.3 files carry this version in front of an HDF5 file. */
export const version73 = 0x0200;
/** The two bytes `MI`, read in the byte order of the file. */
export const endianMark = 0x4d49;

/** How an element's data are stored (`mi…`). */
export const storage = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  float32: 7,
  float64: 9,
  int64: 12,
  uint64: 13,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
  utf32: 18,
} as const;

/** What an array is to MATLAB (`mx…_CLASS`), by number. */
export const classNames: Readonly<Record<number, string>> = {
  1: 'cell',
  2: 'struct',
  3: 'object',
  4: 'char',
  5: 'sparse',
  6: 'double',
  7: 'single',
  8: 'int8',
  9: 'uint8',
  10: 'int16',
  11: 'uint16',
  12: 'int32',
  13: 'uint32',
  14: 'int64',
  15: 'uint64',
  16: 'function handle',
  17: 'opaque object',
};

/** The dtype of a numeric class. uint64 is read as int64, which holds what fits. */
export const numericClasses: Readonly<Record<number, DTypeName>> = {
  6: 'float64',
  7: 'float32',
  8: 'int8',
  9: 'uint8',
  10: 'int16',
  11: 'uint16',
  12: 'int32',
  13: 'uint32',
  14: 'int64',
  15: 'int64',
};

export const flags = { logical: 0x0200, complex: 0x0800 } as const;

/** Storage type and class number that write a dtype. */
export const writtenAs: Readonly<Record<DTypeName, readonly [storage: number, classNumber: number]>> = {
  bool: [storage.uint8, 9],
  uint8: [storage.uint8, 9],
  int8: [storage.int8, 8],
  uint16: [storage.uint16, 11],
  int16: [storage.int16, 10],
  uint32: [storage.uint32, 13],
  int32: [storage.int32, 12],
  int64: [storage.int64, 14],
  float32: [storage.float32, 7],
  float64: [storage.float64, 6],
};
