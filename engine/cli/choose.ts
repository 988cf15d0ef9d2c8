import yargs, { type Argv } from 'yargs';
import { nearest } from '../errors/suggest.js';
import { BundleError, fail } from '../errors.js';
import type { Command, Screens } from './command.js';
import { packageVersion } from './commands/version.js';

/** A command with its options, or the help that was asked for. */
export type Choice =
  | { readonly command: Command; readonly values: Readonly<Record<string, unknown>> }
  | { readonly help: string };

type Choose = (command: Command, values: Readonly<Record<string, unknown>>) => void;

/** Commands of two words share their first, which has a summary of its own. */
const groups: Readonly<Record<string, string>> = { data: 'Prepare data: consep, demo' };

const beginning = `Each command has its own help: medbundle help <command>
Whoever knows \`python -m monai.bundle\`: its commands have the same names and options here.

To begin:
  medbundle start
      shows it all in three minutes: data, training, evaluation, segmentation
  medbundle init_bundle my_bundle
      makes a bundle of your own that trains and infers as it stands`;

/**
 * Lets yargs read a command line.
 * @throws BundleError unknown_option, missing_option, invalid_option
 */
export async function choose(
  words: readonly string[],
  commands: readonly Command[],
  screens: Screens,
): Promise<Choice> {
  let choice: Choice | undefined;
  const parser = yargs()
    .scriptName('medbundle')
    .usage('$0 <command>\n\nMONAI bundles on Node.js: train, evaluate and run medical imaging networks.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'duplicate-arguments-array': false,
    })
    .version(packageVersion())
    .help()
    .alias('help', 'h')
    .exitProcess(false)
    .showHelpOnFail(false)
    .strict()
    .wrap(Math.min(100, screens.stdout.columns ?? 100))
    .epilogue(beginning);
  addCommands(parser, commands, (command, values) => {
    choice = { command, values };
  });
  const help = await new Promise<string>((resolve, reject) => {
    parser.parse([...words], {}, (error, _, output) => {
      if (error) reject(usageError(error.message, words, commands));
      else resolve(output);
    });
  });
  if (choice && 'values' in choice) refuseNaN(choice.values);
  return choice ?? { help };
}

function addCommands(parser: Argv, commands: readonly Command[], choose: Choose): void {
  const grouped = new Set<string>();
  for (const command of commands) {
    const [first = ''] = command.words.split(' ');
    const summary = groups[first];
    if (summary === undefined) addCommand(parser, command.words, command, choose);
    else if (!grouped.has(first)) {
      grouped.add(first);
      const members = commands.filter(({ words }) => words.startsWith(`${first} `));
      parser.command(first, summary, (group) => {
        for (const member of members) addCommand(group, member.words.slice(first.length + 1), member, choose);
        return group;
      });
    }
  }
}

function addCommand(parser: Argv, words: string, command: Command, choose: Choose): void {
  parser.command(
    words,
    command.summary,
    (builder) => {
      for (const [name, option] of Object.entries(command.positionals)) builder.positional(name, option);
      for (const [name, option] of Object.entries(command.options)) builder.option(name, option);
      return builder.version(false).epilogue(ending(command));
    },
    (values) => choose(command, values),
  );
}

/** Examples and notes. yargs would break long command lines, which nobody could copy then. */
function ending({ examples, notes }: Command): string {
  const lines = examples.map(([line, does]) => `  ${line}\n      ${does}`);
  return ['Examples:', ...lines, ...(notes === undefined ? [] : ['', notes])].join('\n');
}

/** yargs tells in words what is wrong; we tell what to write instead. */
function usageError(message: string, words: readonly string[], commands: readonly Command[]): BundleError {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const command = commands.find(({ words: own }) => [first, `${first} ${second}`].includes(own.replace(/ \[.*/, '')));
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown !== undefined) {
    const known = Object.keys(command?.options ?? {});
    const suggestion = nearest(unknown.replaceAll('-', '_'), known);
    return new BundleError({ family: 'command', code: 'unknown_option', option: unknown, suggestion, known });
  }
  const missing = /^Missing required arguments?: ([^,]+)/.exec(message)?.[1];
  if (missing !== undefined) {
    const why = command?.options[missing]?.describe ?? 'the command cannot do without it';
    return new BundleError({ family: 'command', code: 'missing_option', option: missing, why });
  }
  return new BundleError(
    { family: 'command', code: 'unexpected_word', word: second ?? first ?? '' },
    { cause: message },
  );
}

function refuseNaN(values: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(values)) {
    if (Number.isNaN(value)) fail({ family: 'command', code: 'invalid_option', option, problem: 'expected a number' });
  }
}
