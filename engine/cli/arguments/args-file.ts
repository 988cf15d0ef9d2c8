import { contentOf } from '../../config/content.js';
import { readLayer } from '../../config/files.js';
import { kindOf } from '../../config/layer.js';
import { BundleErrors, fail } from '../../errors.js';
import { Dict, type Value } from '../../values/index.js';
import { runOption } from './options.js';
import { type RunArguments, runArguments } from './run-arguments.js';

/**
 * The arguments with the defaults of their `--args_file` filled in, by the rules of MONAI's `update_kwargs`: what the
 * command line gives replaces what the file gives, mappings are merged key by key, `+name` extends what the file has
 * under that name. With several files, later ones replace earlier ones. Unlike MONAI, `--x None` is a value too.
 * @throws BundleError for a file that cannot be read or is no mapping, and for a `+name` of another type
 */
export function withArgumentsFile(given: RunArguments): RunArguments {
  const files = typeof given.argsFile === 'string' ? [given.argsFile] : (given.argsFile ?? []);
  return [...files].reverse().reduce((later, file) => merged(argumentsOf(file), later), given);
}

function argumentsOf(file: string): RunArguments {
  const layer = readLayer(file);
  if (layer.problems.length > 0) throw new BundleErrors(layer.problems);
  const content = contentOf(layer.root);
  if (!(content instanceof Dict)) {
    const where = { position: layer.root.position };
    fail({ family: 'config', code: 'config_not_mapping', path: file, got: kindOf(layer.root) }, where);
  }
  const options = new Map<string, Value>();
  const overrides: [string, Value][] = [];
  for (const [key, value] of content) {
    const name = String(key);
    if (runOption(name)) options.set(name, value);
    else overrides.push([name, value]);
  }
  return runArguments(options, overrides);
}

function merged(defaults: RunArguments, given: RunArguments): RunArguments {
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const overrides = new Map<Value, Value>(Object.entries(defaults.overrides));
  for (const [id, value] of Object.entries(given.overrides)) mergeKey(overrides, id, value, true);
  return {
    ...defaults,
    ...stated,
    tracking:
      defaults.tracking instanceof Dict && given.tracking instanceof Dict
        ? updated(defaults.tracking, given.tracking)
        : (given.tracking ?? defaults.tracking),
    overrides: Object.fromEntries([...overrides].map(([id, value]) => [String(id), value])),
    negations: given.negations,
    trust: given.trust || defaults.trust,
    allowNewKeys: given.allowNewKeys || defaults.allowNewKeys,
    quiet: given.quiet || defaults.quiet,
    verbose: given.verbose || defaults.verbose,
    help: given.help,
    ignored: given.ignored,
  };
}

interface Mapping {
  has(key: Value): boolean;
  get(key: Value): Value | undefined;
  set(key: Value, value: Value): unknown;
}

/** One key into a mapping; `onTop` at the level of config ids, where `+id` may still extend the config itself. */
function mergeKey(into: Mapping, key: Value, value: Value, onTop: boolean): void {
  const old = into.get(key);
  if (old instanceof Dict && value instanceof Dict) into.set(key, updated(old, value));
  else if (typeof key === 'string' && key.startsWith('+')) extend(into, key, value, onTop);
  else into.set(key, value);
}

function updated(old: Dict, value: Dict): Dict {
  const result = new Dict(old);
  for (const [key, item] of value) mergeKey(result, key, item, false);
  return result;
}

function extend(into: Mapping, key: string, value: Value, onTop: boolean): void {
  const name = key.slice(1);
  const target = onTop && into.has(key) ? key : name;
  const old = into.get(target);
  if (old === undefined) into.set(onTop ? key : name, value);
  else if (Array.isArray(old) && Array.isArray(value)) into.set(target, [...old, ...value]);
  else if (old instanceof Dict && value instanceof Dict) into.set(target, new Dict([...old, ...value]));
  else {
    const problem = 'it extends what the arguments file gives, so both must be mappings, or both lists';
    fail({ family: 'command', code: 'invalid_option', option: key, problem, fix: 'leave out the + to replace it' });
  }
}
