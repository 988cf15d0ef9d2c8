import { inflateSync } from 'node:zlib';
import { fail } from '../../../engine/errors.js';
import { NdArray } from '../../../engine/types/index.js';
import { classNames, endianMark, flags, headerBytes, numericClasses, storage, version5, version73 } from './format.js';
import { rowMajorNumbers, storageBytes } from './numbers.js';

/** A variable of a MAT-file. */
export type MatValue =
  /** A real numeric or logical array in row-major order; logical ones have dtype `bool`. */
  | { readonly kind: 'array'; readonly array: NdArray }
  /** A char array: its rows. */
  | { readonly kind: 'text'; readonly rows: readonly string[] }
  /** Something that is not read here: a cell, a struct, a sparse or complex array, … */
  | { readonly kind: 'other'; readonly what: string; readonly shape: readonly number[] };

/** An element never inflates to more than this. */
const largestElement = 2 ** 31 - 1;

/**
 * The variables of a MATLAB Level 5 MAT-file (`save -v6` or `-v7`, scipy's `savemat`), by name. Numeric arrays of every
 * class are read, from plain and compressed elements, in both byte orders; char arrays become text; other classes are
 * named and skipped. Counts and sizes are checked before anything is allocated for them.
 *
 * @param path names the file in errors
 * @throws BundleError unreadable_file for another format, a damaged or a cut file
 */
export function readMat(bytes: Uint8Array, path: string): Map<string, MatValue> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = readHeader(view, path);
  const reader = new Elements(bytes.subarray(headerBytes), littleEndian, path);
  const variables = new Map<string, MatValue>();
  while (!reader.atEnd) {
    const element = reader.next();
    const matrix = element.type === storage.compressed ? inflate(element.data, littleEndian, path) : element;
    if (matrix.type !== storage.matrix) continue;
    const [name, value] = readMatrix(new Elements(matrix.data, littleEndian, path), path);
    variables.set(name, value);
  }
  return variables;
}

function readHeader(view: DataView, path: string): boolean {
  if (view.byteLength < headerBytes) damaged(path, 'it is shorter than the header of a MAT-file');
  const littleEndian = view.getUint16(126, true) === endianMark;
  if (!littleEndian && view.getUint16(126, false) !== endianMark) {
    fail({
      family: 'data',
      code: 'unreadable_file',
      path,
      problem: 'it is not a MATLAB Level 5 MAT-file',
      fix: "save it again in MATLAB with save(..., '-v7'), or in Python with scipy.io.savemat",
    });
  }
  const version = view.getUint16(124, littleEndian);
  if (version === version73) {
    fail({
      family: 'data',
      code: 'unreadable_file',
      path,
      problem: 'it is a MATLAB 7.3 file (HDF5)',
      fix: "save it again in MATLAB with save(..., '-v7')",
    });
  }
  if (version !== version5) damaged(path, `its version is 0x${version.toString(16)}, not 0x0100`);
  return littleEndian;
}

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Walks the elements of a file or of a matrix. */
class Elements {
  readonly #view: DataView;
  #at = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly littleEndian: boolean,
    readonly path: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  next(): Element {
    const start = this.#at;
    if (start + 8 > this.bytes.length) damaged(this.path, 'it ends inside an element');
    const word = this.#view.getUint32(start, this.littleEndian);
    const smallCount = word >>> 16;
    if (smallCount > 0) {
      // Up to four bytes of data stand in the tag itself.
      if (smallCount > 4) damaged(this.path, `a small element claims ${smallCount} bytes`);
      this.#at = start + 8;
      return { type: word & 0xffff, data: this.bytes.subarray(start + 4, start + 4 + smallCount) };
    }
    const count = this.#view.getUint32(start + 4, this.littleEndian);
    const end = start + 8 + count;
    if (end > this.bytes.length) {
      damaged(this.path, `an element claims ${count} bytes where ${this.bytes.length - start - 8} are left`);
    }
    const padded = word === storage.compressed ? end : end + ((8 - (count % 8)) % 8);
    this.#at = Math.min(padded, this.bytes.length);
    return { type: word, data: this.bytes.subarray(start + 8, end) };
  }
}

