import type { Reducible, Reduction } from './process-group.js';

/** Elements reduced at a time: few enough that the sum stays in the first cache while rank after rank is added. */
const block = 4096;

/** Puts the reduction of `sources`, in their order, into `target`, which may be one of them. All have the same length. */
export function reduceInto(target: Reducible, sources: readonly Reducible[], reduction: Reduction): void {
  const [first, second] = sources;
  if (!first) return;
  if (sources.length === 2 && second && reduction === 'sum') {
    for (let index = 0; index < target.length; index++) target[index] = (first[index] ?? 0) + (second[index] ?? 0);
    return;
  }
  // A copy, since the target may be one of the sources.
  const sum = target.slice(0, Math.min(block, target.length));
  for (let start = 0; start < target.length; start += block) {
    const size = Math.min(block, target.length - start);
    sum.set(first.subarray(start, start + size));
    for (const source of sources.slice(1)) combine(sum, source.subarray(start, start + size), reduction);
    target.set(size === sum.length ? sum : sum.subarray(0, size), start);
  }
}

function combine(sum: Reducible, more: Reducible, reduction: Reduction): void {
  switch (reduction) {
    case 'sum':
      for (let index = 0; index < more.length; index++) sum[index] = (sum[index] ?? 0) + (more[index] ?? 0);
      break;
    case 'max':
      for (let index = 0; index < more.length; index++) sum[index] = Math.max(sum[index] ?? 0, more[index] ?? 0);
      break;
    case 'min':
      for (let index = 0; index < more.length; index++) sum[index] = Math.min(sum[index] ?? 0, more[index] ?? 0);
      break;
  }
}

/** The same bytes as elements of the kind that `like` has. */
export function elementsLike(like: Reducible, bytes: Uint8Array, length: number): Reducible {
  const { buffer, byteOffset } = bytes;
  if (like instanceof Float32Array) return new Float32Array(buffer, byteOffset, length);
  if (like instanceof Float64Array) return new Float64Array(buffer, byteOffset, length);
  return new Int32Array(buffer, byteOffset, length);
}

/** The bytes of an array where they lie. */
export function bytesOf(values: Uint8Array | Reducible): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
