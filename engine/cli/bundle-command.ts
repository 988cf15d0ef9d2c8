import { getLogger } from '../types/log.js';
import type { Value } from '../values/index.js';
import { type Option, OptionTable } from './arguments/option-table.js';
import { OptionValues } from './arguments/option-values.js';
import { readArguments } from './arguments/read-arguments.js';
import type { Command, Screens } from './command.js';
import { logToTerminal } from './log-to-terminal.js';
import { withTerminal } from './with-terminal.js';

/** What a command of `python -m monai.bundle` is given. */
export interface BundleCommandInput {
  readonly options: OptionValues;
  /** Everything else that was named: config ids with the values they get. */
  readonly others: Readonly<Record<string, Value>>;
  /** Of these, those that stood alone and start with `no`. */
  readonly negations: readonly string[];
  readonly quiet: boolean;
}

/** Options of every such command. */
export const commonOptions = {
  argsFile: { name: 'args_file', takes: 'files', description: 'JSON or YAML file with defaults for all of this' },
  backend: { name: 'backend', takes: 'word', description: 'Numerics to run on', default: 'the best that loads' },
  threads: { name: 'threads', takes: 'count', description: 'Threads for the numerics', default: 'one for each core' },
  trust: { name: 'trust', takes: 'switch', description: "Let the bundle's own scripts run", default: 'False' },
  allowNewKeys: {
    name: 'allow_new_keys',
    takes: 'switch',
    description: 'Accept overrides that look like a slip',
    default: 'False',
  },
} as const satisfies Readonly<Record<string, Option>>;

const everywhere: readonly Option[] = [
  { name: 'quiet', takes: 'switch', description: 'Say nothing but what is wrong', default: 'False' },
  {
    name: 'verbose',
    takes: 'switch',
    description: 'Show where inside the program an error came from',
    default: 'False',
  },
  { name: 'help', takes: 'switch', description: 'Show this help' },
];

/**
 * Declares a command of `python -m monai.bundle`: the same words mean the same. Its words are read as Python Fire reads
 * them, `--args_file` fills in what they leave out, and `--help` shows the options with their defaults.
 */
export function bundleCommand(declared: {
  readonly name: string;
  readonly summary: string;
  /** In MONAI's order. Those of `everywhere` are added. */
  readonly options: readonly Option[];
  /** How many of the first options words without a name fill, in order. */
  readonly positional: number;
  /** How many of these the help shows as words; the others only as options. */
  readonly shownPositional: number;
  /** What any other `--name value` means; undefined when there is none. */
  readonly others?: string;
  readonly examples: Command['examples'];
  run(input: BundleCommandInput, screens: Screens): Promise<number>;
}): Command {
  const { name, options, positional, shownPositional, others } = declared;
  const table = new OptionTable([...options, ...everywhere], { positional, open: others !== undefined });
  const asWords = options.slice(0, shownPositional);
  return {
    words: [name, ...asWords.map((word) => (word.required ? `<${word.name}>` : `[${word.name}]`))].join(' '),
    summary: declared.summary,
    positionals: Object.fromEntries(asWords.map((option) => [option.name, helpOf(option)])),
    options: optionHelp(table.options.filter((option) => !asWords.includes(option))),
    examples: declared.examples,
    notes: others,
    run: async () => 0,
    async runWords(words, screens) {
      const stated = readArguments(words, table);
      if (stated.help) return undefined;
      const given = stated.options.has('args_file') ? await withDefaults(stated, table) : stated;
      const values = new OptionValues(given.options);
      const quiet = values.switch('quiet');
      return withTerminal(
        screens,
        async () => {
          const stopLogging = logToTerminal();
          try {
            for (const word of given.ignored) getLogger('medbundle').warning(`"${word}" after -- means nothing here`);
            const { negations } = given;
            return await declared.run(
              { options: values, others: Object.fromEntries(given.others), negations, quiet },
              screens,
            );
          } finally {
            stopLogging();
          }
        },
        { quiet },
      );
    },
  };
}

/** Reading configs takes a while to load, which help and most command lines need not wait for. */
async function withDefaults(...stated: Parameters<typeof import('./arguments/args-file.js').filledArguments>) {
  const { filledArguments } = await import('./arguments/args-file.js');
  return filledArguments(...stated);
}

/**
 * Options as the help shows them: the config first, since without it nothing works, and without those that are only
 * accepted and mean nothing.
 */
export function optionHelp(options: readonly Option[]): Record<string, OptionHelp> {
  const shown = options.filter(({ name, description }) => name !== 'help' && !isOnlyAccepted(description));
  const leading = ['config_file', 'meta_file'].flatMap((name) => shown.filter((option) => option.name === name));
  const ordered = [...leading, ...shown.filter((option) => !leading.includes(option))];
  return Object.fromEntries(ordered.map((option) => [option.name, helpOf(option)]));
}

/** The sentence that names the options that are accepted and mean nothing. */
export function acceptedNote(options: readonly Option[]): string {
  const names = options.filter(({ description }) => isOnlyAccepted(description)).map(({ name }) => `--${name}`);
  return `Accepted for torchrun's sake, and without effect: ${names.join(', ')}.`;
}

function isOnlyAccepted(description: string): boolean {
  return description.startsWith('Accepted');
}

export interface OptionHelp {
  type?: 'boolean' | 'number' | 'string';
  describe: string;
  defaultDescription?: string;
  demandOption?: boolean;
}

/** An option as the help shows it. */
export function helpOf({ takes, description, default: shown, required }: Option): OptionHelp {
  const help: OptionHelp = { describe: description };
  if (takes === 'switch' || takes === 'truth') help.type = 'boolean';
  else if (takes === 'count' || takes === 'whole') help.type = 'number';
  else if (takes !== 'any') help.type = 'string';
  if (shown !== undefined) help.defaultDescription = shown;
  if (required) help.demandOption = true;
  return help;
}
