import { launchOptions } from './launch-options.js';
import { type Option, OptionTable } from './option-table.js';

/**
 * The options of `monai.bundle run`, in the order in which its positional words fill them, then those of the workflow it
 * makes, then ours. Everything else on the command line is an override of the config.
 */
export const runOptions = [
  { name: 'run_id', takes: 'id', description: 'Config id of the expressions to run', default: 'run' },
  { name: 'init_id', takes: 'id', description: 'Config id of what to evaluate first', default: 'initialize' },
  { name: 'final_id', takes: 'id', description: 'Config id of what to evaluate last', default: 'finalize' },
  {
    name: 'meta_file',
    takes: 'files',
    description: 'Metadata file, or several to merge',
    default: 'metadata.json beside the config',
  },
  {
    name: 'config_file',
    takes: 'files',
    description: 'What to run: a config file, or several to merge ("a.json,b.json", or repeat it)',
  },
  {
    name: 'logging_file',
    takes: 'file',
    description: 'Python logging config (INI); False for none',
    default: 'logging.conf beside the config',
  },
  { name: 'tracking', takes: 'settings', description: 'Experiment tracking (mlflow is not here yet)', default: 'none' },
  { name: 'args_file', takes: 'files', description: 'JSON or YAML file with defaults for all of this' },
  { name: 'workflow_type', takes: 'word', description: 'train or infer: which bundle properties are known' },
  { name: 'properties_path', takes: 'file', description: 'JSON file with the bundle properties' },
  {
    name: 'workflow_name',
    takes: 'word',
    description: 'ConfigWorkflow, or a component of kind workflow',
    default: 'ConfigWorkflow',
  },
  { name: 'backend', takes: 'word', description: 'Numerics to run on', default: 'the best that loads' },
  { name: 'threads', takes: 'count', description: 'Threads for the numerics', default: 'one for each core' },
  ...launchOptions,
  { name: 'trust', takes: 'switch', description: "Let the bundle's own scripts run", default: 'False' },
  {
    name: 'save_config',
    takes: 'switch',
    description: 'Leave a copy of what was run in output_dir: config_<time>.json',
    default: 'True',
  },
  { name: 'resume', takes: 'word', description: 'Go on with a saved run: latest, a checkpoint, or a folder of them' },
  {
    name: 'checkpoint_every',
    takes: 'word',
    description: 'When to save the run: 500 (steps), 90s, 10m, 1h, end, or False for never',
    default: '10m',
  },
  {
    name: 'checkpoint_dir',
    takes: 'file',
    description: 'Where these checkpoints go',
    default: 'resume in ckpt_dir',
  },
  { name: 'keep_checkpoints', takes: 'count', description: 'How many of them stay', default: '2' },
  {
    name: 'max_restarts',
    takes: 'whole',
    description: 'How often to go on from the last checkpoint after a crash',
    default: '0',
  },
  { name: 'allow_new_keys', takes: 'switch', description: 'Accept overrides that look like a slip', default: 'False' },
  { name: 'quiet', takes: 'switch', description: 'No progress, no summary', default: 'False' },
  {
    name: 'verbose',
    takes: 'switch',
    description: 'Show where inside the program an error came from',
    default: 'False',
  },
  { name: 'help', takes: 'switch', description: 'Show this help' },
] as const satisfies readonly Option[];

export type RunOptionName = (typeof runOptions)[number]['name'];

/** Words without an option name fill the first eight. */
export const runTable = new OptionTable(runOptions, { positional: 8, open: true });
