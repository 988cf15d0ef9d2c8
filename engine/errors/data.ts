import type { Description } from '../errors.js';

/** Reading and writing images, labels and data lists. */
export type DataFailure = { readonly family: 'data' } & (
  | { readonly code: 'file_missing'; readonly path: string; readonly fix?: string }
  | { readonly code: 'unreadable_file'; readonly path: string; readonly problem: string; readonly fix?: string }
  | { readonly code: 'unwritable_file'; readonly path: string; readonly problem: string }
  | { readonly code: 'bad_layout'; readonly path: string; readonly problem: string; readonly fix?: string }
  /** A sample of a data set could not be made: loading or a transform failed. */
  | {
      readonly code: 'sample_failed';
      readonly index: number;
      /** The file it comes from, where that is known. */
      readonly path?: string;
      /** The code of the failure behind it, when that is one of ours. */
      readonly reason?: string;
      readonly problem: string;
      readonly fix?: string;
      readonly pythonName: string;
    }
);

export function describeData(failure: DataFailure): Description {
  switch (failure.code) {
    case 'file_missing':
      return { message: `"${failure.path}" does not exist`, fix: failure.fix, pythonName: 'FileNotFoundError' };
    case 'unreadable_file':
      return {
        message: `"${failure.path}" cannot be read: ${failure.problem}`,
        fix: failure.fix,
        pythonName: 'OSError',
      };
    case 'unwritable_file':
      return {
        message: `"${failure.path}" cannot be written: ${failure.problem}`,
        fix: 'check that the folder exists or can be made, may be written to, and has room',
        pythonName: 'OSError',
      };
    case 'bad_layout':
      return { message: `"${failure.path}": ${failure.problem}`, fix: failure.fix, pythonName: 'ValueError' };
    case 'sample_failed': {
      const file = failure.path === undefined ? '' : ` ("${failure.path}")`;
      return {
        message: `sample ${failure.index}${file} failed: ${failure.problem}`,
        fix: failure.fix,
        pythonName: failure.pythonName,
      };
    }
  }
}
