import type { Description } from '../errors.js';

/** Naming components, checking their arguments, creating them, and what they refuse at work. */
export type ComponentFailure = { readonly family: 'component' } & (
  | { readonly code: 'unknown_component'; readonly target: string; readonly suggestion?: string }
  /** MONAI has it; medbundle does not, yet. */
  | { readonly code: 'component_not_here_yet'; readonly target: string; readonly suggestion?: string }
  | {
      readonly code: 'unknown_argument';
      readonly component: string;
      readonly argument: string;
      readonly suggestion?: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'missing_argument'; readonly component: string; readonly argument: string }
  | {
      readonly code: 'invalid_argument';
      readonly component: string;
      readonly argument: string;
      readonly expected: string;
      readonly got: string;
    }
  | { readonly code: 'needs_trust'; readonly target: string; readonly folder: string }
  /** The bundle's own code exists in Python only. */
  | { readonly code: 'scripts_in_python'; readonly target: string; readonly folder: string }
  /** Code of a component, or of what an expression calls, ended with an error of JavaScript's own. */
  | { readonly code: 'component_failed'; readonly component?: string; readonly problem: string }
  /** A component met input it cannot work on: wrong shape, missing key, wrong dtype. */
  | { readonly code: 'bad_input'; readonly component: string; readonly problem: string; readonly fix?: string }
);

export function describeComponent(failure: ComponentFailure): Description {
  switch (failure.code) {
    case 'unknown_component':
      return {
        message: `no component is called "${failure.target}"`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'run `medbundle components` to list them',
        pythonName: 'ModuleNotFoundError',
      };
    case 'component_not_here_yet':
      return {
        message: `"${failure.target}" is part of MONAI, but medbundle does not have it yet`,
        fix: failure.suggestion
          ? `the nearest that exists here is "${failure.suggestion}"`
          : 'register your own with registerComponent()',
        pythonName: 'NotImplementedError',
      };
    case 'unknown_argument':
      return {
        message: `${failure.component} has no argument "${failure.argument}"`,
        fix: failure.suggestion
          ? `did you mean "${failure.suggestion}"?`
          : `it takes: ${failure.known.join(', ') || 'none'}`,
        pythonName: 'TypeError',
      };
    case 'missing_argument':
      return {
        message: `${failure.component} needs the argument "${failure.argument}"`,
        fix: `add "${failure.argument}"`,
        pythonName: 'TypeError',
      };
    case 'invalid_argument':
      return {
        message: `${failure.component}: "${failure.argument}" must be ${failure.expected}, not ${failure.got}`,
        fix: `write ${failure.expected}`,
        pythonName: 'ValueError',
      };
    case 'needs_trust':
      return {
        message: `"${failure.target}" is code of the bundle (${failure.folder}), which runs only when you trust it`,
        fix: 'read the scripts, then add --trust',
        pythonName: 'PermissionError',
      };
    case 'component_failed':
      return {
        message: failure.component ? `${failure.component} failed: ${failure.problem}` : failure.problem,
        pythonName: 'RuntimeError',
      };
    case 'scripts_in_python':
      return {
        message: `"${failure.target}" is Python code of the bundle (${failure.folder}), which does not run here`,
        fix: `write ${failure.folder}/scripts/index.ts that exports it as a component, or set bundle_root to a bundle that has one`,
        pythonName: 'ModuleNotFoundError',
      };
    case 'bad_input':
      return { message: `${failure.component}: ${failure.problem}`, fix: failure.fix, pythonName: 'ValueError' };
  }
}
