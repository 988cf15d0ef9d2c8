import type { Description } from '../errors.js';

/** Making a new bundle. */
export type InitFailure = { readonly family: 'init' } & (
  | { readonly code: 'bundle_exists'; readonly path: string }
  | { readonly code: 'parent_missing'; readonly path: string; readonly parent: string }
  /** Arguments of a network that nobody gave, and for which no usual value is known. */
  | { readonly code: 'arguments_needed'; readonly network: string; readonly needed: readonly string[] }
  /** The network does not give a prediction for each pixel of its input, as the skeleton's workflows expect. */
  | { readonly code: 'no_skeleton'; readonly network: string; readonly problem: string }
);

export function describeInit(failure: InitFailure): Description {
  switch (failure.code) {
    case 'bundle_exists':
      return {
        message: `"${failure.path}" exists already`,
        fix: 'choose another folder, or remove this one',
        pythonName: 'ValueError',
      };
    case 'parent_missing':
      return {
        message: `"${failure.path}" cannot be made: there is no folder "${failure.parent}"`,
        fix: `make it first: mkdir -p ${failure.parent}`,
        pythonName: 'ValueError',
      };
    case 'arguments_needed':
      return {
        message: `${failure.network} needs values for ${failure.needed.join(', ')}`,
        fix: `give them: --network "{'_target_': '${failure.network}', ${failure.needed.map((name) => `'${name}': …`).join(', ')}}"`,
        pythonName: 'TypeError',
      };
    case 'no_skeleton':
      return {
        message: `there is no skeleton for ${failure.network}: ${failure.problem}`,
        fix: 'give a network that predicts for each pixel, or --inference_str and --metadata_str of your own',
        pythonName: 'ValueError',
      };
  }
}
