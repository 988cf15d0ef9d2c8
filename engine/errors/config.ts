import type { Description } from '../errors.js';

/** Reading layers, merging, macros, ids and references. */
export type ConfigFailure = { readonly family: 'config' } & (
  | { readonly code: 'config_file_missing'; readonly path: string; readonly suggestion?: string }
  | { readonly code: 'config_syntax'; readonly path: string; readonly problem: string }
  | { readonly code: 'duplicate_key'; readonly key: string }
  | { readonly code: 'missing_reference'; readonly reference: string; readonly suggestion?: string }
  | { readonly code: 'circular_reference'; readonly cycle: readonly string[] }
);

export function describeConfig(failure: ConfigFailure): Description {
  switch (failure.code) {
    case 'config_file_missing':
      return {
        message: `config file "${failure.path}" does not exist`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'check the path given to --config_file',
        pythonName: 'FileNotFoundError',
      };
    case 'config_syntax':
      return { message: `${failure.path} is not valid: ${failure.problem}`, pythonName: 'ValueError' };
    case 'duplicate_key':
      return {
        message: `key "${failure.key}" is given twice`,
        fix: 'remove one of the two',
        pythonName: 'ValueError',
      };
    case 'missing_reference':
      return {
        message: `the reference @${failure.reference} names nothing in the config`,
        fix: failure.suggestion ? `did you mean @${failure.suggestion}?` : 'define it, or correct the reference',
        pythonName: 'ValueError',
      };
    case 'circular_reference':
      return {
        message: `circular reference: ${failure.cycle.map((id) => `@${id}`).join(' → ')}`,
        fix: 'break the circle: one of these items must not refer to the next',
        pythonName: 'ValueError',
      };
  }
}
