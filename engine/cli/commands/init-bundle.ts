import { join, relative } from 'node:path';
import { fail } from '../../errors.js';
import { readWord } from '../../expression/literal.js';
import { Dict, toHost, type Value } from '../../values/index.js';
import type { OptionValues } from '../arguments/option-values.js';
import { wrong } from '../arguments/option-values.js';
import { bundleCommand, commonOptions } from '../bundle-command.js';

export const initBundle = bundleCommand({
  name: 'init_bundle',
  summary: 'Make a new bundle that trains, infers and verifies as it stands',
  options: [
    { name: 'bundle_dir', takes: 'file', description: 'Folder to make; its parent must exist', required: true },
    { name: 'ckpt_file', takes: 'file', description: 'Weights to copy to models/model.pt; they must fit the network' },
    {
      name: 'network',
      takes: 'any',
      description: "Network: a name, or \"{'_target_': 'UNet', 'spatial_dims': 3, …}\"",
      default: 'a small UNet',
    },
    {
      name: 'dataset_license',
      takes: 'truth',
      description: 'Make docs/data_license.txt, for terms of the data',
      default: 'False',
    },
    { name: 'metadata_str', takes: 'text', description: "Metadata (JSON) in place of the skeleton's" },
    { name: 'inference_str', takes: 'text', description: "Inference config (JSON) in place of the skeleton's" },
    commonOptions.backend,
  ],
  positional: 6,
  shownPositional: 1,
  examples: [
    [
      'medbundle init_bundle my_bundle',
      'makes a bundle; then: cd my_bundle && medbundle run --config_file configs/train.json',
    ],
    ['medbundle init_bundle my_bundle --network BasicUNet', 'takes another network, all its arguments written out'],
  ],
  async run({ options, quiet }, { stdout }) {
    const bundleDir = options.text('bundle_dir', 'a folder');
    if (bundleDir === undefined) {
      const fix = 'write `medbundle init_bundle my_bundle`';
      fail({
        family: 'command',
        code: 'missing_option',
        option: 'bundle_dir',
        why: 'it says which folder to make',
        fix,
      });
    }
    const [{ initBundle: init }, { registerShippedComponents }] = await Promise.all([
      import('../../init/init-bundle.js'),
      import('../../components.js'),
    ]);
    registerShippedComponents();
    const files = await init({
      bundleDir,
      ckptFile: options.text('ckpt_file', 'a file'),
      network: networkOf(options),
      datasetLicense: options.truth('dataset_license'),
      metadataStr: contentOf(options, 'metadata_str'),
      inferenceStr: contentOf(options, 'inference_str'),
      backend: options.text('backend'),
    });
    if (quiet) return 0;
    for (const file of files) stdout.write(`${join(bundleDir, file)}\n`);
    const place = relative(process.cwd(), bundleDir) || bundleDir;
    stdout.write(
      `\nnext: cd ${/\s/.test(place) ? `"${place}"` : place} && medbundle run --config_file configs/train.json\n`,
    );
    return 0;
  },
});

function networkOf({ values }: OptionValues): string | Readonly<Record<string, unknown>> | undefined {
  const value = values.get('network') ?? null;
  if (value === null || typeof value === 'string') return value ?? undefined;
  return value instanceof Dict ? plain(value) : wrong('network', 'a name, or a mapping with "_target_"', value);
}

/** JSON text as it is, or a mapping as Python writes it. */
function contentOf({ values }: OptionValues, name: string): string | Readonly<Record<string, unknown>> | undefined {
  const value = values.get(name) ?? null;
  if (value === null) return undefined;
  if (value instanceof Dict) return plain(value);
  if (typeof value !== 'string') return wrong(name, 'JSON text or a mapping', value);
  if (isJson(value)) return value;
  const read: Value = readWord(value);
  return read instanceof Dict ? plain(read) : value;
}

function plain(dict: Dict): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...dict].map(([key, value]) => [String(key), toHost(value)]));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
