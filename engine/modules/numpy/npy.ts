import { existsSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { raise, valueError } from '../../expression/raise.js';
import { allocate, NdArray } from '../../types/index.js';
import { Dict, type Value } from '../../values/index.js';
import { pathText } from '../path-text.js';
import { dtypeOfString } from './dtype-rules.js';
import { permuteAxes } from './strided.js';

/**
 * `numpy.load`: the array of a .npy file, or a dict of the arrays of a .npz file.
 * @throws FileNotFoundError, ValueError for a damaged file or one that holds Python objects
 */
export function readArrayFile(file: Value): Value {
  const path = pathText(file);
  if (!existsSync(path)) raise('FileNotFoundError', `[Errno 2] No such file or directory: '${path}'`);
  const bytes = new Uint8Array(readFileSync(path));
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return parseNpy(bytes, path);
  const arrays = Object.entries(unzipSync(bytes)).filter(([name]) => name.endsWith('.npy'));
  return new Dict(arrays.map(([name, part]) => [name.slice(0, -4), parseNpy(part, `${path}:${name}`)] as const));
}

/** One array in NumPy's own format: a magic number, a header that is a Python dict, the elements. */
function parseNpy(bytes: Uint8Array, path: string): NdArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(1, 6)).toString('latin1') !== 'NUMPY') {
    valueError(`"${path}" is not a NumPy file`);
  }
  const wide = (bytes[6] ?? 1) > 1;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
  const code = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const dtype = code === undefined || code.startsWith('>') ? undefined : dtypeOfString(code);
  if (dtype === undefined) {
    valueError(
      `"${path}" holds elements of type ${code ?? 'object'}, which cannot be read: Object arrays cannot be loaded when allow_pickle=False`,
    );
  }
  const extents = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '';
  const shape = extents
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = allocate(dtype, size);
  const target = new Uint8Array(data.buffer);
  const source = bytes.subarray(start + length, start + length + target.length);
  if (source.length < target.length) valueError(`"${path}" is cut off`);
  target.set(source);
  if (!/'fortran_order':\s*True/.test(header)) return new NdArray(data, shape, dtype);
  const reversed = new NdArray(data, [...shape].reverse(), dtype);
  return permuteAxes(reversed, [...shape.keys()].reverse());
}
