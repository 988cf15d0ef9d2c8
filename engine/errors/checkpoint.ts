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
  /** A file could not be written; nothing of it is left. */
  | { readonly code: 'checkpoint_unwritable'; readonly path: string; readonly problem: string }
  /** There is nothing to resume. */
  | { readonly code: 'resume_missing'; readonly folder: string }
  /** A folder's resume checkpoints are all unusable. */
  | { readonly code: 'resume_unusable'; readonly folder: string; readonly skipped: readonly string[] }
  /** A sound checkpoint, but not one of a run. */
  | { readonly code: 'resume_foreign'; readonly path: string; readonly what: string }
  /** It belongs to another config. `differences`: what was saved and what is asked for now, by config id. */
  | { readonly code: 'resume_mismatch'; readonly path: string; readonly differences: readonly ResumeDifference[] }
);

export interface ResumeDifference {
  readonly id: string;
  /** As the config writes it; null where there was nothing. */
  readonly saved: string | null;
  readonly now: string | null;
  /** Whose state depends on it: `optimizer`. */
  readonly usedBy?: string;
}

export function describeCheckpoint(failure: CheckpointFailure): Description {
  switch (failure.code) {
    case 'checkpoint_missing':
      return {
        message: `checkpoint "${failure.path}" does not exist`,
        fix: 'name the file that training wrote, models/model.pt by default',
        pythonName: 'FileNotFoundError',
      };
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
    case 'checkpoint_unwritable':
      return {
        message: `"${failure.path}" cannot be written: ${failure.problem}`,
        fix: 'make room, or write elsewhere (--checkpoint_dir for checkpoints of the run, ckpt_dir for those of the config)',
        pythonName: 'OSError',
      };
    case 'resume_missing':
      return {
        message: `there is no run to resume in "${failure.folder}"`,
        fix: 'name a checkpoint or its folder with --resume, or leave --resume out to start anew',
        pythonName: 'FileNotFoundError',
      };
    case 'resume_unusable':
      return {
        message: [`no checkpoint in "${failure.folder}" can be used`, ...failure.skipped].join('\n  '),
        fix: 'leave --resume out to start anew',
        pythonName: 'RuntimeError',
      };
    case 'resume_foreign':
      return {
        message: `"${failure.path}" is not a checkpoint of a run: ${failure.what}`,
        fix: 'weights alone are loaded by a CheckpointLoader in the config; --resume takes what --checkpoint_every wrote',
        pythonName: 'RuntimeError',
      };
    case 'resume_mismatch':
      return {
        message: [`"${failure.path}" was saved by another config`, ...failure.differences.map(differenceText)].join(
          '\n  ',
        ),
        fix: 'resume with the config it was saved with; or start anew, and load its weights with a CheckpointLoader',
        pythonName: 'RuntimeError',
      };
  }
}

function differenceText({ id, saved, now, usedBy }: ResumeDifference): string {
  const change = saved === null ? `${now} is new` : now === null ? `was ${saved}, is gone` : `was ${saved}, is ${now}`;
  return `${id}: ${change}${usedBy === undefined || usedBy === id ? '' : ` (${usedBy} depends on it)`}`;
}

function list(title: string, keys: readonly string[]): string[] {
  return keys.length === 0 ? [] : [`${title}: ${keys.join(', ')}`];
}
