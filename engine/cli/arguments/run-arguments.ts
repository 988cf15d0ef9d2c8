import { fail } from '../../errors.js';
import { readWord } from '../../expression/literal.js';
import { describeValue } from '../../registry/describe-schema.js';
import { Dict, isInt, Tuple, toHost, type Value } from '../../values/index.js';
import { type RunOptionName, runOption } from './options.js';
import { splitWords } from './split-words.js';

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
  readonly trust: boolean;
  readonly allowNewKeys: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  /** Words after the last `--` that mean nothing there. */
  readonly ignored: readonly string[];
}

/**
 * Reads the words after `run` as Python Fire reads those of `python -m monai.bundle run`, each value typed as Fire types
 * it (see {@link readWord}). Different from Fire: a repeated `--config_file` collects, `--x None` sets None,
 * `--normalize` is not `--no rmalize`, `--list::-1` keeps its hyphen.
 * @throws BundleError unexpected_word, invalid_option
 */
export function parseRunArguments(argv: readonly string[]): RunArguments {
  const { named, bare, help, verbose, ignored } = splitWords(argv);
  const options = new Map<string, Value>();
  const overrides: [string, Value][] = [];
  for (const [name, words] of named) {
    const option = runOption(name);
    if (option) options.set(name, option.takes === 'files' ? collected(words) : readWord(words.at(-1) ?? ''));
    else if (bare.has(name) && optionNegatedBy(name)) options.set(name.slice(2), false);
    else if (!(name === 'h' && bare.has(name))) overrides.push([name, readWord(words.at(-1) ?? '')]);
  }
  return {
    ...runArguments(options, overrides),
    negations: overrides.map(([name]) => name).filter((name) => bare.has(name) && name.startsWith('no')),
    help: help || bare.has('h') || switchOf(options, 'help'),
    verbose: verbose || switchOf(options, 'verbose'),
    ignored,
  };
}

/** The arguments that options and overrides, already typed, amount to. */
export function runArguments(
  options: ReadonlyMap<string, Value>,
  overrides: Iterable<readonly [string, Value]>,
): RunArguments {
  return {
    runId: idOf(options, 'run_id'),
    initId: idOf(options, 'init_id'),
    finalId: idOf(options, 'final_id'),
    configFile: filesOf(options, 'config_file'),
    metaFile: filesOf(options, 'meta_file'),
    loggingFile: options.get('logging_file') === false ? false : stringOf(options, 'logging_file'),
    argsFile: filesOf(options, 'args_file'),
    tracking: trackingOf(options),
    workflowType: stringOf(options, 'workflow_type'),
    propertiesPath: stringOf(options, 'properties_path'),
    workflowName: stringOf(options, 'workflow_name'),
    overrides: Object.fromEntries(overrides),
    negations: [],
    ignored: [],
    backend: stringOf(options, 'backend'),
    threads: countOf(options, 'threads'),
    trust: switchOf(options, 'trust'),
    allowNewKeys: switchOf(options, 'allow_new_keys'),
    quiet: switchOf(options, 'quiet'),
    verbose: switchOf(options, 'verbose'),
    help: switchOf(options, 'help'),
  };
}

/** A repeated file option names all its files. */
function collected(words: readonly string[]): Value {
  const values = words.map(readWord);
  if (values.length === 1) return values[0] ?? null;
  return values.flatMap((value) => (value instanceof Tuple ? [...value] : value)).filter((value) => value !== null);
}

/** `--nologging_file` is how Fire spells `--logging_file False`. */
function optionNegatedBy(name: string): boolean {
  return name.startsWith('no') && runOption(name.slice(2)) !== undefined;
}

function idOf(options: ReadonlyMap<string, Value>, name: RunOptionName): string | undefined {
  const value = options.get(name) ?? null;
  if (value === null) return undefined;
  return isInt(value) ? String(value) : textOf(value, name, 'a config id');
}

function stringOf(options: ReadonlyMap<string, Value>, name: RunOptionName): string | undefined {
  const value = options.get(name) ?? null;
  return value === null ? undefined : textOf(value, name, 'text');
}

function filesOf(options: ReadonlyMap<string, Value>, name: RunOptionName): string | readonly string[] | undefined {
  const value = options.get(name) ?? null;
  if (value === null) return undefined;
  const items = value instanceof Tuple ? value.items : value;
  if (!Array.isArray(items)) return textOf(value, name, 'a file, or a list of files');
  return items.map((item: Value) => textOf(item, name, 'a file, or a list of files'));
}

function trackingOf(options: ReadonlyMap<string, Value>): string | Dict | undefined {
  const value = options.get('tracking') ?? null;
  if (value === null || value === false) return undefined;
  return value instanceof Dict ? value : textOf(value, 'tracking', '"mlflow", a file or a mapping');
}

function countOf(options: ReadonlyMap<string, Value>, name: RunOptionName): number | undefined {
  const value = options.get(name) ?? null;
  if (value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  return wrong(name, 'a whole number ≥ 1', value);
}

function switchOf(options: ReadonlyMap<string, Value>, name: RunOptionName): boolean {
  const value = options.get(name) ?? false;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return wrong(name, 'True or False', value);
}

function textOf(value: Value, name: RunOptionName, expected: string): string {
  return typeof value === 'string' ? value : wrong(name, expected, value);
}

function wrong(name: RunOptionName, expected: string, value: Value): never {
  const got = value === true ? 'nothing after it' : describeValue(toHost(value));
  return fail({
    family: 'command',
    code: 'invalid_option',
    option: name,
    problem: `expected ${expected}, got ${got}`,
    fix: `write --${name} and ${expected}`,
  });
}
