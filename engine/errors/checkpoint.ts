import type { Description } from '../errors.js';

/** Reading and writing checkpoints. */
export type CheckpointFailure = { readonly family: 'checkpoint' } & (
  | { readonly code: 'checkpoint_missing'; readonly path: string }
  | { readonly code: 'checkpoint_damaged'; readonly path: string; readonly problem: string }
  /** The pickle asks for something that is not a tensor or a container. */
  | { readonly code: 'checkpoint_unsafe'; readonly path: string; readonly what: string }
  | {
      readonly code: 'checkpoint_mismatch';
      readonly path: string;
      readonly missing: readonly string[];
      readonly unexpected: readonly string[];
      readonly misshaped: readonly string[];
    }
);

export function describeCheckpoint(failure: CheckpointFailure): Description {
  switch (failure.code) {
    case 'checkpoint_missing':
      return { message: `checkpoint "${failure.path}" does not exist`, pythonName: 'FileNotFoundError' };
    case 'checkpoint_damaged':
      return { message: `"${failure.path}" is damaged: ${failure.problem}`, pythonName: 'RuntimeError' };
    case 'checkpoint_unsafe':
      return {
        message: `"${failure.path}" holds ${failure.what}, which is code, not weights`,
        fix: 'save it again with torch.save(model.state_dict(), path)',
        pythonName: 'UnpicklingError',
      };
    case 'checkpoint_mismatch':
      return {
        message: [
          `"${failure.path}" does not fit the network`,
          ...list('missing', failure.missing),
          ...list('unexpected', failure.unexpected),
          ...list('of another shape', failure.misshaped),
        ].join('\n  '),
        fix: 'check the network arguments, or set "strict": false to load what fits',
        pythonName: 'RuntimeError',
      };
  }
}

function list(title: string, keys: readonly string[]): string[] {
  return keys.length === 0 ? [] : [`${title}: ${keys.join(', ')}`];
}
