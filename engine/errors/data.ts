import type { Description } from '../errors.js';

/** Reading and writing images, labels and data lists. */
export type DataFailure = { readonly family: 'data' } & (
  | { readonly code: 'file_missing'; readonly path: string; readonly fix?: string }
  | { readonly code: 'unreadable_file'; readonly path: string; readonly problem: string; readonly fix?: string }
  | { readonly code: 'bad_layout'; readonly path: string; readonly problem: string; readonly fix?: string }
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
    case 'bad_layout':
      return { message: `"${failure.path}": ${failure.problem}`, fix: failure.fix, pythonName: 'ValueError' };
  }
}
