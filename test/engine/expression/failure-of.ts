import { BundleError, type Failure } from '../../../engine/errors.js';

/** The failure that `work` throws. */
export function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof BundleError) return error.failure;
    throw error;
  }
  throw new Error('nothing was thrown');
}
