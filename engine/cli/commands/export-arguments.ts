import { join } from 'node:path';
import { fail } from '../../errors.js';
import type { ExportedNetwork, ExportOptions } from '../../export/index.js';
import { Tuple, toHost } from '../../values/index.js';
import type { Option } from '../arguments/option-table.js';
import { wrong } from '../arguments/option-values.js';
import { type BundleCommandInput, commonOptions } from '../bundle-command.js';

/** Options that all exports share; `filepath` differs. */
export const exportOptions = {
  netId: { name: 'net_id', takes: 'id', description: 'Config id of the network', default: 'network_def, or network' },
  metaFile: {
    name: 'meta_file',
    takes: 'files',
    description: 'Metadata file, or several to merge',
    default: 'metadata.json beside the config',
  },
  configFile: {
    name: 'config_file',
    takes: 'files',
    description: 'Config file that defines the network, or several to merge',
  },
  keyInCkpt: {
    name: 'key_in_ckpt',
    takes: 'word',
    description: "Where a nested checkpoint has the network's weights: model",
    default: 'none: the file holds nothing else',
  },
  useTrace: {
    name: 'use_trace',
    takes: 'truth',
    description: 'Accepted for the sake of MONAI: a network is always traced',
    default: 'False',
  },
  inputShape: {
    name: 'input_shape',
    takes: 'any',
    description: 'Shape of the input while tracing: "[1,5,128,128]"',
    default: 'what the metadata declare',
  },
  argsFile: commonOptions.argsFile,
  converterKwargs: {
    name: 'converter_kwargs',
    takes: 'settings',
    description: "More about the conversion: \"{'opset_version': 18, 'dynamic_axes': {'image': {0: 'batch'}}}\"",
    default: 'none',
  },
  noCheck: {
    name: 'no_check',
    takes: 'switch',
    description: 'Write the file without comparing it with the network',
    default: 'False',
  },
} as const satisfies Readonly<Record<string, Option>>;

/** Options of ours, after MONAI's. */
export const ownOptions = [
  exportOptions.noCheck,
  commonOptions.backend,
  commonOptions.threads,
  commonOptions.trust,
  commonOptions.allowNewKeys,
] as const;

/** What an export command is asked for. `defaults` are for what the command line leaves out. */
export function exportArguments(
  { options: given, others, negations }: BundleCommandInput,
  known: readonly Option[],
  defaults: { readonly filepath?: string; readonly ckptFile?: string } = {},
): ExportOptions {
  const needed = (value: string | undefined, option: string, why: string, fix: string): string =>
    value ?? fail({ family: 'command', code: 'missing_option', option, why, fix });
  const configFile = given.files('config_file');
  if (configFile === undefined) {
    const fix = 'write --config_file configs/inference.json';
    fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it defines the network', fix });
  }
  const root = typeof others.bundle_root === 'string' ? others.bundle_root : '.';
  const under = (path: string | undefined): string | undefined => (path === undefined ? undefined : join(root, path));
  const filepath = given.text('filepath', 'a file') ?? under(defaults.filepath);
  const ckptFile = given.text('ckpt_file', 'a file') ?? under(defaults.ckptFile);
  const converter = given.mapping('converter_kwargs');
  return {
    netId: given.id('net_id'),
    filepath: needed(filepath, 'filepath', 'it says where to write', 'write --filepath models/model.onnx'),
    ckptFile: needed(ckptFile, 'ckpt_file', 'it holds the weights', 'write --ckpt_file models/model.pt'),
    metaFile: given.files('meta_file'),
    configFile,
    keyInCkpt: given.text('key_in_ckpt') || undefined,
    inputShape: shapeOf(given),
    converterKwargs: converter ? mapping(toHost(converter)) : undefined,
    check: given.switch('no_check') ? false : undefined,
    backend: given.text('backend'),
    threads: given.count('threads'),
    trust: given.switch('trust'),
    allowNewKeys: given.switch('allow_new_keys'),
    knownOptions: known.map(({ name }) => name),
    overrides: others,
    negations,
  };
}

/** What an export came to, in lines for the terminal. */
export function exportReport({ netId, path, what, checked, unchecked }: ExportedNetwork): string {
  const lines = [`exported ${netId} to ${path}: ${what}`];
  if (checked)
    lines.push(`compared with the network by ${checked.by}: largest difference ${checked.difference.toExponential(1)}`);
  if (unchecked) lines.push(`not compared with the network: ${unchecked}`);
  return `${lines.join('\n')}\n`;
}

function shapeOf({ values }: BundleCommandInput['options']): readonly number[] | undefined {
  const value = values.get('input_shape') ?? null;
  if (value === null) return undefined;
  const items: unknown = toHost(value instanceof Tuple ? [...value] : value);
  if (!Array.isArray(items) || items.length === 0) return Array.isArray(items) ? undefined : refuseShape(value);
  const sizes = items.map(Number);
  if (items.length < 3 || !sizes.every((size) => Number.isInteger(size) && size > 0)) return refuseShape(value);
  return sizes;
}

function refuseShape(value: Parameters<typeof wrong>[2]): never {
  return wrong('input_shape', 'a list of batch, channels and sizes: "[1,5,128,128]"', value);
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  return Object.fromEntries(Object.entries(Object(value)));
}
