import * as tf from '@tensorflow/tfjs';

let mixed = false;

/**
 * Runs `work` in mixed precision: a backend that multiplies faster in bfloat16 does so in the convolutions, with sums, results and weights
 * in float32. Other backends compute as always.
 */
export function withMixedPrecision<T>(work: () => T): T {
  const before = mixed;
  mixed = true;
  try {
    return work();
  } finally {
    mixed = before;
  }
}

/** Whether mixed precision is asked for now. */
export function isMixedPrecision(): boolean {
  return mixed;
}

/** Whether the backend in use computes anything otherwise in mixed precision. */
export function hasMixedPrecision(): boolean {
  const backend: object = tf.backend();
  return 'bfloat16' in backend && backend.bfloat16 === true;
}
