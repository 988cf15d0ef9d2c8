import { fail } from '../../errors.js';
import { getLogger } from '../../types/log.js';
import { bundleCommand, commonOptions } from '../bundle-command.js';

const options = [
  {
    name: 'net_id',
    takes: 'id',
    description: 'Config id of the network',
    default: 'network_def, or network',
  },
  {
    name: 'meta_file',
    takes: 'files',
    description: 'Metadata file, or several to merge',
    default: 'metadata.json beside the config',
  },
  { name: 'config_file', takes: 'files', description: 'Config file, or several to merge: "a.json,b.json", or repeat' },
  {
    name: 'device',
    takes: 'word',
    description: 'cpu or cuda:0; accepted for the sake of MONAI, --backend decides',
    default: 'where the backend computes',
  },
  { name: 'p', takes: 'whole', description: 'The p of sizes such as "2**p"', default: '1' },
  { name: 'n', takes: 'count', description: 'The n of sizes such as "16*n"', default: '1' },
  { name: 'any', takes: 'count', description: 'The size for "*"', default: '1' },
  {
    name: 'extra_forward_args',
    takes: 'settings',
    description: "More arguments of the network's forward pass: \"{'scale': 2}\"",
    default: 'none',
  },
  commonOptions.argsFile,
  {
    name: 'check_value_range',
    takes: 'switch',
    description: 'Count values outside the declared range of an output as a mismatch',
    default: 'False',
  },
  commonOptions.backend,
  commonOptions.threads,
  commonOptions.trust,
  commonOptions.allowNewKeys,
] as const;

export const verifyNetInOut = bundleCommand({
  name: 'verify_net_in_out',
  summary: 'Run the network on fake data of the declared shape, and compare what it gives with the metadata',
  options,
  positional: 9,
  shownPositional: 1,
  others:
    "Any other --id value overrides the config: --_meta_#network_data_format#inputs#image#spatial_shape \"[16,'*','2**p*n']\"",
  examples: [
    [
      'medbundle verify_net_in_out --config_file configs/inference.json',
      'checks the network of the bundle in this folder',
    ],
    ['medbundle verify_net_in_out network_def --config_file configs/train.json --n 4 --any 64', 'tries another size'],
  ],
  async run({ options: given, others, negations, quiet }, { stdout }) {
    const configFile = given.files('config_file');
    if (configFile === undefined) {
      const fix = 'write --config_file configs/inference.json';
      fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it defines the network', fix });
    }
    const [{ verifyNetInOut: verify }, { registerShippedComponents }] = await Promise.all([
      import('../../verify/verify-net-in-out.js'),
      import('../../components.js'),
    ]);
    registerShippedComponents();
    const { netId, input, outputs, dtype, notices } = await verify({
      netId: given.id('net_id'),
      metaFile: given.files('meta_file'),
      configFile,
      device: given.text('device'),
      p: given.whole('p'),
      n: given.count('n'),
      any: given.count('any'),
      extraForwardArgs: given.mapping('extra_forward_args'),
      checkValueRange: given.switch('check_value_range'),
      backend: given.text('backend'),
      threads: given.count('threads'),
      trust: given.switch('trust'),
      allowNewKeys: given.switch('allow_new_keys'),
      knownOptions: options.map(({ name }) => name),
      overrides: others,
      negations,
    });
    for (const notice of notices) getLogger('medbundle').warning(notice);
    const gives = Object.entries(outputs).map(([name, shape]) => `${name} [${shape.join(', ')}]`);
    if (!quiet) {
      stdout.write(
        `${netId} takes [${input.join(', ')}] ${dtype} and gives ${gives.join(', ')}, as the metadata say\n`,
      );
    }
    return 0;
  },
});
