import { nearest } from '../errors/suggest.js';
import { fail } from '../errors.js';
import type { Command, Screens } from './command.js';
import { notHere } from './not-here.js';
import { coloursFor } from './report/colours.js';
import { exitCodeFor, formatErrors } from './report/report-errors.js';

/**
 * Runs a command line and returns its exit code: 0, 1 for a failure, 2 for a wrong command line, 130 when interrupted.
 * Errors are printed, never thrown.
 */
export async function commandLine(words: readonly string[], screens: Screens): Promise<number> {
  try {
    // `run` keeps its raw words, and needs no command parser to start.
    const toRun = words[0] === 'torchrun' ? torchrunWords(words.slice(1)) : words;
    if (toRun[0] === 'run') {
      const { runWords } = await import('./run-words.js');
      return (await runWords(toRun.slice(1), screens)) ?? (await parsed(['run', '--help'], screens));
    }
    return await parsed(words, screens);
  } catch (error) {
    const verbose = words.includes('--verbose') || Boolean(process.env.MEDBUNDLE_DEBUG);
    const colours = coloursFor(screens.stderr);
    screens.stderr.write(formatErrors(error, { colours, verbose, width: screens.stderr.columns }));
    return exitCodeFor(error);
  }
}

/** torchrun's own command line, `torchrun --nproc_per_node 2 -m monai.bundle run …`, as one of `run`. */
function torchrunWords(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => word === '-m' && words[index + 1] === 'monai.bundle');
  if (at < 0 || words[at + 2] !== 'run') return ['torchrun', ...words];
  return ['run', ...words.slice(0, at), ...words.slice(at + 3)];
}

async function parsed(words: readonly string[], screens: Screens): Promise<number> {
  const [{ commands }, { choose }] = await Promise.all([import('./commands/index.js'), import('./choose.js')]);
  const asked = helped(words, commands);
  const [first, ...rest] = asked;
  const reading = commands.find((command) => command.runWords && nameOf(command) === first);
  if (reading?.runWords) {
    const code = await reading.runWords(rest, screens);
    if (code !== undefined) return code;
  }
  const chosen = await choose(reading ? [nameOf(reading), '--help'] : asked, commands, screens);
  if ('command' in chosen) return chosen.command.run(chosen.values, screens);
  screens.stdout.write(`${chosen.help}\n`);
  return 0;
}

/**
 * No command at all, or half of one (`data`), asks for help, and so does `help COMMAND`; an unknown one gets a
 * suggestion.
 */
function helped(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const names = commands.map(nameOf);
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  if (first === undefined) return words.length === 0 ? ['--help'] : words;
  if (first === 'help') return helped([...words.slice(words.indexOf('help') + 1), '--help'], commands);
  if (names.includes(first)) return words;
  const group = names.filter((name) => name.startsWith(`${first} `));
  if (group.length > 0 && second === undefined) return [first, '--help'];
  const name = group.length > 0 ? `${first} ${second}` : first;
  if (names.includes(name)) return words;
  const elsewhere = notHere(first);
  if (elsewhere) fail({ family: 'command', code: 'command_not_here', command: first, ...elsewhere });
  return fail({ family: 'command', code: 'unknown_command', command: name, suggestion: nearest(name, names) });
}

/** The words that choose it: `data consep`. */
function nameOf({ words }: Command): string {
  return words.replace(/ [[<].*/, '');
}
