import { type AnyTypedArray, NdArray } from '../../engine/types/index.js';

/** The numbers of `networks_pattern.py`: float32 in [-1, 1), a hash of the element's index and the seed. */
export function pattern(shape: readonly number[], seed: number): NdArray<'float32'> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = new Float32Array(size);
  const salt = (Math.imul(seed, 0x27d4eb2f) + 0x165667b1) | 0;
  for (let index = 0; index < size; index++) {
    let h = Math.imul(index + 1, 0x9e3779b1) ^ salt;
    h ^= h >>> 15;
    h = Math.imul(h, 0x85ebca6b);
    h ^= h >>> 13;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 16;
    data[index] = (h >>> 8) / 2 ** 23 - 1;
  }
  return new NdArray(data, shape, 'float32');
}

/** What a fixture keeps of an array that is too long for it: its sum weighted by a pattern, and its length. */
export function digest(data: AnyTypedArray, seed: number): { dot: number; norm: number } {
  const weights = pattern([data.length], seed).data;
  let dot = 0;
  let squares = 0;
  for (let index = 0; index < data.length; index++) {
    const value = Number(data[index]);
    dot += value * (weights[index] ?? 0);
    squares += value * value;
  }
  return { dot, norm: Math.sqrt(squares) };
}
