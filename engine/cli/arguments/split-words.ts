import { fail } from '../../errors.js';
import type { OptionTable } from './option-table.js';

/** A command line taken apart, its values not yet read. */
export interface SplitWords {
  /** The words of each named option, in order of first appearance. All of them, when one was repeated. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** Options that stood alone (`--x`); their value is True. */
  readonly bare: ReadonlySet<string>;
  readonly help: boolean;
  readonly verbose: boolean;
  /** Words after the last `--` that mean nothing there; Fire passes over them in silence. */
  readonly ignored: readonly string[];
}

/**
 * Takes the words after a command apart as Python Fire does for a function: `--x v`, `--x=v`,
 * `-x v` name an option (hyphens in the name read as underscores), a word that looks like a negative number is a value,
 * an option before another option or at the end stands alone, other words fill the positional options that are not named.
 *
 * Words after the last `--` speak to the command itself (`-- --verbose`), and nothing may follow a lone `-`.
 * @throws BundleError unexpected_word
 */
export function splitWords(argv: readonly string[], table: OptionTable): SplitWords {
  const { words, ...flags } = separateFlags(argv);
  const named = new Map<string, string[]>();
  const bare = new Set<string>();
  const positional: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!isFlag(word)) {
      positional.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = optionName(equals < 0 ? word : word.slice(0, equals));
    if (name === '') fail({ family: 'command', code: 'unexpected_word', word });
    const value = equals < 0 ? valueAfter(name, words[index + 1], table) : word.slice(equals + 1);
    if (value === undefined) bare.add(name);
    else {
      if (equals < 0) index++;
      bare.delete(name);
    }
    const values = named.get(name) ?? [];
    values.push(value ?? 'True');
    named.set(name, values);
  }
  for (const name of table.positional) {
    if (named.has(name)) continue;
    const word = positional.shift();
    if (word === undefined) break;
    named.set(name, [word]);
  }
  const [left] = positional;
  if (left !== undefined) fail({ family: 'command', code: 'unexpected_word', word: left });
  return { named, bare, ...flags };
}

/** The word that an option takes for its value, or undefined when it stands alone. */
function valueAfter(name: string, next: string | undefined, table: OptionTable): string | undefined {
  if (next === undefined || isFlag(next)) return undefined;
  // A switch of ours must not swallow the run id: `run --trust training`.
  if (table.get(name)?.takes === 'switch' && !/^(?:true|false)$/i.test(next)) return undefined;
  return next;
}

/** `-x`, `--x`, `-x=1`; not `-5`, `-.5`, `-`. */
function isFlag(word: string): boolean {
  return word.startsWith('--') || /^-[a-zA-Z]/.test(word);
}

/** `--in-channels` → `in_channels`. A hyphen that makes a list index negative stays: `--list::-1`. */
function optionName(word: string): string {
  return word.replace(/^-+/, '').replace(/(?<!(?:#|::)(?=-\d+(?:#|::|$)))-/g, '_');
}

type Flags = Pick<SplitWords, 'help' | 'verbose' | 'ignored'>;

function separateFlags(argv: readonly string[]): Flags & { words: readonly string[] } {
  const end = argv.lastIndexOf('--');
  const flags = end < 0 ? [] : argv.slice(end + 1);
  let words = end < 0 ? argv : argv.slice(0, end);
  let separator = '-';
  let help = false;
  let verbose = false;
  const ignored: string[] = [];
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index] ?? '';
    if (flag === '--help' || flag === '-h') help = true;
    else if (['--verbose', '-v', '--trace', '-t'].includes(flag)) verbose = true;
    else if (flag === '--separator') separator = flags[++index] ?? '-';
    else ignored.push(flag);
  }
  const cut = words.indexOf(separator);
  if (cut >= 0) {
    const after = words.slice(cut + 1).find((word) => word !== separator);
    if (after !== undefined) fail({ family: 'command', code: 'unexpected_word', word: after });
    words = words.slice(0, cut);
  }
  return { words, help, verbose, ignored };
}
