import { bundleCommand } from '../bundle-command.js';
import { exportArguments, exportOptions, exportReport, ownOptions } from './export-arguments.js';

const options = [
  exportOptions.netId,
  {
    name: 'filepath',
    takes: 'file',
    description: 'Where to write; the extension chooses the format: .ts (TorchScript), .onnx, .safetensors',
    default: 'models/model.ts in the bundle_root',
  },
  {
    name: 'ckpt_file',
    takes: 'file',
    description: "Checkpoint with the network's weights: .pt, or .safetensors",
    default: 'models/model.pt in the bundle_root',
  },
  exportOptions.metaFile,
  exportOptions.configFile,
  exportOptions.keyInCkpt,
  exportOptions.useTrace,
  exportOptions.inputShape,
  exportOptions.argsFile,
  exportOptions.converterKwargs,
  ...ownOptions,
] as const;

export const ckptExport = bundleCommand({
  name: 'ckpt_export',
  summary: 'Write the network with its weights in the format that the extension names',
  options,
  positional: 10,
  shownPositional: 1,
  others: 'Any other --id value overrides the config: --bundle_root some/folder',
  examples: [
    [
      'medbundle ckpt_export --net_id network_def --filepath models/model.safetensors --ckpt_file models/model.pt --config_file configs/inference.json',
      'converts the weights',
    ],
  ],
  async run(input, { stdout }) {
    const given = exportArguments(input, options, { filepath: 'models/model.ts', ckptFile: 'models/model.pt' });
    const [{ exportNetwork }, { registerShippedComponents }] = await Promise.all([
      import('../../export/index.js'),
      import('../../components.js'),
    ]);
    registerShippedComponents();
    const exported = await exportNetwork(given);
    if (!input.quiet) stdout.write(exportReport(exported));
    return 0;
  },
});
