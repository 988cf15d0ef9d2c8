import { fail } from '../../errors.js';
import type { BatchProfile, Precision } from '../../export/compiled/compiled-file.js';
import { isProvider, providerNames } from '../../export/compiled/providers.js';
import { Tuple, toHost } from '../../values/index.js';
import { type BundleCommandInput, bundleCommand } from '../bundle-command.js';
import { exportArguments, exportOptions, exportReport, ownOptions } from './export-arguments.js';

const options = [
  exportOptions.netId,
  { name: 'filepath', takes: 'file', description: 'Where to write the compiled network' },
  { name: 'ckpt_file', takes: 'file', description: "Checkpoint with the network's weights: .pt, or .safetensors" },
  exportOptions.metaFile,
  exportOptions.configFile,
  exportOptions.keyInCkpt,
  { name: 'precision', takes: 'word', description: 'What the network computes in: fp32 or fp16', default: 'fp32' },
  exportOptions.inputShape,
  exportOptions.useTrace,
  {
    name: 'dynamic_batchsize',
    takes: 'any',
    description: 'Smallest, best and largest batch: "[1,4,8]"',
    default: 'batches of any size',
  },
  { name: 'device', takes: 'any', description: 'Index of the GPU to compile for', default: 'the first' },
  {
    name: 'use_onnx',
    takes: 'truth',
    description: 'Accepted for the sake of MONAI: networks always go by way of ONNX',
    default: 'False',
  },
  {
    name: 'onnx_input_names',
    takes: 'any',
    description: "Name of the model's input: \"['image']\"",
    default: 'as in the metadata',
  },
  {
    name: 'onnx_output_names',
    takes: 'any',
    description: "Name of the model's output: \"['pred']\"",
    default: 'as in the metadata',
  },
  exportOptions.argsFile,
  exportOptions.converterKwargs,
  {
    name: 'provider',
    takes: 'word',
    description: `What to compile with: ${providerNames.join(', ')}`,
    default: 'tensorrt',
  },
  ...ownOptions,
] as const;

export const trtExport = bundleCommand({
  name: 'trt_export',
  summary: 'Compile the network for the device of this machine, and compare the two',
  options,
  positional: 16,
  shownPositional: 1,
  others: 'Any other --id value overrides the config: --network_def#out_channels 2',
  examples: [
    [
      'medbundle trt_export --net_id network_def --filepath models/model_trt.ts --ckpt_file models/model.pt --meta_file configs/metadata.json --config_file configs/inference.json --precision fp16 --dynamic_batchsize "[1,4,8]"',
      'compiles with TensorRT; add --provider cpu where there is no GPU',
    ],
  ],
  async run(input, { stdout }) {
    const provider = input.options.text('provider') ?? 'tensorrt';
    if (!isProvider(provider)) return wrongOption('provider', provider, providerNames.join(', '));
    const device = input.options.values.get('device') ?? null;
    if (device !== null && toHost(device) !== 0) {
      wrongOption(
        'device',
        String(toHost(device)),
        '0; with several GPUs, CUDA_VISIBLE_DEVICES says which is the first',
      );
    }
    const given = exportArguments(input, options);
    const [{ compileNetwork }, { registerShippedComponents }] = await Promise.all([
      import('../../export/compiled/compile-network.js'),
      import('../../components.js'),
    ]);
    registerShippedComponents();
    const exported = await compileNetwork({
      ...given,
      provider,
      precision: precisionOf(input.options.text('precision') ?? 'fp32'),
      batch: batchOf(input),
      inputName: nameOf(input, 'onnx_input_names'),
      outputName: nameOf(input, 'onnx_output_names'),
    });
    if (!input.quiet) stdout.write(exportReport(exported));
    return 0;
  },
});

function precisionOf(text: string): Precision {
  return text === 'fp32' || text === 'fp16' ? text : wrongOption('precision', text, 'fp32 or fp16');
}

function batchOf({ options: { values } }: BundleCommandInput): BatchProfile | undefined {
  const value = values.get('dynamic_batchsize') ?? null;
  if (value === null) return undefined;
  const [min = 0, opt = 0, max = 0, ...more] = listOf(value).map(Number);
  const ordered = [min, opt, max].every(Number.isInteger) && min >= 1 && min <= opt && opt <= max;
  if (!ordered || more.length > 0) {
    return wrongOption('dynamic_batchsize', String(listOf(value)), 'the smallest, best and largest batch: "[1,4,8]"');
  }
  return { min, opt, max };
}

function nameOf({ options: { values } }: BundleCommandInput, option: string): string | undefined {
  const value = values.get(option) ?? null;
  if (value === null) return undefined;
  const [name, ...more] = listOf(value);
  if (typeof name === 'string' && more.length === 0) return name;
  return wrongOption(option, String(listOf(value)), 'one name: "[\'image\']"');
}

function listOf(value: Parameters<typeof toHost>[0]): readonly unknown[] {
  const host: unknown = toHost(value instanceof Tuple ? [...value] : value);
  return Array.isArray(host) ? host : [host];
}

function wrongOption(option: string, got: string, expected: string): never {
  return fail({
    family: 'command',
    code: 'invalid_option',
    option,
    problem: `it cannot be ${got}`,
    fix: `write ${expected}`,
  });
}
