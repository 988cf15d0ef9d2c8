import { contentOf } from '../../config/content.js';
import { readLayer } from '../../config/files.js';
import { kindOf } from '../../config/layer.js';
import { BundleErrors, fail } from '../../errors.js';
import { Dict, type Value } from '../../values/index.js';
import { mergeKey, updated } from './merge-arguments.js';
import type { OptionTable } from './option-table.js';
import { OptionValues } from './option-values.js';
import { runTable } from './options.js';
import { type GivenArguments, refuse } from './read-arguments.js';
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

/**
 * The same for any other command: options and what else is named are one mapping, as in MONAI. An option that is given
 * as None leaves what the file says.
 */
export function filledArguments(given: GivenArguments, table: OptionTable): GivenArguments {
  const files = new OptionValues(given.options).files('args_file');
  if (files === undefined) return given;
  const all = new Map<Value, Value>();
  for (const file of typeof files === 'string' ? [files] : files) {
    for (const [key, value] of readArgumentsFile(file)) mergeKey(all, key, value, true);
  }
  for (const [name, value] of given.options) if (value !== null) mergeKey(all, name, value, true);
  for (const [name, value] of given.others) mergeKey(all, name, value, true);
  const options = new Map<string, Value>();
  const others = new Map<string, Value>();
  for (const [key, value] of all) {
    const name = String(key);
    if (table.get(name)) options.set(name, value);
    else if (table.open) others.set(name, value);
    else refuse(name, table);
  }
  return { ...given, options, others };
}

function argumentsOf(file: string): RunArguments {
  const options = new Map<string, Value>();
  const overrides: [string, Value][] = [];
  for (const [key, value] of readArgumentsFile(file)) {
    const name = String(key);
    if (runTable.get(name)) options.set(name, value);
    else overrides.push([name, value]);
  }
  return runArguments(options, overrides);
}

function readArgumentsFile(file: string): Dict {
  const layer = readLayer(file);
  if (layer.problems.length > 0) throw new BundleErrors(layer.problems);
  const content = contentOf(layer.root);
  if (!(content instanceof Dict)) {
    const where = { position: layer.root.position };
    fail({ family: 'config', code: 'config_not_mapping', path: file, got: kindOf(layer.root) }, where);
  }
  return content;
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
