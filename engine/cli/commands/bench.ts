import { fail } from '../../errors.js';
import { reportProgressTo } from '../../types/progress.js';
import { redirectStreams } from '../../types/streams.js';
import { bundleCommand, commonOptions } from '../bundle-command.js';
import { coloursFor } from '../report/colours.js';

const options = [
  { name: 'config_file', takes: 'files', description: 'Config of the inference, or several to merge', required: true },
  {
    name: 'meta_file',
    takes: 'files',
    description: 'Metadata file, or several to merge',
    default: 'metadata.json beside the config',
  },
  { name: 'net_id', takes: 'id', description: 'Config id of the network', default: 'network_def, or network' },
  {
    name: 'input_shape',
    takes: 'settings',
    description: 'Shape of the network’s input with its batch: "[8, 5, 128, 128]"',
    default: "the metadata's, with a batch of one",
  },
  { name: 'precision', takes: 'word', description: 'Only this: fp32 or amp', default: 'both' },
  { name: 'python', takes: 'file', description: 'A Python with MONAI and PyTorch, for rows of its own' },
  { name: 'json', takes: 'switch', description: 'Print JSON', default: 'False' },
  commonOptions.argsFile,
  { name: 'backend', takes: 'word', description: 'Only this backend', default: 'all that are here' },
  commonOptions.threads,
  commonOptions.trust,
  commonOptions.allowNewKeys,
] as const;

export const bench = bundleCommand({
  name: 'bench',
  summary: "Time a bundle's network and its inference on each backend, beside PyTorch",
  options,
  positional: 0,
  shownPositional: 0,
  others: 'Any other --name value overrides the config: --dataset_dir /data/CoNSePNuclei/Whole',
  examples: [
    ['medbundle bench --config_file configs/inference.json --trust', 'times all backends that are here'],
    ['medbundle bench --config_file configs/inference.json --python python3', 'adds PyTorch, and speed-ups over it'],
  ],
  async run({ options: given, others, negations }, { stdout }) {
    const configFile = given.files('config_file');
    if (configFile === undefined) {
      fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it says what to time' });
    }
    const precision = given.text('precision');
    if (precision !== undefined && precision !== 'fp32' && precision !== 'amp') {
      const problem = `"${precision}" is not known`;
      fail({ family: 'command', code: 'invalid_option', option: 'precision', problem, fix: 'write fp32 or amp' });
    }
    const [{ bench: measure }, { formatBench }, { registerShippedComponents }] = await Promise.all([
      import('../../bench/bench.js'),
      import('../report/bench-text.js'),
      import('../../components.js'),
    ]);
    registerShippedComponents();
    // The workflow's own words and bars would bury the table.
    const progressBefore = reportProgressTo(null);
    redirectStreams({ stdout: { write: () => undefined }, stderr: { write: () => undefined } });
    const report = await measure({
      configFile,
      metaFile: given.files('meta_file'),
      netId: given.id('net_id'),
      inputShape: shapeOf(given.values.get('input_shape')),
      precision,
      python: given.text('python'),
      backend: given.text('backend'),
      threads: given.count('threads'),
      trust: given.switch('trust'),
      allowNewKeys: given.switch('allow_new_keys'),
      knownOptions: options.map(({ name }) => name),
      overrides: others,
      negations,
    }).finally(() => {
      redirectStreams(null);
      reportProgressTo(progressBefore);
    });
    stdout.write(
      given.switch('json') ? `${JSON.stringify(report, null, 2)}\n` : formatBench(report, coloursFor(stdout)),
    );
    return report.rows.some(({ state }) => state === 'measured') ? 0 : 1;
  },
});

function shapeOf(value: unknown): number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const sizes = Array.isArray(value) ? value : [];
  const isShape = sizes.length > 1 && sizes.every((size) => Number.isInteger(size) && Number(size) > 0);
  if (isShape) return sizes.map(Number);
  const fix = 'write --input_shape "[1, 5, 128, 128]"';
  return fail({ family: 'command', code: 'invalid_option', option: 'input_shape', problem: 'it is no shape', fix });
}
