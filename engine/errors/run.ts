import type { Description } from '../errors.js';

/** Running a workflow: backends, missing run ids, interrupted runs. */
export type RunFailure = { readonly family: 'run' } & (
  | { readonly code: 'backend_unavailable'; readonly backend: string; readonly why: string; readonly fix: string }
  | { readonly code: 'run_id_missing'; readonly id: string; readonly suggestion?: string }
  | { readonly code: 'diverged'; readonly what: string }
  /** The file of --logging_file, in Python's logging.config format. */
  | { readonly code: 'logging_config'; readonly path: string; readonly problem: string; readonly fix?: string }
  | { readonly code: 'property_missing'; readonly property: string; readonly id: string }
  | { readonly code: 'unknown_property'; readonly property: string; readonly suggestion?: string }
  | { readonly code: 'not_initialized'; readonly property: string }
  | { readonly code: 'not_a_workflow'; readonly name: string; readonly problem: string }
  | { readonly code: 'unknown_workflow_type'; readonly type: string; readonly suggestion?: string }
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
    case 'logging_config':
      return {
        message: `the logging config "${failure.path}" cannot be used: ${failure.problem}`,
        fix: failure.fix ?? 'see https://docs.python.org/3/library/logging.config.html#configuration-file-format',
        pythonName: 'RuntimeError',
      };
    case 'property_missing':
      return {
        message: `the bundle property "${failure.property}" needs "${failure.id}" in the config`,
        fix: `define "${failure.id}"`,
        pythonName: 'KeyError',
      };
    case 'unknown_property':
      return {
        message: `a bundle of this type has no property "${failure.property}"`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'add it with addProperty()',
        pythonName: 'AttributeError',
      };
    case 'not_initialized':
      return {
        message: `the bundle property "${failure.property}" is known only after initialize()`,
        fix: 'await workflow.initialize() first, and again after setting a property',
        pythonName: 'RuntimeError',
      };
    case 'not_a_workflow':
      return {
        message: `"${failure.name}" is no workflow that can run: ${failure.problem}`,
        fix: 'name ConfigWorkflow, or a component of kind "workflow" that makes an object with initialize, run and finalize',
        pythonName: 'ValueError',
      };
    case 'unknown_workflow_type':
      return {
        message: `there is no workflow type "${failure.type}"`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'use "train" or "infer"',
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
