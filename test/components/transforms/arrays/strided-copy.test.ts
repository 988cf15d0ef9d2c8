import { describe, expect, it } from 'vitest';
import { Philox } from '../../../../components/random/philox.js';
import { contiguousStrides, stridedCopy } from '../../../../components/transforms/arrays/strided-copy.js';
import { allocate, type DTypeName } from '../../../../engine/types/index.js';

/** The same, element by element. */
function naive(data: ArrayLike<number | bigint>, offset: number, shape: number[], strides: number[]): unknown[] {
  const [extent = 1, ...rest] = shape;
  const [stride = 0, ...steps] = strides;
  if (shape.length === 0) return [data[offset]];
  return Array.from({ length: extent }, (_, index) => naive(data, offset + index * stride, rest, steps)).flat();
}

const shapes = [[3, 8, 12], [3, 128, 4], [2, 3, 5, 7], [1, 40, 3], [5, 1], [16, 16], [3, 3, 64], [1], [4, 4, 4]];
const dtypes: DTypeName[] = ['uint8', 'int16', 'float32', 'float64', 'int64', 'bool'];

describe('stridedCopy', () => {
  const random = new Philox(4);

  it.each(dtypes)('copies permuted and mirrored views of %s as a plain loop would', (dtype) => {
    for (const shape of shapes) {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const data = allocate(dtype, size);
      for (let index = 0; index < size; index++) {
        const value = random.integer(0, dtype === 'bool' ? 2 : 127);
        data[index] = data instanceof BigInt64Array ? BigInt(value) * 2n ** 40n - 3n : value;
      }
      for (let repeat = 0; repeat < 12; repeat++) {
        const order = [...random.permutation(shape.length)];
        const strides = contiguousStrides(shape);
        let offset = 0;
        const view = order.map((axis) => {
          const [extent = 1, stride = 0] = [shape[axis], strides[axis]];
          if (random.uniform() < 0.5) return { extent, stride };
          offset += (extent - 1) * stride;
          return { extent, stride: -stride };
        });
        const [extents, steps] = [view.map(({ extent }) => extent), view.map(({ stride }) => stride)];
        const copied = stridedCopy(data, dtype, offset, extents, steps);
        expect(Array.from<unknown>(copied)).toEqual(naive(data, offset, extents, steps));
      }
    }
  });

  it('copies crops, also from memory that is not aligned', () => {
    const bytes = Uint8Array.from({ length: 401 }, (_, index) => index);
    for (const start of [0, 1, 2, 3]) {
      const data = bytes.subarray(start);
      for (const [offset, shape, strides] of [
        [5, [8, 8], [1, 20]],
        [4, [8, 8], [1, 20]],
        [7, [8, 4], [-1, 20]],
        [20, [3, 40], [80, 1]],
        [79, [2, 40], [80, -1]],
      ] as [number, number[], number[]][]) {
        expect([...stridedCopy(data, 'uint8', offset, shape, strides)]).toEqual(naive(data, offset, shape, strides));
      }
    }
  });

  it('keeps bits that are no ordinary numbers', () => {
    const data = new BigInt64Array([-1n, 0x7ff0000000000001n, 5n, 6n]);
    expect([...stridedCopy(data, 'int64', 3, [2, 2], [-1, -2])]).toEqual([6n, 0x7ff0000000000001n, 5n, -1n]);
  });
});
