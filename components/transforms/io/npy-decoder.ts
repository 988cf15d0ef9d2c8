import { unzipSync } from 'fflate';
import { allocate, type DTypeName, NdArray } from '../../../engine/types/index.js';
import { stridedCopy } from '../arrays/strided-copy.js';

interface Encoding {
  readonly dtype: DTypeName;
  readonly bytes: number;
  read(view: DataView, at: number, little: boolean): number | bigint;
}

const encodings: Readonly<Record<string, Encoding>> = {
  b1: { dtype: 'bool', bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  u1: { dtype: 'uint8', bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { dtype: 'int8', bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { dtype: 'uint16', bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { dtype: 'int16', bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { dtype: 'uint32', bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { dtype: 'int32', bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { dtype: 'int64', bytes: 8, read: (view, at, little) => view.getBigInt64(at, little) },
  i8: { dtype: 'int64', bytes: 8, read: (view, at, little) => view.getBigInt64(at, little) },
  f2: { dtype: 'float32', bytes: 2, read: (view, at, little) => halfToSingle(view.getUint16(at, little)) },
  f4: { dtype: 'float32', bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { dtype: 'float64', bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/**
 * Decodes an npy file. float16 becomes float32 and uint64 int64, which have no place here; Python objects, strings and
 * complex numbers are refused.
 *
 * @throws Error that says what is wrong with the file
 */
export function decodeNpy(file: Uint8Array): NdArray {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 10 || file[0] !== 0x93 || new TextDecoder().decode(file.subarray(1, 6)) !== 'NUMPY') {
    throw new Error('it is not an npy file');
  }
  const isFirstVersion = file[6] === 1;
  const length = isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = isFirstVersion ? 10 : 12;
  const { descr, fortranOrder, shape } = readHeader(
    new TextDecoder('latin1').decode(file.subarray(start, start + length)),
  );
  const encoding = encodings[descr.slice(1)];
  if (!encoding) throw new Error(`elements of type ${descr} are not supported`);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const body = start + length;
  if (body + size * encoding.bytes > file.length) throw new Error('it ends before the last element');
  const data = readElements(view, body, size, encoding, descr[0] !== '>');
  const array = new NdArray(data, shape, encoding.dtype);
  if (!fortranOrder || shape.length < 2) return array;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, extent) => product * extent, 1));
  return new NdArray(stridedCopy(array.data, array.dtype, 0, shape, strides), shape, array.dtype);
}

/** The arrays of an npz archive by name, in the archive's order. */
export function decodeNpz(file: Uint8Array): Map<string, NdArray> {
  const entries = Object.entries(unzipSync(file)).filter(([name]) => name.endsWith('.npy'));
  return new Map(entries.map(([name, bytes]) => [name.slice(0, -4), decodeNpy(bytes)]));
}

/** Reads the header, a Python dict literal: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function readHeader(text: string): { descr: string; fortranOrder: boolean; shape: number[] } {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) throw new Error('its header is damaged');
  const extents = shape.split(',').map((part) => part.trim());
  return { descr, fortranOrder: order === 'True', shape: extents.filter((part) => part !== '').map(Number) };
}

function readElements(view: DataView, start: number, size: number, encoding: Encoding, little: boolean) {
  const data = allocate(encoding.dtype, size);
  const { dtype, bytes } = encoding;
  if (little && dtype !== 'bool' && data.BYTES_PER_ELEMENT === bytes) {
    const source = new Uint8Array(view.buffer, view.byteOffset + start, size * bytes);
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(source);
    return data;
  }
  for (let index = 0; index < size; index++) data[index] = encoding.read(view, start + index * bytes, little);
  return data;
}

function halfToSingle(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
