import * as tf from '@tensorflow/tfjs';
import { type AnyTypedArray, type DTypeName, NdArray } from '../../engine/types/index.js';
import { ImageBatch } from '../data/batch.js';
import type { BatchItem, PreparedBatch } from './prepare-batch.js';

/** A float32 tensor of an array's elements and shape; a tensor passes as it is. The caller owns the result. */
export function toTensor(item: BatchItem): tf.Tensor {
  return item instanceof NdArray ? tf.tensor(floats(item.data), [...item.shape], 'float32') : item;
}

function floats(data: AnyTypedArray): Float32Array {
  if (data instanceof Float32Array) return data;
  return data instanceof BigInt64Array ? Float32Array.from(data, Number) : new Float32Array(data);
}

/**
 * A copy of a tensor's elements as an array (a backend may hand out memory it uses again). Where `like` is a batch of images of the same length, the result carries its
 * metadata, as a MetaTensor's goes through a network.
 */
export async function toArray(tensor: tf.Tensor, like?: unknown): Promise<NdArray> {
  const data = await tensor.data();
  if (data instanceof Float32Array) return withMetas(new Float32Array(data), tensor.shape, 'float32', like);
  if (data instanceof Int32Array) return withMetas(new Int32Array(data), tensor.shape, 'int32', like);
  return withMetas(new Uint8Array(data), tensor.shape, tensor.dtype === 'bool' ? 'bool' : 'uint8', like);
}

function withMetas<D extends DTypeName>(
  data: NdArray<D>['data'],
  shape: readonly number[],
  dtype: D,
  like: unknown,
): NdArray<D> {
  return like instanceof ImageBatch && like.metas.length === shape[0]
    ? new ImageBatch(data, shape, dtype, like.metas, like.appliedOperations)
    : new NdArray(data, shape, dtype);
}

/** Input and target of a batch as arrays, for those who come after the model. */
export async function hostArrays([inputs, targets]: PreparedBatch): Promise<[NdArray, NdArray | null]> {
  const asArray = (item: BatchItem): NdArray | Promise<NdArray> => (item instanceof NdArray ? item : toArray(item));
  return [await asArray(inputs), targets === null ? null : await asArray(targets)];
}
