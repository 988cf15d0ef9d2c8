import { BundleError, BundleErrors, type Failure } from '../../../engine/errors.js';

/** The error that `work` ends with. */
export function errorOf(work: () => unknown): BundleError {
  try {
    work();
  } catch (error) {
    if (error instanceof BundleErrors && error.errors[0]) return error.errors[0];
    if (error instanceof BundleError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

/** The failure that `work` ends with. */
export function failureOf(work: () => unknown): Failure {
  return errorOf(work).failure;
}

/** `line:column` of an error. */
export function placeOf({ position }: BundleError): string {
  return position ? `${position.line}:${position.column}` : 'nowhere';
}
