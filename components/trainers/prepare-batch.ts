import type * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';
import { type Device, NdArray } from '../../engine/types/index.js';
import { isMapping } from '../data/mapping.js';

/** Something a network, loss or inferer can take: an array of the batch, or a tensor somebody already made of it. */
export type BatchItem = NdArray | tf.Tensor;

/** A network's input, its target (null where there is none), and what else the network takes. */
export type PreparedBatch =
  | readonly [inputs: BatchItem, targets: BatchItem | null]
  | readonly [
      inputs: BatchItem,
      targets: BatchItem | null,
      args: readonly unknown[],
      kwargs: Readonly<Record<string, unknown>>,
    ];

/** Picks input and target out of a batch, as a function. The device decides nothing here; the backend does. */
export type PrepareBatchFunction = (
  batch: unknown,
  device?: Device | string | null,
  nonBlocking?: boolean,
) => PreparedBatch;

/** Picks input and target out of a batch, as an object (MONAI's `PrepareBatch`). */
export interface PrepareBatch {
  prepare: PrepareBatchFunction;
}

/**
 * MONAI's `default_prepare_batch`: `image` and `label` of a mapping (`label` may be missing, `reals` stands in for
 * `image`), an array alone, or a pair of arrays.
 * @throws BundleError bad_input for anything else
 */
export function defaultPrepareBatch(batch: unknown): PreparedBatch {
  if (batch instanceof NdArray) return [batch, null];
  if (Array.isArray(batch)) {
    const [image, label]: unknown[] = batch;
    if (batch.length === 2 && image instanceof NdArray && label instanceof NdArray) return [image, label];
  } else if (isMapping(batch)) {
    const { image, label, reals } = batch;
    if (label instanceof NdArray) return [asArray(image, 'image', batch), label];
    if ('reals' in batch) return [asArray(reals, 'reals', batch), null];
    return [asArray(image, 'image', batch), null];
  }
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'default_prepare_batch',
    problem: 'a batch must be an array, a pair of arrays, or a mapping with "image" and perhaps "label"',
    fix: 'give the trainer a prepare_batch of your own, or rename the keys',
  });
}

function asArray(value: unknown, key: string, batch: Readonly<Record<string, unknown>>): NdArray {
  if (value instanceof NdArray) return value;
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'default_prepare_batch',
    problem: `the batch has no array under "${key}"; it has: ${Object.keys(batch).join(', ')}`,
    fix: 'load and collate it as an array, or give the trainer a prepare_batch of your own',
  });
}
