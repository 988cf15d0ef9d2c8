import { describe, expect, it } from 'vitest';
import { SampleStore } from '../../../../components/data/cache/sample-store.js';
import { Philox } from '../../../../components/random/philox.js';
import type { Sample } from '../../../../components/transforms/transform.js';
import {
  type AnyTypedArray,
  allocate,
  type DTypeName,
  dtypes,
  ImageArray,
  NdArray,
} from '../../../../engine/types/index.js';

async function roundTrip(sample: Sample): Promise<{ sample: Sample; bytes: number; store: SampleStore }> {
  const store = new SampleStore(1);
  store.put(0, sample);
  const worker = new SampleStore(0, structuredClone(store.share()));
  const read = store.get(0);
  if (!read) throw new Error('the sample is gone');
  expect(worker.get(0)).toEqual(read);
  return { sample: read, bytes: store.byteLength, store };
}

function filled(dtype: DTypeName, shape: readonly number[], values: number, random = new Philox(1)): NdArray {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data: AnyTypedArray = allocate(dtype, size);
  for (let index = 0; index < size; index++) {
    const value = random.integer(0, values);
    if (data instanceof BigInt64Array) data[index] = BigInt(value);
    else data[index] = dtype.startsWith('float') ? value / 7 - 3 : dtype === 'bool' ? value % 2 : value;
  }
  return new NdArray(data, shape, dtype);
}

describe('SampleStore', () => {
  it.each((Object.keys(dtypes) as DTypeName[]).flatMap((dtype) => [[dtype, 90] as const, [dtype, 1e6] as const]))(
    'gives back %s arrays with up to %i values',
    async (dtype, values) => {
      for (const shape of [[3, 16, 24], [5, 7], [33], [2, 3, 11, 13], [40, 30, 3], [1], []]) {
        const array = filled(dtype, shape, values);
        const { sample } = await roundTrip({ array });
        expect(sample.array).toEqual(array);
      }
    },
  );

  it('keeps every bit of floats, also of NaN and −0', async () => {
    const bits = Uint32Array.from(
      { length: 600 },
      (_, index) => [0x80000000, 0x7fc00001, 0xffc12345, 0x7f800000, 0][index % 5] ?? 0,
    );
    const array = new NdArray(new Float32Array(bits.buffer), [600], 'float32');
    const { sample, bytes } = await roundTrip({ array });
    expect(bytes).toBeLessThan(600);
    const read = sample.array;
    if (!(read instanceof NdArray)) throw new Error('expected an array');
    expect(new Uint32Array(read.data.buffer, read.data.byteOffset, 600)).toEqual(bits);
  });

  it('keeps each channel’s palette of its own', async () => {
    const plane = 4096;
    const data = new Float32Array(5 * plane);
    for (let index = 0; index < data.length; index++) {
      data[index] =
        index < 3 * plane
          ? Math.fround(((index * 7) % 256) / 127.5 - 1 + Math.floor(index / plane))
          : Number(index % 99 === 0);
    }
    const image = new ImageArray(data, [5, 64, 64], 'float32', { filenameOrObj: 'x.png' });
    const { sample, bytes } = await roundTrip({ image });
    expect(sample.image).toEqual(image);
    expect(bytes).toBeLessThan(data.byteLength / 3);
  });

  it('gives back images, metadata and everything around them', async () => {
    const sample = {
      image: new ImageArray(
        new Uint8Array(1024).fill(9),
        [1, 32, 32],
        'uint8',
        {
          filenameOrObj: '/a/b.png',
          affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
          originalChannelDim: 'no_channel',
          space: undefined,
        },
        [{ name: 'Flip', details: { axes: [0, 1], before: new NdArray(Float64Array.of(1.5), [1], 'float64') } }],
      ),
      none: null,
      nothing: undefined,
      odd: [Number.NaN, -0, Number.POSITIVE_INFINITY, 10n ** 20n],
      nested: { list: [1, 'two', { three: [true, null] }], empty: {}, also: [] },
      bare: Int16Array.of(1, -2, 3),
      buffer: Buffer.from([1, 2, 3]),
      map: new Map([['a', 1]]),
      text: 'naïve \u0000 “text”',
    };
    const { sample: read } = await roundTrip(sample);
    expect(read).toEqual({ ...sample, buffer: Uint8Array.of(1, 2, 3) });
    expect(read.image).toBeInstanceOf(ImageArray);
  });

  it('keeps the form that samples share once', async () => {
    const store = new SampleStore(50);
    const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    for (let index = 0; index < 50; index++) {
      store.put(index, { meta: { affine, name: `sample ${index}`, shape: [128, 128] }, index });
    }
    const share = store.share();
    expect(share?.templates).toHaveLength(1);
    expect(share?.shared).toHaveLength(1);
    expect(store.byteLength / 50).toBeLessThan(120);
    expect(store.get(31)).toEqual({ meta: { affine, name: 'sample 31', shape: [128, 128] }, index: 31 });
  });

  it('reads what does not pack as a view', async () => {
    const array = filled('float32', [64, 64], 1e9);
    const { store } = await roundTrip({ array });
    const [first, second] = [store.get(0)?.array, store.get(0)?.array];
    if (!(first instanceof NdArray) || !(second instanceof NdArray)) throw new Error('expected arrays');
    expect(first.data.buffer).toBe(second.data.buffer);
    expect(first.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('keeps samples with live objects in this thread only', async () => {
    class Live {}
    const live = new Live();
    const store = new SampleStore(2);
    store.put(0, { a: 1 });
    store.put(1, { live });
    expect(store.get(1)?.live).toBe(live);
    expect(store.get(0)).toEqual({ a: 1 });
    expect(store.share()).toBeUndefined();
    expect(store.indivisible).toContain('Live');
  });

  it('does not know what was never put', () => {
    const store = new SampleStore(3);
    expect(store.has(1)).toBe(false);
    expect(store.get(1)).toBeUndefined();
  });
});
