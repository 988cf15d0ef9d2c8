import { nearest } from '../../errors/suggest.js';
import { fail } from '../../errors.js';
import { readWord } from '../../expression/literal.js';
import { Tuple, type Value } from '../../values/index.js';
import type { Option, OptionTable } from './option-table.js';
import { OptionValues } from './option-values.js';
import { splitWords } from './split-words.js';

/** A command line as Fire reads it: the command's own options, and everything else that was named. */
export interface GivenArguments {
  readonly options: ReadonlyMap<string, Value>;
  /** In the order given: config ids with their values, or arguments of a workflow. */
  readonly others: ReadonlyMap<string, Value>;
  /** Of the others, those that stood alone and start with `no`. */
  readonly negations: readonly string[];
  readonly help: boolean;
  readonly verbose: boolean;
  /** Words after the last `--` that mean nothing there. */
  readonly ignored: readonly string[];
}

/**
 * Reads the words after a command as Python Fire reads those of `python -m monai.bundle COMMAND`, each value typed as
 * Fire types it (see {@link readWord}). Different from Fire: a repeated file option collects, `--x None` sets None,
 * `--normalize` is not `--no rmalize`, `--list::-1` keeps its hyphen.
 * @throws BundleError unexpected_word, unknown_option
 */
export function readArguments(argv: readonly string[], table: OptionTable): GivenArguments {
  const { named, bare, ...flags } = splitWords(argv, table);
  const options = new Map<string, Value>();
  const others = new Map<string, Value>();
  for (const [name, words] of named) {
    const short = name.length === 1 && !table.open ? table.startingWith(name) : undefined;
    const option = table.get(name) ?? short;
    if (option) options.set(option.name, typed(words, option));
    else if (bare.has(name) && negates(name, table)) options.set(name.slice(2), false);
    else if (name === 'h' && bare.has(name)) options.set('help', true);
    else if (table.open) others.set(name, readWord(words.at(-1) ?? ''));
    else refuse(name, table);
  }
  const values = new OptionValues(options);
  return {
    options,
    others,
    negations: [...others.keys()].filter((name) => bare.has(name) && name.startsWith('no')),
    help: flags.help || values.switch('help'),
    verbose: flags.verbose || values.switch('verbose'),
    ignored: flags.ignored,
  };
}

function typed(words: readonly string[], { takes }: Option): Value {
  const last = words.at(-1) ?? '';
  if (takes === 'files') return collected(words);
  return takes === 'text' && last !== 'None' ? last : readWord(last);
}

/** A repeated file option names all its files. */
function collected(words: readonly string[]): Value {
  const values = words.map(readWord);
  if (values.length === 1) return values[0] ?? null;
  return values.flatMap((value) => (value instanceof Tuple ? [...value] : value)).filter((value) => value !== null);
}

/** `--nologging_file` is how Fire spells `--logging_file False`. */
function negates(name: string, table: OptionTable): boolean {
  return name.startsWith('no') && table.get(name.slice(2)) !== undefined;
}

/** @throws BundleError unknown_option */
export function refuse(option: string, { names }: OptionTable): never {
  fail({ family: 'command', code: 'unknown_option', option, suggestion: nearest(option, names), known: names });
}
