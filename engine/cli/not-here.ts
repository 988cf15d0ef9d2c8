/** Why a command of MONAI's is left out, and what to do instead. */
export interface Absence {
  readonly why: string;
  readonly instead: string;
}

const network = 'it fetches over the network, which medbundle never does by itself';
const folder = 'once its folder is on this machine, every command of medbundle takes it';

/** Commands and functions of `monai.bundle` that people may type. */
const absences: Readonly<Record<string, Absence>> = {
  download: {
    why: network,
    instead: `download the bundle's zip from https://github.com/Project-MONAI/model-zoo (or run \`python -m monai.bundle download\`) and unpack it; ${folder}`,
  },
  load: {
    why: 'it downloads a bundle and returns its network to Python',
    instead:
      'download the bundle, then `medbundle run --config_file configs/inference.json`; from TypeScript: new ConfigWorkflow({ configFile })',
  },
  download_large_files: {
    why: network,
    instead: 'open large_files.yml: it lists the address and the path of each file; put them there with curl or wget',
  },
  get_all_bundles_list: { why: network, instead: 'see the list at https://monai.io/model-zoo' },
  get_bundle_versions: {
    why: network,
    instead: "see the bundle's page at https://monai.io/model-zoo; a local bundle has them in metadata.json, changelog",
  },
  get_bundle_info: {
    why: network,
    instead: "see the bundle's page at https://monai.io/model-zoo, or its configs/metadata.json",
  },
  push_to_hf_hub: {
    why: network,
    instead:
      'run `huggingface-cli upload <account>/<name> <bundle folder>`; `medbundle verify_metadata` checks it first',
  },
  create_workflow: {
    why: 'it is a function, which makes a workflow for a program',
    instead: "use `medbundle run_workflow`; from TypeScript: import { createWorkflow } from 'medbundle'",
  },
  update_kwargs: { why: 'it is a function for programs', instead: 'give --args_file to any command' },
  load_bundle_config: {
    why: 'it is a function for programs',
    instead: "from TypeScript: import { ConfigWorkflow } from 'medbundle'",
  },
};

export function notHere(command: string): Absence | undefined {
  return Object.hasOwn(absences, command) ? absences[command] : undefined;
}