function inflate(data: Uint8Array, littleEndian: boolean, path: string): Element {
  let plain: Uint8Array;
  try {
    plain = inflateSync(data, { maxOutputLength: largestElement });
  } catch (cause) {
    const problem = `a compressed variable cannot be inflated (${cause instanceof Error ? cause.message : 'zlib'})`;
    return fail({ family: 'data', code: 'unreadable_file', path, problem, fix: copyAgain }, { cause });
  }
  return new Elements(plain, littleEndian, path).next();
}

function readMatrix(parts: Elements, path: string): [name: string, value: MatValue] {
  const { littleEndian } = parts;
  const flagWords = parts.next().data;
  if (flagWords.length < 8) damaged(path, 'a variable has no flags');
  const flagWord = word(flagWords, 0, littleEndian);
  const shapeBytes = parts.next().data;
  const shape = Array.from({ length: Math.floor(shapeBytes.length / 4) }, (_, axis) =>
    word(shapeBytes, axis * 4, littleEndian),
  );
  const classNumber = flagWord & 0xff;
  const className = classNames[classNumber];
  // Opaque objects (tables, strings, …) have their name where others have their shape.
  if (className === 'opaque object') return [latin1(shapeBytes), { kind: 'other', what: className, shape: [1, 1] }];
  const name = latin1(parts.next().data);
  if (className === undefined) damaged(path, `the variable "${name}" has the unknown class ${classNumber}`);
  if (shape.length < 2) damaged(path, `the variable "${name}" has ${shape.length} dimensions`);
  const isComplex = (flagWord & flags.complex) !== 0;
  const dtype = numericClasses[classNumber];
  if (className !== 'char' && (dtype === undefined || isComplex)) {
    return [name, { kind: 'other', what: isComplex ? `complex ${className}` : className, shape }];
  }

  const size = shape.reduce((product, extent) => product * extent, 1);
  const element: Element = size === 0 && parts.atEnd ? { type: storage.uint8, data: new Uint8Array() } : parts.next();
  if (className === 'char') return [name, { kind: 'text', rows: readText(element, shape, littleEndian, name, path) }];
  const bytesEach = storageBytes(element.type) ?? damaged(path, `"${name}" is stored as type ${element.type}`);
  if (element.data.length !== size * bytesEach) {
    damaged(path, `"${name}" (${shape.join('×')}) should take ${size * bytesEach} bytes, not ${element.data.length}`);
  }
  const kept = (flagWord & flags.logical) !== 0 ? 'bool' : (dtype ?? 'float64');
  const numbers = rowMajorNumbers(element.data, element.type, littleEndian, shape, kept);
  if (!numbers) damaged(path, `"${name}" holds numbers beyond 2^63`);
  return [name, { kind: 'array', array: new NdArray(numbers, shape, kept) }];
}

const encodings: Readonly<Record<number, { readonly label: string; readonly unit: number }>> = {
  [storage.int8]: { label: 'latin1', unit: 1 },
  [storage.uint8]: { label: 'latin1', unit: 1 },
  [storage.utf8]: { label: 'utf-8', unit: 0 },
  [storage.uint16]: { label: 'utf-16', unit: 2 },
  [storage.utf16]: { label: 'utf-16', unit: 2 },
};

/** The rows of a char array, which is stored by columns. */
function readText(
  { type, data }: Element,
  shape: readonly number[],
  littleEndian: boolean,
  name: string,
  path: string,
): string[] {
  const encoding = encodings[type] ?? damaged(path, `the text "${name}" is stored as type ${type}`);
  const [rows = 0, columns = 0] = shape;
  const decoder = encoding.unit === 2 ? `utf-16${littleEndian ? 'le' : 'be'}` : encoding.label;
  const characters = [...new TextDecoder(decoder).decode(data)];
  if (characters.length < rows * columns && encoding.unit !== 0) damaged(path, `the text "${name}" is cut short`);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => characters[column * rows + row] ?? '').join(''),
  );
}

function latin1(data: Uint8Array): string {
  return Buffer.from(data).toString('latin1');
}

function word(data: Uint8Array, offset: number, littleEndian: boolean): number {
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(offset, littleEndian);
}

const copyAgain = 'copy or download the file again';

function damaged(path: string, problem: string): never {
  fail({ family: 'data', code: 'unreadable_file', path, problem: `it is damaged: ${problem}`, fix: copyAgain });
}
