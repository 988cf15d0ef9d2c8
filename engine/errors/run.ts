import type { Description } from '../errors.js';

/** Running a workflow: backends, missing run ids, interrupted runs. */
export type RunFailure = { readonly family: 'run' } & (
  | { readonly code: 'backend_unavailable'; readonly backend: string; readonly why: string; readonly fix: string }
  | { readonly code: 'run_id_missing'; readonly id: string; readonly suggestion?: string }
  | { readonly code: 'diverged'; readonly what: string }
);

export function describeRun(failure: RunFailure): Description {
  switch (failure.code) {
    case 'backend_unavailable':
      return {
        message: `the backend "${failure.backend}" cannot be used: ${failure.why}`,
        fix: failure.fix,
        pythonName: 'RuntimeError',
      };
    case 'run_id_missing':
      return {
        message: `the config has no "${failure.id}" to run`,
        fix: failure.suggestion
          ? `did you mean "${failure.suggestion}"?`
          : `add a "${failure.id}" section with the expressions to run`,
        pythonName: 'ValueError',
      };
    case 'diverged':
      return {
        message: failure.what,
        fix: 'lower the learning rate, or check the data',
        pythonName: 'FloatingPointError',
      };
  }
}
