import type { NdArray } from '../types/index.js';
import { type StorageType, storageTypeOf, storageTypes, viewStorage } from './storage.js';
import { Damage } from './tree.js';

/** safetensors' names of torch's storage classes (https://github.com/huggingface/safetensors, format). */
const names: Readonly<Record<string, string>> = {
  F32: 'FloatStorage',
  F64: 'DoubleStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
  I64: 'LongStorage',
  I32: 'IntStorage',
  I16: 'ShortStorage',
  I8: 'CharStorage',
  U8: 'ByteStorage',
  BOOL: 'BoolStorage',
};

const mostHeaderBytes = 100_000_000;

/** Reads a safetensors file: tensors by name. @throws Damage when header and data do not fit together */
export function readSafetensors(file: Uint8Array): Map<string, NdArray> {
  if (file.length < 8) throw new Damage('it is cut off');
  const headerSize = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (headerSize > mostHeaderBytes || 8 + headerSize > file.length) throw new Damage('its header is cut off');
  const data = file.subarray(8 + headerSize);
  const tensors = new Map<string, NdArray>();
  for (const [name, entry] of Object.entries(parseHeader(file.subarray(8, 8 + headerSize)))) {
    if (name !== '__metadata__') tensors.set(name, readTensor(name, entry, data));
  }
  return tensors;
}

function parseHeader(bytes: Uint8Array): object {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof header === 'object' && header !== null) return header;
  } catch {
    // Reported below.
  }
  throw new Damage('its header is not JSON');
}

function readTensor(name: string, entry: unknown, data: Uint8Array): NdArray {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  const type = storageTypes.find((candidate) => candidate.name === names[String(dtype)]);
  if (!type || !isWholeNumbers(shape) || !isWholeNumbers(offsets))
    throw new Damage(`the tensor "${name}" is not described`);
  const [start = 0, end = 0] = offsets;
  if (!(start <= end && end <= data.length)) throw new Damage(`the tensor "${name}" lies outside the file`);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  return viewStorage(data.subarray(start, end), type, 0, shape, strides);
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** A safetensors file, in pieces to be written one after the other. @throws TypeError for a dtype it has no name for */
export function safetensorsPieces(tensors: ReadonlyMap<string, NdArray>): Uint8Array[] {
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: [number, number] }> = {};
  const contents: Uint8Array[] = [];
  let offset = 0;
  for (const [name, array] of tensors) {
    const { buffer, byteOffset, byteLength } = array.data;
    header[name] = {
      dtype: nameOf(storageTypeOf(array.dtype)),
      shape: array.shape,
      data_offsets: [offset, offset + byteLength],
    };
    contents.push(new Uint8Array(buffer, byteOffset, byteLength));
    offset += byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  const size = new DataView(new ArrayBuffer(8));
  size.setBigUint64(0, BigInt(padded.length), true);
  return [new Uint8Array(size.buffer), padded, ...contents];
}

function nameOf(type: StorageType | undefined): string {
  const found = Object.entries(names).find(([, storage]) => storage === type?.name);
  if (!found) throw new TypeError('safetensors has no name for this dtype');
  return found[0];
}
