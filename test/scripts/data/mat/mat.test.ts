import { describe, expect, it } from 'vitest';
import { Philox } from '../../../../components/random/philox.js';
import { BundleError } from '../../../../engine/errors.js';
import { type DTypeName, dtypes, NdArray } from '../../../../engine/types/index.js';
import { readMat } from '../../../../scripts/data/mat/read.js';
import { writeMat } from '../../../../scripts/data/mat/write.js';

function failureOf(action: () => unknown): BundleError['failure'] {
  try {
    action();
  } catch (error) {
    if (error instanceof BundleError) return error.failure;
    throw error;
  }
  throw new Error('expected a failure');
}

/** A file of one double array of 2×3 in big-endian order, its numbers stored as bytes, its name in a small element. */
function bigEndian(): Buffer {
  const words = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
    return bytes;
  };
  const header = Buffer.alloc(128, ' ');
  header.writeUInt16BE(0x0100, 124);
  header.write('MI', 126, 'latin1');
  const body = Buffer.concat([
    words(6, 8, 6, 0),
    words(5, 8, 2, 3),
    words((1 << 16) | 1),
    Buffer.from('x\0\0\0'),
    words(2, 6),
    Buffer.from([1, 4, 2, 5, 3, 6, 0, 0]),
  ]);
  return Buffer.concat([header, words(14, body.length), body]);
}

const arrays = Object.fromEntries(
  (Object.keys(dtypes) as DTypeName[]).map((dtype) => {
    const data = new dtypes[dtype](12);
    for (let index = 0; index < 12; index++) {
      if (data instanceof BigInt64Array) data[index] = BigInt(index) * -(2n ** 40n);
      else data[index] = dtype === 'bool' ? index % 2 : index;
    }
    return [dtype, new NdArray(data, [2, 3, 2], dtype)] as const;
  }),
);

describe('MAT files', () => {
  it.each([true, false])('give back what was written (compressed: %s)', (compress) => {
    const read = readMat(writeMat(arrays, { compress }), 'a.mat');
    for (const [name, array] of Object.entries(arrays)) expect(read.get(name)).toEqual({ kind: 'array', array });
  });

  it('are the same bytes each time', () => {
    expect(writeMat(arrays)).toEqual(writeMat(arrays));
  });

  it('are read in big-endian order, with doubles stored as bytes', () => {
    const array = new NdArray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'float64');
    expect(readMat(bigEndian(), 'big.mat').get('x')).toEqual({ kind: 'array', array });
  });

  it('are refused when they are another format', () => {
    expect(failureOf(() => readMat(Buffer.alloc(300), 'a.mat'))).toMatchObject({
      code: 'unreadable_file',
      path: 'a.mat',
    });
    const hdf5 = Buffer.from(writeMat(arrays));
    hdf5.writeUInt16LE(0x0200, 124);
    const failure = failureOf(() => readMat(hdf5, 'v73.mat'));
    expect(failure).toMatchObject({ code: 'unreadable_file', fix: expect.stringContaining('-v7') });
  });

  it.each([true, false])('that are cut short are read up to there or refused (compressed: %s)', (compress) => {
    const whole = writeMat(arrays, { compress });
    for (let length = 0; length < whole.length; length += 7) {
      const cut = whole.subarray(0, length);
      if (length < 128) expect(failureOf(() => readMat(cut, 'cut.mat')).code).toBe('unreadable_file');
      else orRefused(cut);
    }
  });

  it('that are damaged are never read beyond their end', () => {
    const whole = writeMat(arrays, { compress: false });
    const random = new Philox(1);
    for (let round = 0; round < 500; round++) {
      const damaged = Buffer.from(whole);
      for (let count = 0; count < 3; count++) damaged[random.integer(128, damaged.length)] = random.integer(0, 256);
      orRefused(damaged);
    }
  });
});

/** Reads the file, or sees it refused as damaged. */
function orRefused(bytes: Uint8Array): void {
  try {
    readMat(bytes, 'damaged.mat');
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    expect(error.code).toBe('unreadable_file');
  }
}
