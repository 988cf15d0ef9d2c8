import { bundleCommand } from '../bundle-command.js';
import { exportArguments, exportOptions, exportReport, ownOptions } from './export-arguments.js';

const options = [
  exportOptions.netId,
  { name: 'filepath', takes: 'file', description: 'Where to write the ONNX model' },
  { name: 'ckpt_file', takes: 'file', description: "Checkpoint with the network's weights: .pt, or .safetensors" },
  exportOptions.metaFile,
  exportOptions.configFile,
  exportOptions.keyInCkpt,
  exportOptions.useTrace,
  exportOptions.inputShape,
  exportOptions.argsFile,
  exportOptions.converterKwargs,
  ...ownOptions,
] as const;

export const onnxExport = bundleCommand({
  name: 'onnx_export',
  summary: 'Write the network with its weights as an ONNX model, and compare the two',
  options,
  positional: 10,
  shownPositional: 1,
  others: 'Any other --id value overrides the config: --network_def#out_channels 2',
  examples: [
    [
      'medbundle onnx_export --net_id network_def --filepath models/model.onnx --ckpt_file models/model.pt --meta_file configs/metadata.json --config_file configs/inference.json',
      'exports the network of the bundle in this folder',
    ],
  ],
  async run(input, { stdout }) {
    const given = exportArguments(input, options);
    const [{ exportNetwork }, { registerShippedComponents }] = await Promise.all([
      import('../../export/index.js'),
      import('../../components.js'),
    ]);
    registerShippedComponents();
    // Whatever its name, the file is an ONNX model.
    const exported = await exportNetwork({ ...given, format: '.onnx' });
    if (!input.quiet) stdout.write(exportReport(exported));
    return 0;
  },
});
