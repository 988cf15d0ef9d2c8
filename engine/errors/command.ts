import type { Description } from '../errors.js';

/** Command lines. */
export type CommandFailure = { readonly family: 'command' } & (
  | { readonly code: 'unknown_command'; readonly command: string; readonly suggestion?: string }
  /** One of MONAI's that medbundle leaves out. */
  | { readonly code: 'command_not_here'; readonly command: string; readonly why: string; readonly instead: string }
  /** A word that no option and no position takes. */
  | { readonly code: 'unexpected_word'; readonly word: string }
  | {
      readonly code: 'unknown_option';
      readonly option: string;
      readonly suggestion?: string;
      /** All options, where they are few; without them the option may also be an override of the config. */
      readonly known?: readonly string[];
    }
  | { readonly code: 'missing_option'; readonly option: string; readonly why: string; readonly fix?: string }
  | { readonly code: 'invalid_option'; readonly option: string; readonly problem: string; readonly fix?: string }
);

export function describeCommand(failure: CommandFailure): Description {
  switch (failure.code) {
    case 'unknown_command':
      return {
        message: `there is no command "${failure.command}"`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'run `medbundle --help` to list them',
        pythonName: 'ValueError',
      };
    case 'command_not_here':
      return {
        message: `medbundle has no "${failure.command}": ${failure.why}`,
        fix: failure.instead,
        pythonName: 'NotImplementedError',
      };
    case 'unexpected_word':
      return {
        message: `"${failure.word}" belongs to no option`,
        fix: 'write --name value; quote a value that holds spaces',
        pythonName: 'ValueError',
      };
    case 'unknown_option':
      return {
        message: failure.known
          ? `--${failure.option} is no option of this command`
          : `--${failure.option} names nothing that the config or the command knows`,
        fix: failure.suggestion
          ? `did you mean --${failure.suggestion}?`
          : failure.known
            ? `it has ${failure.known.map((name) => `--${name}`).join(', ') || 'none'}`
            : 'add --allow_new_keys to set it all the same',
        pythonName: 'KeyError',
      };
    case 'missing_option':
      return {
        message: `--${failure.option} is needed: ${failure.why}`,
        fix: failure.fix ?? `add --${failure.option}`,
        pythonName: 'ValueError',
      };
    case 'invalid_option':
      return { message: `--${failure.option}: ${failure.problem}`, fix: failure.fix, pythonName: 'ValueError' };
  }
}
