import { fail } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import { type Argument, signatureOf } from '../registry/signature.js';
import { toHost, type Value } from '../values/index.js';

/** A network as a config defines it: `_target_` and arguments. */
export type NetworkDefinition = Readonly<Record<string, unknown>> & { readonly _target_: string };

/** What the skeleton has when nobody names a network: small enough to train on any machine. */
export const standardNetwork: NetworkDefinition = {
  _target_: 'UNet',
  spatial_dims: 2,
  in_channels: 1,
  out_channels: 2,
  channels: [16, 32, 64],
  strides: [2, 2],
  num_res_units: 1,
};

/** Values for arguments that a network must be given, where only its name is. */
const usualValues: Readonly<Record<string, unknown>> = {
  spatial_dims: 2,
  in_channels: 1,
  out_channels: 2,
  n_input_channels: 1,
  channels: [16, 32, 64],
  strides: [2, 2],
  img_size: [64, 64],
  kernel_size: [3, 3, 3],
  upsample_kernel_size: [2, 2],
  num_classes: 2,
};

/**
 * The definition of the network that a name stands for, all of its arguments written out: those that it must be given
 * with usual values, the others with their defaults.
 * @throws BundleError unknown_component, arguments_needed
 */
export function definitionOf(name: string, registry: Registry): NetworkDefinition {
  const definition = registry.resolve(name);
  const written: Record<string, unknown> = {};
  const needed: string[] = [];
  for (const argument of signatureOf(definition).byName.values()) {
    if (!argument.required) {
      const value = defaultOf(argument);
      if (value !== undefined) written[argument.name] = value;
    } else if (Object.hasOwn(usualValues, argument.name)) written[argument.name] = usualValues[argument.name];
    else needed.push(argument.name);
  }
  if (definition.kind !== 'network') {
    const got = `a ${definition.kind}`;
    fail({ family: 'export', code: 'not_a_network', id: name, got });
  }
  if (needed.length > 0) fail({ family: 'init', code: 'arguments_needed', network: name, needed });
  return { _target_: name, ...withChannels(written) };
}

/** A network that does not ask for its channels has defaults of its own; the skeleton's pictures are grey. */
function withChannels(written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const of = (name: string): unknown => (Object.hasOwn(written, name) ? usualValues[name] : undefined);
  const chosen = ['spatial_dims', 'in_channels', 'out_channels'].flatMap((name) => {
    const value = of(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...written, ...Object.fromEntries(chosen) };
}

/** A default that JSON can hold. */
function defaultOf({ schema }: Argument): unknown {
  const value: unknown = toHost((schema.default ?? null) as Value);
  return isData(value) ? value : undefined;
}

function isData(value: unknown): boolean {
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isData);
  return false;
}
