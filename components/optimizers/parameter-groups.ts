import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { Instance } from '../../engine/registry/schema.js';
import type { Parameter } from '../networks/module.js';
import type { ParameterGroup } from './optimizer.js';

/** What an optimizer is given: parameters, or groups of them with settings of their own (`{"params": …, "lr": …}`). */
export type ParametersArgument = readonly (Parameter | Readonly<Record<string, unknown>>)[];

/** Schema of the `params` argument. */
export const Parameters = Instance<ParametersArgument>('a list of parameters or of parameter groups', Array.isArray, {
  description: 'What to train: network.parameters(), or groups {"params": …, "lr": …} with settings of their own.',
});

/** Arguments that PyTorch's optimizers take for its own speed; they change nothing here. */
export const ignoredArguments = {
  foreach: Type.Union([Type.Boolean(), Type.Null()], {
    default: null,
    keywordOnly: true,
    description: 'No effect here.',
  }),
  capturable: Type.Boolean({ default: false, keywordOnly: true, description: 'No effect here.' }),
  differentiable: Type.Boolean({ default: false, keywordOnly: true, description: 'No effect here.' }),
  fused: Type.Union([Type.Boolean(), Type.Null()], {
    default: null,
    keywordOnly: true,
    description: 'No effect here.',
  }),
};

function isParameter(value: unknown): value is Parameter {
  return typeof value === 'object' && value !== null && 'variable' in value && 'trainable' in value;
}

/**
 * The groups of an optimizer: every setting that a group does not give comes from `defaults` (torch's names).
 * @throws BundleError invalid_argument for an empty list, or entries that are neither parameters nor groups
 */
export function parameterGroups(
  component: string,
  given: ParametersArgument,
  defaults: { readonly lr: number; readonly [setting: string]: unknown },
): ParameterGroup[] {
  if (given.length === 0) refuse(component, 'an empty list');
  if (given.every(isParameter)) return [{ ...defaults, parameters: trainable(given) }];
  return given.map((group) => {
    if (isParameter(group)) return refuse(component, 'parameters and groups side by side');
    const { params, ...settings } = group as Record<string, unknown>;
    const parameters = isParameter(params) ? [params] : params;
    if (!Array.isArray(parameters) || !parameters.every(isParameter))
      return refuse(component, 'a group without "params"');
    return { ...defaults, ...settings, lr: Number(settings.lr ?? defaults.lr), parameters: trainable(parameters) };
  });
}

function trainable(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter((parameter) => parameter.trainable);
}

function refuse(component: string, got: string): never {
  const expected = 'network.parameters(), or a list of groups {"params": …}';
  return fail({ family: 'component', code: 'invalid_argument', component, argument: 'params', expected, got });
}

/** Groups as `state_dict` gives them: settings, and parameters by number. */
export function numberedGroups(groups: readonly ParameterGroup[]): Readonly<Record<string, unknown>>[] {
  let next = 0;
  return groups.map(({ parameters, ...settings }) => ({ ...settings, params: parameters.map(() => next++) }));
}

/** Takes over the settings of saved groups, in order. */
export function restoreSettings(
  groups: readonly ParameterGroup[],
  saved: readonly Readonly<Record<string, unknown>>[],
): void {
  for (const [index, group] of groups.entries()) {
    const { params: _params, ...settings } = saved[index] ?? {};
    Object.assign(group, settings);
  }
}
