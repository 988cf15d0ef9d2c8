import { BundleError, type Failure } from '../../engine/errors.js';
import { filesOf } from './sample-file.js';

/** What went wrong with a sample, in a form that crosses threads. */
export interface Fault {
  readonly index: number;
  readonly problem: string;
  readonly fix: string | undefined;
  readonly pythonName: string;
  /** The code of the failure behind it, when that is one of ours. */
  readonly reason: Failure['code'] | undefined;
  /** The file that the failure itself names. */
  readonly path: string | undefined;
  readonly stack: string | undefined;
}

/** The fault that `error` is for sample `index`. */
export function faultOf(error: unknown, index: number): Fault {
  const problem = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  if (!(error instanceof BundleError)) {
    return { index, problem, fix: undefined, pythonName: 'RuntimeError', reason: undefined, path: undefined, stack };
  }
  const { failure, fix, pythonName, code } = error;
  const path = 'path' in failure ? failure.path : undefined;
  return { index, problem, fix, pythonName, reason: code, path, stack };
}

/**
 * The error for a sample that could not be made, naming its index and file.
 *
 * @param source what the sample is made of: the entry of the data list
 */
export function sampleFailed(error: unknown, index: number, source: unknown): BundleError {
  if (error instanceof BundleError && error.code === 'sample_failed') return error;
  return faultError(faultOf(error, index), source, error);
}

/** The error for a fault that may have come from another thread. */
export function faultError(fault: Fault, source: unknown, cause?: unknown): BundleError {
  const { index, problem, fix, pythonName, reason, stack } = fault;
  const path = fault.path ?? filesOf(source)[0];
  const error = new BundleError(
    { family: 'data', code: 'sample_failed', index, path, reason, problem, fix, pythonName },
    { cause },
  );
  if (cause === undefined && stack !== undefined) error.stack = `${error.message}\n${stack}`;
  return error;
}
