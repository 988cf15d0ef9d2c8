import { Dict, type Value } from '../../values/index.js';
import { OptionValues } from './option-values.js';
import { runTable } from './options.js';
import { readArguments } from './read-arguments.js';

/** What a command line of `medbundle run` asks for. An option that is absent, or given as None, is undefined. */
export interface RunArguments {
  readonly runId?: string;
  readonly initId?: string;
  readonly finalId?: string;
  /** One string may name several files (`a.json,b.json`); a list, or a repeated option, gives a list. */
  readonly configFile?: string | readonly string[];
  readonly metaFile?: string | readonly string[];
  readonly loggingFile?: string | false;
  readonly argsFile?: string | readonly string[];
  /** `mlflow`, a settings file, or the settings themselves. */
  readonly tracking?: string | Dict;
  readonly workflowType?: string;
  readonly propertiesPath?: string;
  readonly workflowName?: string;
  /** Config ids with the values they get, in the order given. */
  readonly overrides: Readonly<Record<string, Value>>;
  /** Overrides that stood alone and start with `no`: `--noshuffle` means shuffle=False where the config has only that. */
  readonly negations: readonly string[];
  readonly backend?: string;
  readonly threads?: number;
  /** How many ranks: a number, `auto`, `cpu` or `gpu`, as torchrun has it. */
  readonly nprocPerNode?: string;
  readonly nnodes?: string;
  readonly strictDevice: boolean;
  /** Seconds. */
  readonly heartbeatTimeout?: number;
  readonly trust: boolean;
  readonly allowNewKeys: boolean;
  readonly saveConfig?: boolean;
  /** `latest`, a checkpoint or a folder of them. */
  readonly resume?: string;
  /** A number of steps, a time with its unit, `end`, or false for never. */
  readonly checkpointEvery?: string | false;
  readonly checkpointDir?: string;
  readonly keepCheckpoints?: number;
  readonly maxRestarts?: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  /** Words after the last `--` that mean nothing there. */
  readonly ignored: readonly string[];
}

/**
 * Reads the words after `run` (see {@link readArguments}).
 * @throws BundleError unexpected_word, invalid_option
 */
export function parseRunArguments(argv: readonly string[]): RunArguments {
  const { options, others, ...flags } = readArguments(argv, runTable);
  return { ...runArguments(options, others), ...flags };
}

/** The arguments that options and overrides, already typed, amount to. */
export function runArguments(
  options: ReadonlyMap<string, Value>,
  overrides: Iterable<readonly [string, Value]>,
): RunArguments {
  const given = new OptionValues(options);
  return {
    runId: given.id('run_id'),
    initId: given.id('init_id'),
    finalId: given.id('final_id'),
    configFile: given.files('config_file'),
    metaFile: given.files('meta_file'),
    loggingFile: options.get('logging_file') === false ? false : given.text('logging_file'),
    argsFile: given.files('args_file'),
    tracking: trackingOf(given),
    workflowType: given.text('workflow_type'),
    propertiesPath: given.text('properties_path'),
    workflowName: given.text('workflow_name'),
    overrides: Object.fromEntries(overrides),
    negations: [],
    ignored: [],
    backend: given.text('backend'),
    threads: given.count('threads'),
    nprocPerNode: given.id('nproc_per_node'),
    nnodes: given.id('nnodes'),
    strictDevice: given.switch('strict_device'),
    heartbeatTimeout: given.count('heartbeat_timeout'),
    trust: given.switch('trust'),
    allowNewKeys: given.switch('allow_new_keys'),
    saveConfig: given.truth('save_config'),
    resume: given.text('resume', 'latest, a checkpoint or a folder'),
    checkpointEvery: cadenceIn(given),
    checkpointDir: given.text('checkpoint_dir'),
    keepCheckpoints: given.count('keep_checkpoints'),
    maxRestarts: given.whole('max_restarts'),
    quiet: given.switch('quiet'),
    verbose: given.switch('verbose'),
    help: given.switch('help'),
  };
}

function cadenceIn(given: OptionValues): string | false | undefined {
  const value = given.values.get('checkpoint_every') ?? null;
  if (value === false || value === 0) return false;
  if (typeof value === 'number') return String(value);
  return given.text('checkpoint_every', 'steps, a time, end or False');
}

function trackingOf(given: OptionValues): string | Dict | undefined {
  const value = given.values.get('tracking') ?? null;
  if (value === null || value === false) return undefined;
  return value instanceof Dict ? value : given.text('tracking', '"mlflow", a file or a mapping');
}
